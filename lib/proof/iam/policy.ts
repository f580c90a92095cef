// A policy document, read once: lists are lists, actions are patterns, and what is malformed is refused rather than skipped.

import { getOrAdd, memoized } from '../collections';
import { isObject, type Json, type JsonObject, own } from '../template/template';
import { completed } from './arn';
import { condition } from './conditions';
import type { Keys } from './keys';
import { madeUpNames, matches, type Pattern, pattern } from './match';
import { any, not } from './truth';
import { type Policy, PolicyError, type Truth } from './types';
import { isConstant, type Written, written } from './variables';

/** Who a statement is about: everybody, or values by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`). */
export type StatementPrincipals = '*' | ReadonlyMap<string, readonly string[]>;

export interface Statement {
  /** `<source> “<Sid>”`, or its number where it has no Sid. Quoted: the Sids of resource policies are sentences, often. */
  readonly name: string;
  readonly isDeny: boolean;
  readonly principals?: StatementPrincipals;
  readonly notPrincipals?: StatementPrincipals;
  readonly actions?: readonly Pattern[];
  readonly notActions?: readonly Pattern[];
  readonly resources?: readonly ResourceText[];
  readonly notResources?: readonly ResourceText[];
  readonly conditions: readonly Condition[];
  /** Policy variables exist from version 2012-10-17 on; before it they are text. */
  readonly hasVariables: boolean;
  /** Whether its actions cover one, in lower case, by that: the same few are asked for over and over. */
  readonly byAction: Map<string, Truth>;
}

export interface Condition {
  readonly operator: string;
  /** Lower case. */
  readonly key: string;
  /** The key as the policy writes it. */
  readonly writtenKey: string;
  readonly values: readonly string[];
  /** Undefined where it depends on what is not known. */
  readonly holds: (keys: Keys) => Truth;
}

/** A text of Resource or NotResource, ready to match. */
export interface ResourceText {
  readonly text: string;
  /** Whether every resource matches, named or not. */
  readonly isAll: boolean;
  readonly read: Written;
  /** The made-up name that every ARN of such a resource has, if it certainly has one. */
  readonly name?: string;
  /** Unless it has variables. */
  readonly pattern?: Pattern;
  /**
   * Of an ARN with fewer than six parts, before the rest is filled in: `*` at the end of a part reaches over colons too. AWS does not say
   * which of the two comes first.
   */
  readonly asWritten?: Written;
  /** All that it may come to, whatever its variables are. */
  readonly widest: Pattern;
}

/** What the statements of a document come to, told apart once. */
export interface Statements {
  readonly all: readonly Statement[];
  readonly allowing: readonly Statement[];
  readonly denying: readonly Statement[];
}

/** Parts of an account that policies lie on say who they are about; those of a principal may not (IAM: Principal element). */
export function needsPrincipals(policy: Policy, areNeeded: boolean): void {
  for (const { name, principals, notPrincipals } of statementsOf(policy)) {
    const hasThem = principals !== undefined || notPrincipals !== undefined;
    if (hasThem === areNeeded) continue;
    throw new PolicyError(
      name,
      areNeeded ? 'has no Principal' : 'has a Principal',
      areNeeded ? 'a Principal in the policy of a resource' : 'no Principal in an identity’s policy',
    );
  }
}

/** Whether a statement is about an action, in lower case. */
export function coversAction({ actions, notActions, byAction }: Statement, action: string): Truth {
  return getOrAdd(byAction, action, () =>
    actions ? any(actions.map((one) => matches(one, action))) : not(any((notActions ?? []).map((one) => matches(one, action)))),
  );
}

/** False if a statement certainly is about none of these ARNs, whoever asks. Pass the same list object every time: it is read once. */
export function mayBeAbout({ resources }: Statement, arns: readonly string[]): boolean {
  if (resources === undefined) return true;
  const { names, isOpen } = namesIn(arns);
  return resources.some(({ isAll, name, widest }) => {
    if (isAll) return true;
    // Most statements name a resource of their own: this answers for them without a comparison of texts.
    if (name !== undefined && !isOpen && !names.has(name)) return false;
    return arns.some((arn) => matches(widest, arn) !== false);
  });
}

const namesIn = memoized((arns: readonly string[]) => {
  const all = arns.map((arn) => madeUpNames(arn));
  return { names: new Set(all.flatMap(({ names }) => names)), isOpen: all.some(({ isOpen }) => isOpen) };
});

/** Where a statement stood in the document that was written, if another one is read. */
const NUMBERS = new WeakMap<object, number>();

/** The statement, which goes by this number where it has no Sid. */
export function numberStatement(statement: JsonObject, number: number): JsonObject {
  NUMBERS.set(statement, number);
  return statement;
}

/** The number that a statement goes by. */
export function numberOfStatement(statement: Json, index: number): number {
  return (typeof statement === 'object' && statement !== null ? NUMBERS.get(statement) : undefined) ?? index;
}

export function statementsOf(policy: Policy): readonly Statement[] {
  return statementsByEffect(policy).all;
}

export function statementsByEffect({ source, document }: Policy): Statements {
  if (!isObject(document)) throw new PolicyError(source, `the policy is ${JSON.stringify(document)?.slice(0, 80)}`, 'an object');
  return statementsIn(document, source);
}

