// Changes of one resource that CloudFormation answers with a new one, or with a refusal; and those that make it easier to delete.

import { isObject, type Json, list, own, pieces, type Resource, text } from '../template';
import { REPLACEMENTS } from './replacement';

export interface PropertyChange {
  readonly property: string;
  /** `perhaps`: in some cases, or for a value that only the deployment knows. */
  readonly answer: 'replaced' | 'perhaps' | 'refused';
}

/**
 * @param isResource whether a name in a symbol is that of a resource of either set: two of those are known to differ
 * @param isRemade whether a resource is a new one under the same id
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
  // A default that is written out may count as a change, or not.
  if ((old === undefined && isEmpty(now)) || (now === undefined && isEmpty(old))) return 'perhaps';
  const unknown = (text: string) =>
    idsIn(text)
      .filter((id) => !isResource(id))
      .sort()
      .join();
  return unknown(first) === unknown(second) ? 'yes' : 'perhaps';
}

/** Whether a property that forbids deletion was on, and is not. Undefined where only the deployment knows. */
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

/** CloudFormation takes the text of a number or a switch for it. The order of keys says nothing. */
function textOf(value: Json | undefined): string {
  const written = text(value);
  if (written !== undefined) return JSON.stringify(written);
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (!isObject(value)) return 'nothing';
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${textOf(value[name])}`).join()}}`;
}

/** What the symbols of a text name: `stack/LogicalId` without its attribute, or what is not known. */
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
