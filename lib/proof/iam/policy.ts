// A policy document, read once: lists are lists, actions are patterns, and what is malformed is refused rather than skipped.

import { isObject, type Json, type JsonObject, own } from '../template/template';
import { type Pattern, pattern } from './match';
import { type Policy, PolicyError } from './types';

/** Who a statement is about: everybody, or values by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`). */
export type StatementPrincipals = '*' | ReadonlyMap<string, readonly string[]>;

export interface Statement {
  /** `<source> <Sid>`, or its number where it has no Sid. */
  readonly name: string;
  readonly isDeny: boolean;
  readonly principals?: StatementPrincipals;
  readonly notPrincipals?: StatementPrincipals;
  readonly actions?: readonly Pattern[];
  readonly notActions?: readonly Pattern[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
  /** Policy variables exist from version 2012-10-17 on; before it they are text. */
  readonly hasVariables: boolean;
}

export interface Condition {
  readonly operator: string;
  /** Lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

const PARSED = new WeakMap<object, readonly Statement[]>();

export function statementsOf({ source, document }: Policy): readonly Statement[] {
  if (!isObject(document))
    throw new PolicyError(source, `the policy is ${JSON.stringify(document)?.slice(0, 80)}, expected an object`);
  const known = PARSED.get(document);
  if (known !== undefined) return known;
  const version = own(document, 'Version');
  const listed = own(document, 'Statement');
  const statements = (Array.isArray(listed) ? listed : listed === undefined ? [] : [listed]).map((statement, index) =>
    parsed(source, statement, index, version === '2012-10-17'),
  );
  PARSED.set(document, statements);
  return statements;
}

function parsed(source: string, statement: Json, index: number, hasVariables: boolean): Statement {
  if (!isObject(statement)) throw new PolicyError(source, `statement ${index} is no object`);
  const sid = own(statement, 'Sid');
  const name = `${source} ${typeof sid === 'string' && sid !== '' ? sid : `statement ${index}`}`;
  const effect = own(statement, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new PolicyError(name, `Effect is ${JSON.stringify(effect)}, expected "Allow" or "Deny"`);
  }
  const texts = (element: string) => {
    const value = own(statement, element);
    return value === undefined ? undefined : textsOf(name, element, value);
  };
  const actions = texts('Action');
  const notActions = texts('NotAction');
  if ((actions === undefined) === (notActions === undefined))
    throw new PolicyError(name, 'expected Action or NotAction, and one of them');
  const resources = texts('Resource');
  const notResources = texts('NotResource');
  if (resources !== undefined && notResources !== undefined)
    throw new PolicyError(name, 'has both Resource and NotResource, expected one');
  const principals = principalsOf(name, own(statement, 'Principal'));
  const notPrincipals = principalsOf(name, own(statement, 'NotPrincipal'));
  if (principals !== undefined && notPrincipals !== undefined)
    throw new PolicyError(name, 'has both Principal and NotPrincipal, expected one');
  const patterns = (values: readonly string[] | undefined) => values?.map((value) => pattern([value.toLowerCase()]));
  return {
    name,
    isDeny: effect === 'Deny',
    ...(principals !== undefined && { principals }),
    ...(notPrincipals !== undefined && { notPrincipals }),
    ...(actions !== undefined && { actions: patterns(actions) }),
    ...(notActions !== undefined && { notActions: patterns(notActions) }),
    ...(resources !== undefined && { resources }),
    ...(notResources !== undefined && { notResources }),
    conditions: conditionsOf(name, own(statement, 'Condition')),
    hasVariables,
  };
}

function conditionsOf(name: string, condition: Json | undefined): Condition[] {
  if (condition === undefined) return [];
  if (!isObject(condition)) throw new PolicyError(name, 'Condition is no object');
  return Object.entries(condition).flatMap(([operator, block]) => {
    if (!isObject(block)) throw new PolicyError(name, `Condition ${operator} is no object`);
    return Object.entries(block).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: textsOf(name, `Condition ${operator} ${key}`, values),
    }));
  });
}

function principalsOf(name: string, value: Json | undefined): StatementPrincipals | undefined {
  if (value === undefined) return undefined;
  if (value === '*') return '*';
  if (!isObject(value)) throw new PolicyError(name, `Principal is ${JSON.stringify(value)}, expected "*" or an object`);
  return new Map(Object.entries(value as JsonObject).map(([kind, ids]) => [kind, textsOf(name, `Principal ${kind}`, ids)]));
}

function textsOf(name: string, element: string, value: Json): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one === 'string') return one;
    // JSON has numbers and booleans where IAM reads text.
    if (typeof one === 'number' || typeof one === 'boolean') return String(one);
    throw new PolicyError(name, `${element} holds ${JSON.stringify(one)?.slice(0, 80)}, expected text`);
  });
}
