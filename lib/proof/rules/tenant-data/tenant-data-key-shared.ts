import { type Identity, pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { own, type Resource } from '../../template';
import type { Rule } from '../rule';
import { keyNamed } from '../shared/properties';
import { few } from '../shared/statements';
import { storesByKey } from '../shared/stores';
import { DOUBT, subject } from './wording';

export const tenantDataKeyShared: Rule = {
  id: 'tenant-data-key-shared',
  severity: 'error',
  why: 'A principal of another account can decrypt under this key. It can read any copy of tenant data that reaches it.',
  fix: 'Name only roles of this account in the key’s policy. Share data with another account under a separate key.',
  source: 'AWS KMS Developer Guide: Allowing users in other accounts to use a KMS key',
  *find(evidence) {
    const outsiders = evidence.access.named.filter(({ isOutside }) => isOutside === true);
    if (outsiders.length === 0) return;
    for (const [key, stores] of keysOfTenantData(evidence)) {
      for (const identity of outsiders) {
        const uses = usesOf(evidence, identity, key);
        const [first] = uses;
        if (first === undefined) continue;
        const doubt = uses.some(({ isCertain }) => isCertain) ? '' : ` (${DOUBT})`;
        const actions = few(uses.map(({ action }) => action));
        yield {
          resource: key,
          message: `${subject(identity)} may call ${actions} on the key of ${few(stores.map(pathOf), 3)}${doubt}`,
          because: first.because,
          detail: identity.name,
        };
      }
    }
  },
};

/** Actions that give the plaintext, or the right to decrypt. */
const USES = ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReplicateKey'] as const;

/** A direct call. The policies of the data decide what a service does with the key for its caller. */
const DIRECT = { 'kms:ViaService': [], 'kms:GrantIsForAWSResource': 'false' };

function usesOf({ access }: Evidence, identity: Identity, key: Resource) {
  const allowable = access.allowable(identity, key, USES);
  return USES.flatMap((action) => {
    if (!allowable.has(action)) return [];
    const { effect, because } = access.decide(identity, { action, resource: key, context: DIRECT });
    return effect === 'Denied' ? [] : [{ action, because, isCertain: effect === 'Allowed' }];
  });
}

/** Keys that encrypt tenant data. Keys that are tenant data themselves are in the matrix. A replica key decrypts what its primary key encrypted. */
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
