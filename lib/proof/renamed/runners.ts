// The resources that run as a role. If other resources run as the role than before, its rights have new holders: then it does not count as
// the same role under a new name.

import { getOrAdd } from '../collections';
import { isObject, type Json, pieces, type Resource, type TemplateSet } from '../template';

/** One property that names a role. */
export interface Runner {
  /** Id of the resource. */
  readonly id: string;
  /** Place in the resource: one resource may swap two roles. */
  readonly place: string;
}

/**
 * Every mention of a role outside of IAM counts, also within a longer text: AWS has too many names for "runs as" to list them. Policies
 * are left out: they say who is let in, which the evaluator judges.
 */
export function runnersOf(templates: TemplateSet): ReadonlyMap<Resource, readonly Runner[]> {
  const roles = new Map<string, Resource>();
  for (const role of templates.ofType('AWS::IAM::Role'))
    for (const name of [templates.refOf(role), templates.attributeOf(role, 'Arn')]) roles.set(name, role);
  const found = new Map<Resource, Runner[]>();
  if (roles.size === 0) return found;
  for (const resource of templates.resources) {
    if (/^AWS::IAM::(?!InstanceProfile$)/.test(resource.type)) continue;
    for (const { text, place } of textsOf(resource.properties)) {
      for (const role of rolesIn(text, roles)) getOrAdd(found, role, () => []).push({ id: resource.id, place });
    }
  }
  return found;
}

/** Roles that a text names: as a whole, by a symbol in it, or by the name after `role/`. */
function rolesIn(text: string, roles: ReadonlyMap<string, Resource>): ReadonlySet<Resource> {
  const parts = pieces(text).flatMap((piece) => (piece.isSymbol ? [piece.text] : []));
  const names = [...text.matchAll(/:role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)/g)].map(([, name = '']) => name);
  return new Set([text, ...parts, ...names].flatMap((name) => roles.get(name) ?? []));
}

/** Every text of the properties, with its place. Not recursive: a template may be nested deeper than the call stack. */
function textsOf(properties: Json): { readonly text: string; readonly place: string }[] {
  const found: { readonly text: string; readonly place: string }[] = [];
  const open: (readonly [value: Json, place: string])[] = [[properties, '']];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, place] = next;
    if (typeof value === 'string') found.push({ text: value, place });
    else if (Array.isArray(value)) for (const [index, one] of value.entries()) open.push([one as Json, `${place}.${index}`]);
    else if (isObject(value)) {
      for (const [name, one] of Object.entries(value))
        if (!/Policy(?:Document)?$/.test(name)) open.push([one, `${place}.${name}`]);
    }
  }
  return found;
}
