// Tags of a resource, from any of the properties that CloudFormation uses for tags.

import { isObject, isScalar, isSymbolic, type Json, list, own, type Resource } from '../../template';

/** Most types have `Tags`; some have `FileSystemTags`, `BackupVaultTags`, `UserPoolTags` and similar. The value is a list of pairs or a map. */
const NAMES = /^(?:\w*Tags|TagList)$/;

/** Values as text: `true` in YAML means the text "true". */
export function tagsOf({ properties }: Pick<Resource, 'properties'>): { readonly [key: string]: string } {
  const tags: { [key: string]: string } = Object.create(null);
  const add = (key: Json | undefined, value: Json | undefined) => {
    if (typeof key === 'string' && isScalar(value)) tags[key] = String(value);
  };
  for (const [name, written] of Object.entries(properties)) {
    if (!NAMES.test(name)) continue;
    if (isObject(written)) for (const [key, value] of Object.entries(written)) add(key, value);
    else for (const tag of list(written)) add(own(tag, 'Key'), own(tag, 'Value'));
  }
  return tags;
}

/** Whether there may be tags that the templates do not show, because only the deployment knows the list or a part of it. */
export function mayHaveOtherTags({ properties }: Pick<Resource, 'properties'>): boolean {
  const isOpen = (value: Json | undefined) => typeof value === 'string' && isSymbolic(value);
  return Object.entries(properties).some(
    ([name, written]) => NAMES.test(name) && (isOpen(written) || (Array.isArray(written) && written.some(isOpen))),
  );
}
