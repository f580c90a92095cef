// What must not be lost: stores with tenant data, the keys that encrypt them, and other stores.

import { resourcesNamed } from '../access';
import { memoized } from '../collections';
import type { Evidence } from '../evidence';
import { isGiven, keyNamed, property } from '../rules/shared/properties';
import { encryptionsOf } from '../rules/shared/stores';
import { own, type Resource } from '../template';
import { REPLACEMENTS } from './replacement';

/** `other`: a store that is not marked as tenant data, or the key of such a store. */
export type Holding = 'tenant data' | 'key of tenant data' | 'other';

/** @param sameAs finds the resource of the second set that corresponds to one of the first, under any name */
export function holdingsOf(
  before: Evidence,
  after: Evidence,
  sameAs: (resource: Resource) => Resource | undefined,
): ReadonlyMap<Resource, Holding> {
  const tenants = new Set([
    ...tenantStores(before),
    ...before.templates.resources.filter((one) => isTenants(after, sameAs(one))),
  ]);
  const keys = keysOf(before, tenants);
  const found = new Map<Resource, Holding>();
  for (const resource of before.templates.resources) {
    if (tenants.has(resource)) found.set(resource, 'tenant data');
    else if (keys.has(resource)) found.set(resource, 'key of tenant data');
    else if (isStore(resource)) found.set(resource, 'other');
  }
  return found;
}

export function isKey({ type }: Pick<Resource, 'type'>): boolean {
  return type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey';
}

function isTenants(after: Evidence, resource: Resource | undefined): boolean {
  return resource !== undefined && tenantStores(after).has(resource);
}

/** Stores with the tag, and every named resource. A resource of another type may have the tag only from its stack. */
const tenantStores = memoized((evidence: Evidence): ReadonlySet<Resource> => {
  const named = (evidence.options.tenantData ?? []).flatMap((name) => resourcesNamed(evidence.templates, name));
  return new Set([...evidence.tenantData.filter(isStore), ...named]);
});

/** An instance of a database cluster stores no data itself. */
function isStore(resource: Resource): boolean {
  if (!Object.hasOwn(REPLACEMENTS, resource.type)) return false;
  return resource.type !== 'AWS::RDS::DBInstance' || !isGiven(property(resource, 'DBClusterIdentifier'));
}

/** A replica key decrypts what its primary key encrypted. */
function keysOf({ templates }: Evidence, stores: ReadonlySet<Resource>): Set<Resource> {
  const keys = new Set([...stores].flatMap((store) => encryptionsOf(store).flatMap(({ key }) => keyNamed(templates, key) ?? [])));
  for (const replica of templates.ofType('AWS::KMS::ReplicaKey')) {
    const primary = keyNamed(templates, own(replica.properties, 'PrimaryKeyArn'));
    if (primary !== undefined && keys.has(primary)) keys.add(replica);
  }
  return keys;
}
