// The other resources of its stack that a resource refers to, in the unresolved template. CloudFormation derives its order from them.

import { attributeIn, variablesOf } from './substitution';
import { isObject, type Json, type JsonObject, listOf, own } from './template';
import type { Truth } from './truth';

/**
 * Logical ids, each once, in the order of the template: from Ref, Fn::GetAtt, Fn::Sub and DependsOn. A branch of Fn::If that does not
 * apply counts as empty. Not recursive: a template may be nested deeper than the call stack.
 */
export function referencesIn(
  resource: Json,
  isResource: (name: string) => boolean,
  condition: (name: string) => Truth,
): string[] {
  const found = new Set<string>();
  const refer = (name: Json | undefined) => {
    if (typeof name === 'string' && isResource(name)) found.add(name);
  };
  const open: Json[] = [];
  // A YAML alias puts one node into several places: visit it once.
  const seen = new Set<Json>();
  const later = (values: readonly Json[]) => {
    // From the end, so that pop() returns them in the order of the template.
    for (let index = values.length - 1; index >= 0; index -= 1) {
      const value = values[index];
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  };
  for (const id of listOf(own(resource, 'DependsOn') ?? [])) refer(id);
  later(['Properties', 'Metadata', 'CreationPolicy', 'UpdatePolicy'].map((part) => own(resource, part) ?? null));
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) later(value);
    if (!isObject(value)) continue;
    const entries = Object.entries(value as JsonObject);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (name === 'Ref') refer(argument);
    else if (name === 'Fn::GetAtt') refer(typeof argument === 'string' ? argument.split('.')[0] : listOf(argument ?? [])[0]);
    else if (name === 'Fn::Sub') later(referencesOfSub(argument ?? '', refer));
    else if (name === 'Fn::If') later(branches(listOf(argument ?? []), condition));
    else later(entries.map(([, one]) => one));
  }
  return [...found];
}

/** Refers to what the text names, and gives the values of its own variables. */
function referencesOfSub(argument: Json, refer: (name: string) => void): Json[] {
  const [text, given] = typeof argument === 'string' ? [argument] : listOf(argument);
  const variables = isObject(given) ? given : {};
  for (const name of typeof text === 'string' ? variablesOf(text) : []) {
    if (!Object.hasOwn(variables, name)) refer(attributeIn(name)?.[0] ?? name);
  }
  return Object.values(variables);
}

function branches([name, then = null, otherwise = null]: readonly Json[], condition: (name: string) => Truth): Json[] {
  const truth = typeof name === 'string' ? condition(name) : undefined;
  return truth === undefined ? [then, otherwise] : [truth ? then : otherwise];
}
