// Changes of one resource after which CloudFormation replaces it, refuses the change, or can delete the resource more easily.

import { isObject, type Json, list, own, pieces, type Resource, text } from '../template';
import { REPLACEMENTS } from './replacement';

export interface PropertyChange {
  readonly property: string;
  /** `perhaps`: in some cases, or for a value that only the deployment knows. */
  readonly answer: 'replaced' | 'perhaps' | 'refused';
}

/**
 * @param isResource whether a name in a symbol is a resource of either set: two such names always differ
 * @param isRemade whether CloudFormation replaces the resource under the same id
 */
export function changesOf(
  old: Resource,
  now: Resource,
  isResource: (id: string) => boolean,
  isRemade: (id: string) => boolean,
): PropertyChange[] {
  const { always = [], perhaps = [], refused = [] } = Object.hasOwn(REPLACEMENTS, old.type) ? (REPLACEMENTS[old.type] ?? {}) : {};
  const changed = (answer: PropertyChange['answer']) => (property: string) => {
    const change = differ(own(old.properties, property), own(now.properties, property), isResource, isRemade);
    return change === 'no' ? [] : [{ property, answer: change === 'perhaps' ? change : answer }];
  };
  return [
    ...always.flatMap(changed('replaced')),
    ...(isAttributeEdited(old, now) ? [{ property: 'AttributeDefinitions', answer: 'replaced' as const }] : []),
    ...refused.flatMap(changed('refused')),
    ...perhaps.flatMap(changed('perhaps')),
  ];
}

/** DynamoDB: "Replacement if you edit an existing AttributeDefinition", and not if one is added. */
function isAttributeEdited(old: Resource, now: Resource): boolean {
  if (!/^AWS::DynamoDB::(?:Global)?Table$/.test(old.type)) return false;
  const types = new Map(list(own(now.properties, 'AttributeDefinitions')).map((one) => [textOf(own(one, 'AttributeName')), one]));
  return list(own(old.properties, 'AttributeDefinitions')).some((one) => {
    const same = types.get(textOf(own(one, 'AttributeName')));
    return same !== undefined && textOf(own(same, 'AttributeType')) !== textOf(own(one, 'AttributeType'));
  });
}

function differ(
  old: Json | undefined,
  now: Json | undefined,
  isResource: (id: string) => boolean,
  isRemade: (id: string) => boolean,
): 'yes' | 'no' | 'perhaps' {
  const [first, second] = [textOf(old), textOf(now)];
  if (first === second) return idsIn(first).some(isRemade) ? 'yes' : 'no';
  // An explicit default value may or may not count as a change.
  if ((old === undefined && isEmpty(now)) || (now === undefined && isEmpty(old))) return 'perhaps';
  const unknown = (text: string) =>
    idsIn(text)
      .filter((id) => !isResource(id))
      .sort()
      .join();
  return unknown(first) === unknown(second) ? 'yes' : 'perhaps';
}

/** Whether a property that forbids deletion changes from on to off. Undefined if only the deployment knows. */
export function isProtectionOff(old: Resource, now: Resource): boolean | undefined {
  const [was, is] = [protectionOf(old), protectionOf(now)];
  return was === true && is !== true ? (is === false ? true : undefined) : false;
}

/** A global table has the property in each replica. */
function protectionOf({ type, properties }: Resource): boolean | undefined {
  const name = Object.hasOwn(REPLACEMENTS, type) ? REPLACEMENTS[type]?.protection : undefined;
  const values =
    type === 'AWS::DynamoDB::GlobalTable'
      ? list(own(properties, 'Replicas')).map((one) => own(one, 'DeletionProtectionEnabled'))
      : [name === undefined ? undefined : own(properties, name)];
  const written = values.map((value) => text(value) ?? '');
  if (written.some((one) => /^(?:true|active)$/i.test(one))) return true;
  return written.some((one) => idsIn(one).length > 0) ? undefined : false;
}

/** Comparable text: CloudFormation accepts "443" for 443 and "true" for true, and ignores the order of keys. */
function textOf(value: Json | undefined): string {
  const written = text(value);
  if (written !== undefined) return JSON.stringify(written);
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (!isObject(value)) return 'nothing';
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${textOf(value[name])}`).join()}}`;
}

/** The names in the symbols of a text: `stack/LogicalId` without its attribute, or the name of an unknown value. */
function idsIn(text: string): string[] {
  return pieces(text).flatMap(({ text: one, isSymbol }) => {
    if (!isSymbol) return [];
    const name = one.slice(1, -1);
    const dot = name.indexOf('.', name.indexOf('/') + 1);
    return [dot < 0 || !name.includes('/') ? name : name.slice(0, dot)];
  });
}

function isEmpty(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || ['', 'false', 'disabled'].includes(text(value)?.toLowerCase() ?? 'something');
}
