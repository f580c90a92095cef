// What rules about single properties share. A value that only the deployment knows is neither right nor wrong: it counts as wrong where
// tenants’ data is concerned, and is passed over elsewhere.

import { getOrAdd, memoized } from '../../collections';
import type { Evidence } from '../../evidence';
import { isSymbolic, type Json, own, pieces, type Resource, type TemplateSet, type Truth, text, within } from '../../template';

export function property({ properties }: Resource, path: string): Json | undefined {
  return within(properties, path);
}

/** A property that is there and says something. */
export function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** A word in the place of every symbol: symbols hold colons of their own, which the parts of an ARN are told apart by. */
export function withoutSymbols(written: string): string {
  return isSymbolic(written)
    ? pieces(written)
        .map((piece) => (piece.isSymbol ? KNOWN_LATER : piece.text))
        .join('')
    : written;
}

const KNOWN_LATER = 'known-later';

/** Whether something that must hold fails: what is not known fails for tenants’ data alone. */
export function fails(evidence: Evidence, resource: Resource, holds: Truth): boolean {
  return holds === undefined ? evidence.hasTenantData(resource) : !holds;
}

const namesByType = memoized<TemplateSet, Map<string, ReadonlyMap<string, Resource>>>(() => new Map());

/** The resource of these types that a value names by Ref, ARN or id. */
export function named(templates: TemplateSet, value: Json | undefined, ...types: readonly string[]): Resource | undefined {
  const reference = text(value);
  if (reference === undefined) return undefined;
  for (const type of types) {
    const found = namesOf(templates, type).get(reference);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesOf(templates: TemplateSet, type: string): ReadonlyMap<string, Resource> {
  return getOrAdd(namesByType(templates), type, () => {
    const names = new Map<string, Resource>();
    for (const resource of templates.ofType(type)) {
      for (const name of [templates.refOf(resource), templates.attributeOf(resource, 'Arn'), resource.id])
        names.set(name, resource);
    }
    return names;
  });
}

/** The key of the templates that a value names, also by an alias of the templates. */
export function keyNamed(templates: TemplateSet, value: Json | undefined): Resource | undefined {
  const key = named(templates, value, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
  if (key !== undefined) return key;
  const name = text(value)?.replace(/^arn:.*:(?=alias\/)/, '');
  const alias = templates
    .ofType('AWS::KMS::Alias')
    .find((one) => name !== undefined && (own(one.properties, 'AliasName') === name || templates.refOf(one) === name));
  return alias && named(templates, own(alias.properties, 'TargetKeyId'), 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
}
