// The local form of an app, which `LocalCloud` makes for a local AWS. It lacks what keeps tenants apart, so that every verdict on it
// would be false. Its templates say what they are; those of older versions are known by the metadata beside them.

import { isObject, type Json, type JsonObject, own } from '../template/template';

export function isLocalForm(template: JsonObject): boolean {
  return own(own(template, 'Metadata'), 'bulkhead:local-form') !== undefined;
}

/** @param metadata of construct paths to lists of entries: a manifest's `metadata`, or a stack's metadata file */
export function tellsLocalChanges(metadata: Json | undefined): boolean {
  const lists = Object.values(isObject(metadata) ? metadata : {});
  const entries = lists.flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []));
  return entries.some((entry) => own(entry, 'type') === 'bulkhead:local-change');
}
