import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule, Sighting } from '../rule';
import { named, property } from '../shared/properties';
import { storesByKey } from '../shared/stores';

export const environmentCrossing: Rule = {
  id: 'environment-crossing',
  severity: 'error',
  why: 'Another environment can access production, or production depends on something with less protection.',
  fix: 'Give each environment its own keys, roles and networks, preferably in its own account.',
  source: 'AWS Well-Architected Framework, Security Pillar: SEC01-BP01 Separate workloads using accounts',
  *find(evidence) {
    const roles = evidence.templates
      .ofType('AWS::IAM::Role', 'AWS::IAM::User')
      .filter((one) => sideOf(evidence, one) !== undefined);
    const keys = storesByKey(evidence);
    yield* sharedKeys(evidence, keys);
    yield* keyUse(evidence, keys, roles);
    yield* assumptions(evidence, roles);
    for (const resource of evidence.templates.ofType('AWS::EC2::VPCPeeringConnection')) {
      const [own, peer] = ['VpcId', 'PeerVpcId'].map((name) =>
        named(evidence.templates, property(resource, name), 'AWS::EC2::VPC'),
      );
      const [here, there] = [own && sideOf(evidence, own), peer && sideOf(evidence, peer)];
      if (own === undefined || peer === undefined || !differ(here, there)) continue;
      yield { resource, message: `connects ${pathOf(own)} (${here?.name}) with ${pathOf(peer)} (${there?.name})` };
    }
  },
};

interface Side {
  readonly name: string;
  readonly isProduction: boolean;
}

/** From the tag `environment`, in any case. */
function sideOf(evidence: Evidence, resource: Resource): Side | undefined {
  const [, name] = Object.entries(evidence.tagsOf(resource)).find(([key]) => key.toLowerCase() === 'environment') ?? [];
  return name === undefined ? undefined : { name, isProduction: /^(?:prod|production|live)$/i.test(name) };
}

function differ(one: Side | undefined, other: Side | undefined): boolean {
  return one !== undefined && other !== undefined && one.isProduction !== other.isProduction;
}

type KeyStores = ReadonlyMap<Resource, readonly Resource[]>;

function* sharedKeys(evidence: Evidence, keys: KeyStores): Generator<Sighting> {
  for (const [key, stores] of keys) {
    const own = sideOf(evidence, key);
    const known = stores.flatMap((store) => {
      const side = sideOf(evidence, store);
      return side === undefined ? [] : [{ store, side }];
    });
    const [first] = known;
    const other = known.find(({ side }) => differ(side, own ?? first?.side));
    if (other === undefined) continue;
    const here = own === undefined ? `${first?.store.id} (${first?.side.name})` : own.name;
    yield { resource: key, message: `the key encrypts data of ${here} and of ${pathOf(other.store)} (${other.side.name})` };
  }
}

const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:Sign'] as const;

/** The key's own tag names its environment, or else the tag of a store under the key. */
function* keyUse(evidence: Evidence, keys: KeyStores, roles: readonly Resource[]): Generator<Sighting> {
  for (const key of evidence.templates.ofType('AWS::KMS::Key', 'AWS::KMS::ReplicaKey')) {
    const stores = keys.get(key) ?? [];
    const [side] = [key, ...stores].flatMap((one) => sideOf(evidence, one) ?? []);
    if (side === undefined) continue;
    for (const role of roles) {
      const other = sideOf(evidence, role);
      if (!differ(side, other)) continue;
      const found = allowed(evidence, role, key, USES);
      if (found !== undefined)
        yield {
          resource: key,
          detail: role.id,
          message: `the key of ${side.name} lets ${pathOf(role)} (${other?.name}) call ${found.action}`,
          because: found.because,
        };
    }
  }
}

const ASSUMES = ['sts:AssumeRole'] as const;

function* assumptions(evidence: Evidence, roles: readonly Resource[]): Generator<Sighting> {
  for (const role of roles) {
    for (const caller of roles) {
      const [here, there] = [sideOf(evidence, role), sideOf(evidence, caller)];
      if (role.type !== 'AWS::IAM::Role' || !differ(here, there)) continue;
      const found = allowed(evidence, caller, role, ASSUMES);
      if (found !== undefined)
        yield {
          resource: role,
          detail: caller.id,
          message: `${pathOf(caller)} (${there?.name}) may assume this role of ${here?.name}`,
          because: found.because,
        };
    }
  }
}

/** The first action that is not denied. Conditions that only the request decides count as met. */
function allowed({ access }: Evidence, who: Resource, resource: Resource, actions: readonly string[]) {
  const identity = access.identityOf(who);
  if (identity === undefined) return undefined;
  for (const action of access.allowable(identity, resource, actions)) {
    const { effect, because } = access.decide(identity, { action, resource });
    if (effect !== 'Denied') return { action, because };
  }
  return undefined;
}
