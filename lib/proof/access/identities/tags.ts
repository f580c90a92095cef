// Tags of a resource, from any of the properties that CloudFormation uses for tags.

import { isObject, isScalar, isSymbolic, type Json, type JsonObject, list, own, type Resource } from '../../template';

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

/** The properties with each form of their tags: a list by Fn::If has two. */
export function formsOfTags(
  properties: JsonObject,
  formsOf: (symbol: string) => readonly (Json | undefined)[] | undefined,
): JsonObject[] {
  for (const [name, written] of Object.entries(properties)) {
    const forms = NAMES.test(name) && typeof written === 'string' ? formsOf(written) : undefined;
    if (forms !== undefined) return forms.flatMap((form) => formsOfTags({ ...properties, [name]: form ?? [] }, formsOf));
    const index =
      NAMES.test(name) && Array.isArray(written) ? written.findIndex((one) => typeof one === 'string' && formsOf(one)) : -1;
    if (index < 0) continue;
    const list = written as readonly Json[];
    const all = formsOf(String(list[index])) ?? [];
    return all.flatMap((form) => {
      const tags = [
        ...list.slice(0, index),
        ...(form === undefined ? [] : Array.isArray(form) ? (form as Json[]) : [form]),
        ...list.slice(index + 1),
      ];
      return formsOfTags({ ...properties, [name]: tags }, formsOf);
    });
  }
  return [properties];
}

/** Whether there may be tags that the templates do not show: a list, or a part of one, that only the deployment knows. */
export function mayHaveOtherTags({ properties }: Pick<Resource, 'properties'>): boolean {
  const isOpen = (value: Json | undefined) => typeof value === 'string' && isSymbolic(value);
  return Object.entries(properties).some(
    ([name, written]) => NAMES.test(name) && (isOpen(written) || (Array.isArray(written) && written.some(isOpen))),
  );
}
