import { type Identity, pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { own, type Resource } from '../../template';
import type { Rule } from '../rule';
import { keyNamed } from '../shared/properties';
import { few } from '../shared/statements';
import { storesByKey } from '../shared/stores';

export const tenantDataKeyShared: Rule = {
  id: 'tenant-data-key-shared',
  severity: 'error',
  why: 'Whoever of another account may decrypt under the key reads every copy of tenants’ data that he comes by, and nobody here sees how.',
  fix: 'Name roles of this account alone in the key’s policy; share data with another account under a key that is made for it.',
  source: 'AWS KMS Developer Guide: Allowing users in other accounts to use a KMS key',
  *find(evidence) {
    const outsiders = evidence.access.named.filter(({ isOutside }) => isOutside === true);
    if (outsiders.length === 0) return;
    for (const [key, stores] of keysOfTenantData(evidence)) {
      for (const identity of outsiders) {
        const lets = usesOf(evidence, identity, key);
        const [first] = lets;
        if (first === undefined) continue;
        const may = lets.some(({ isCertain }) => isCertain) ? 'may' : 'may, depending on what is not in the templates,';
        const actions = few(lets.map(({ action }) => action));
        yield {
          resource: key,
          message: `${identity.name} ${may} ${actions} under the key of ${few(stores.map(pathOf), 3)}`,
          because: first.because,
          detail: identity.name,
        };
      }
    }
  },
};

/** What gives the plaintext, or the right to it. */
const USES = ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReplicateKey'] as const;

/** Of a call of his own: what a service does with the key for him is decided where the data lies. */
const DIRECT = { 'kms:ViaService': [], 'kms:GrantIsForAWSResource': 'false' };

function usesOf({ access }: Evidence, identity: Identity, key: Resource) {
  const allowable = access.allowable(identity, key, USES);
  return USES.flatMap((action) => {
    if (!allowable.has(action)) return [];
    const { effect, because } = access.decide(identity, { action, resource: key, context: DIRECT });
    return effect === 'Denied' ? [] : [{ action, because, isCertain: effect === 'Allowed' }];
  });
}

/** Keys that are tenants' data themselves are in the matrix. A replica opens what its primary key has closed. */
function keysOfTenantData(evidence: Evidence): ReadonlyMap<Resource, readonly Resource[]> {
  const found = new Map<Resource, readonly Resource[]>();
  for (const [key, stores] of storesByKey(evidence)) {
    const tenants = stores.filter((store) => evidence.hasTenantData(store));
    if (tenants.length > 0) found.set(key, tenants);
  }
  for (const replica of evidence.templates.ofType('AWS::KMS::ReplicaKey')) {
    const primary = keyNamed(evidence.templates, own(replica.properties, 'PrimaryKeyArn'));
    const stores = primary && found.get(primary);
    if (stores !== undefined && !found.has(replica)) found.set(replica, stores);
  }
  for (const key of found.keys()) if (evidence.hasTenantData(key)) found.delete(key);
  return found;
}
