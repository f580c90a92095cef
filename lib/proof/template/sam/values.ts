// CloudFormation values as SAM reads and writes them.

import { isObject, type Json, type JsonObject, own } from '../template';

export const NO_VALUE: Json = { Ref: 'AWS::NoValue' };

export const ref = (id: string): Json => ({ Ref: id });

export const getAtt = (id: string, attribute: string): Json => ({ 'Fn::GetAtt': [id, attribute] });

/** `Fn::Sub`: the variables are values of their own, whatever functions they use. */
export function sub(text: string, variables?: JsonObject): Json {
  return { 'Fn::Sub': variables === undefined ? text : [text, variables] };
}

/** An ARN in the account and Region of the stack: `lambda`, `function:*`. */
export function arn(service: string, resource: string, variables?: JsonObject): Json {
  return sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`, variables);
}

/** A function of CloudFormation: what it gives is known only when the template is resolved. */
export function isIntrinsic(value: Json | undefined): boolean {
  if (!isObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
}

/** Left out, as CloudFormation reads it. */
export function isNothing(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null || own(value, 'Ref') === 'AWS::NoValue';
}

/** An object of those that are given. */
export function given(entries: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Some properties of a value, where it has them. */
export function picked(value: Json | undefined, names: readonly string[]): JsonObject {
  return given(Object.fromEntries(names.map((name) => [name, own(value, name)])));
}

/** Entries of an object that is written out; undefined for a function, or anything that is not an object. */
export function plainEntries(value: Json | undefined): [string, Json][] | undefined {
  return isObject(value) && !isIntrinsic(value) ? Object.entries(value) : undefined;
}

/** The parts of `Fn::If`. */
export function ifParts(value: Json | undefined): readonly [condition: string, then: Json, otherwise: Json] | undefined {
  const parts = isIntrinsic(value) ? own(value, 'Fn::If') : undefined;
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[0] !== 'string') return undefined;
  return parts as unknown as [string, Json, Json];
}

/** Deeper than Fn::If is nested within Fn::If: a hostile template has one node in both branches, which doubles at every step. */
const MAX_BRANCHES = 10;

/** A value, with each branch of Fn::If replaced by what `make` gives for it. */
export function eachBranch(value: Json, make: (value: Json) => Json, depth = 0): Json {
  const parts = ifParts(value);
  if (parts === undefined) return make(value);
  // The caller of the reader takes it for a template that is nested too deep.
  if (depth > MAX_BRANCHES) throw new RangeError('Fn::If is nested too deep');
  const [condition, ...both] = parts;
  return { 'Fn::If': [condition, ...both.map((one) => eachBranch(one, make, depth + 1))] };
}

/** CloudFormation's list of tags from SAM's map of them. Undefined for anything else. */
export function tagList(tags: Json | undefined): Json[] | undefined {
  return plainEntries(tags)?.map(([key, value]) => ({ Key: key, Value: value }));
}

/** As logical ids have it: letters and digits. */
export function alphanumeric(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '');
}
