// What the rules about single properties share. A value that only the deployment knows is neither right nor wrong: for a resource with
// tenant data it counts as wrong, and for every other resource it counts as right.

import { getOrAdd, memoized } from '../../collections';
import type { Evidence } from '../../evidence';
import { isSymbolic, type Json, own, pieces, type Resource, type TemplateSet, type Truth, text, within } from '../../template';

export function property({ properties }: Resource, path: string): Json | undefined {
  return within(properties, path);
}

/** Whether a property is set and not empty. */
export function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** The text with a plain word instead of each symbol. Symbols contain colons, which would break the text into wrong parts of an ARN. */
export function withoutSymbols(written: string): string {
  return isSymbolic(written)
    ? pieces(written)
        .map((piece) => (piece.isSymbol ? KNOWN_LATER : piece.text))
        .join('')
    : written;
}

const KNOWN_LATER = 'known-later';

/** Whether a requirement fails. An unknown value fails only for a resource with tenant data. */
export function fails(evidence: Evidence, resource: Resource, holds: Truth): boolean {
  return holds === undefined ? evidence.hasTenantData(resource) : !holds;
}

const namesByType = memoized<TemplateSet, Map<string, ReadonlyMap<string, Resource>>>(() => new Map());

/** The resource of one of these types that a value names, by Ref, ARN or id. */
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

/** The KMS key in the templates that a value names, also by an alias in the templates. */
export function keyNamed(templates: TemplateSet, value: Json | undefined): Resource | undefined {
  const key = named(templates, value, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
  if (key !== undefined) return key;
  const name = text(value)?.replace(/^arn:.*:(?=alias\/)/, '');
  const alias = templates
    .ofType('AWS::KMS::Alias')
    .find((one) => name !== undefined && (own(one.properties, 'AliasName') === name || templates.refOf(one) === name));
  return alias && named(templates, own(alias.properties, 'TargetKeyId'), 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
}