const statementsIn = memoized((document: JsonObject, source: string): Statements => {
  const version = own(document, 'Version');
  const listed = own(document, 'Statement');
  const statements = (Array.isArray(listed) ? listed : listed === undefined ? [] : [listed]).map((statement, index) =>
    parsed(source, statement, numberOfStatement(statement, index), version === '2012-10-17'),
  );
  return {
    all: statements,
    allowing: statements.filter(({ isDeny }) => !isDeny),
    denying: statements.filter(({ isDeny }) => isDeny),
  };
});

function parsed(source: string, statement: Json, index: number, hasVariables: boolean): Statement {
  if (!isObject(statement))
    throw new PolicyError(source, `statement ${index} is not an object`, 'an object with Effect and Action');
  const sid = own(statement, 'Sid');
  const name = `${source} ${typeof sid === 'string' && sid !== '' ? `“${sid}”` : `statement ${index}`}`;
  const effect = own(statement, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new PolicyError(name, `Effect is ${JSON.stringify(effect) ?? 'missing'}`, '"Allow" or "Deny"');
  }
  const texts = (element: string) => {
    const value = own(statement, element);
    return value === undefined ? undefined : textsOf(name, element, value);
  };
  const actions = texts('Action');
  const notActions = texts('NotAction');
  if ((actions === undefined) === (notActions === undefined))
    throw new PolicyError(
      name,
      actions === undefined ? 'has neither Action nor NotAction' : 'has both Action and NotAction',
      'one of the two',
    );
  const resources = texts('Resource');
  const notResources = texts('NotResource');
  if (resources !== undefined && notResources !== undefined)
    throw new PolicyError(name, 'has both Resource and NotResource', 'one of the two');
  const principals = principalsOf(name, own(statement, 'Principal'));
  const notPrincipals = principalsOf(name, own(statement, 'NotPrincipal'));
  if (principals !== undefined && notPrincipals !== undefined)
    throw new PolicyError(name, 'has both Principal and NotPrincipal', 'one of the two');
  const patterns = (values: readonly string[] | undefined) => values?.map((value) => pattern([value.toLowerCase()]));
  return {
    name,
    isDeny: effect === 'Deny',
    principals,
    notPrincipals,
    actions: patterns(actions),
    notActions: patterns(notActions),
    resources: resources?.map((text) => resourceText(text, hasVariables)),
    notResources: notResources?.map((text) => resourceText(text, hasVariables)),
    conditions: conditionsOf(name, own(statement, 'Condition'), hasVariables),
    hasVariables,
    byAction: new Map(),
  };
}

function resourceText(text: string, hasVariables: boolean): ResourceText {
  const whole = completed(text);
  const read = written(whole, hasVariables);
  const [name] = madeUpNames(text, true).names;
  const own = {
    text,
    read,
    ...(name !== undefined && { name }),
    ...(whole !== text && text.includes('*:') && { asWritten: written(text, hasVariables) }),
  };
  const widest = own.asWritten && pattern([`${text.slice(0, filled(text).search(/[*?$]/))}*`]);
  if (isConstant(read)) {
    const constant = pattern(read, 'arn');
    return { ...own, isAll: text === '*', pattern: constant, widest: widest ?? constant };
  }
  const begin = read.slice(
    0,
    read.findIndex((part) => !isConstant([part])),
  );
  return { ...own, isAll: false, widest: widest ?? pattern([...(isConstant(begin) ? begin : []), '*']) };
}

/** Of the same length, without what stands inside symbols. */
function filled(text: string): string {
  return text.replace(/\uE000[^\uE000\uE001]*\uE001/g, (one) => 'x'.repeat(one.length));
}

function conditionsOf(name: string, written: Json | undefined, hasVariables: boolean): Condition[] {
  if (written === undefined) return [];
  if (!isObject(written)) throw new PolicyError(name, 'Condition is not an object', 'an object with an operator');
  return Object.entries(written).flatMap(([operator, block]) => {
    if (!isObject(block)) throw new PolicyError(name, `Condition ${operator} is not an object`, 'an object with a condition key');
    return Object.entries(block).map(([writtenKey, listed]) => {
      const key = writtenKey.toLowerCase();
      const values = textsOf(name, `Condition ${operator} ${writtenKey}`, listed);
      return { operator, key, writtenKey, values, holds: condition(operator, key, values, hasVariables) };
    });
  });
}

function principalsOf(name: string, value: Json | undefined): StatementPrincipals | undefined {
  if (value === undefined) return undefined;
  if (value === '*') return '*';
  if (!isObject(value)) throw new PolicyError(name, `Principal is ${JSON.stringify(value)}`, '"*" or an object');
  return new Map(Object.entries(value as JsonObject).map(([kind, ids]) => [kind, textsOf(name, `Principal ${kind}`, ids)]));
}

function textsOf(name: string, element: string, value: Json): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one === 'string') return one;
    // JSON has numbers and booleans where IAM reads text.
    if (typeof one === 'number' || typeof one === 'boolean') return String(one);
    throw new PolicyError(name, `${element} holds ${JSON.stringify(one)?.slice(0, 80)}`, 'text');
  });
}
