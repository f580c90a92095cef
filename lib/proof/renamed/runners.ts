// What runs as a role. A role that something else runs as than before is not the same role under another name: who has its rights
// changed.

import { isObject, type Json, type Resource, type TemplateSet } from '../template';

/** Ids of the resources that have a role in a property called so. Policies are attached to roles, and do not run as them. */
export function runnersOf(templates: TemplateSet): ReadonlyMap<Resource, ReadonlySet<string>> {
  const roles = new Map<string, Resource>();
  for (const role of templates.ofType('AWS::IAM::Role'))
    for (const name of [templates.refOf(role), templates.attributeOf(role, 'Arn')]) roles.set(name, role);
  const found = new Map<Resource, Set<string>>();
  if (roles.size === 0) return found;
  for (const resource of templates.resources) {
    if (/^AWS::IAM::(?!InstanceProfile$)/.test(resource.type)) continue;
    for (const name of rolesWithin(resource.properties)) {
      const role = roles.get(name);
      if (role === undefined) continue;
      found.set(role, (found.get(role) ?? new Set()).add(resource.id));
    }
  }
  return found;
}

const HOLDS_ROLES = /Role(?:s|Arns?|Name)?$/i;

/** Texts of properties that hold roles, however deep. Not recursive: a template may be nested deeper than the call stack. */
function rolesWithin(properties: Json): string[] {
  const found: string[] = [];
  const open: (readonly [Json, boolean])[] = [[properties, false]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, isRole] = next;
    if (typeof value === 'string') {
      if (isRole) found.push(value);
    } else if (Array.isArray(value)) for (const one of value) open.push([one as Json, isRole]);
    else if (isObject(value)) for (const [name, one] of Object.entries(value)) open.push([one, HOLDS_ROLES.test(name)]);
  }
  return found;
}
