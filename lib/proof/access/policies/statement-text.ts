// A policy's statements as they are written, for questions about their text. What IAM would make of them is asked of the evaluator.

import { matches, numberOfStatement, pattern } from '../../iam';
import { isObject, type Json, list, own, texts } from '../../template';
import { UNDECIDED } from './variants';

export interface StatementText {
  /** `“<Sid>”`, or its number where it has none. */
  readonly name: string;
  readonly isAllow: boolean;
  readonly principals: readonly PrincipalText[];
  readonly notPrincipals: readonly PrincipalText[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly ConditionText[];
}

export interface PrincipalText {
  /** `*`, `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  readonly kind: string;
  readonly value: string;
}

export interface ConditionText {
  /** Without set operator and `IfExists`. */
  readonly operator: string;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  /** As it is written. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Nothing is refused here: what is no statement is skipped, and the evaluator's own reading reports it. */
export function statementTexts(document: Json): StatementText[] {
  return list(own(document, 'Statement')).flatMap((statement, index) => {
    if (!isObject(statement)) return [];
    const sid = own(statement, 'Sid');
    return [
      {
        name: typeof sid === 'string' && sid !== '' ? `“${sid}”` : `statement ${numberOfStatement(statement, index)}`,
        isAllow: own(statement, 'Effect') === 'Allow',
        principals: principalsOf(own(statement, 'Principal')),
        notPrincipals: principalsOf(own(statement, 'NotPrincipal')),
        actions: texts(own(statement, 'Action')),
        notActions: texts(own(statement, 'NotAction')),
        resources: texts(own(statement, 'Resource')),
        notResources: texts(own(statement, 'NotResource')),
        conditions: conditionsOf(own(statement, 'Condition')),
      },
    ];
  });
}

/** The conditions on a key, whatever its case. */
export function conditionsOn({ conditions }: StatementText, key: string): ConditionText[] {
  return conditions.filter((condition) => condition.key.toLowerCase() === key.toLowerCase());
}

function conditionsOf(condition: Json | undefined): ConditionText[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([written, block]) => {
    // Nobody wrote it.
    if (written === UNDECIDED) return [];
    const [, set, operator = written, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
    return Object.entries(isObject(block) ? block : {}).map(([key, values]) => ({
      operator,
      ...((set === 'ForAllValues' || set === 'ForAnyValue') && { set: set as 'ForAllValues' | 'ForAnyValue' }),
      ifExists: ifExists !== undefined,
      key,
      values: texts(values),
    }));
  });
}

function principalsOf(value: Json | undefined): PrincipalText[] {
  if (value === '*') return [{ kind: '*', value: '*' }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, ids]) => texts(ids).map((one) => ({ kind, value: one })));
}

/** Whether a statement's actions may cover this one, by its text alone. */
export function mayAllow({ actions, notActions }: StatementText, action: string): boolean {
  const truth = (written: string) => matches(pattern([written.toLowerCase()]), action.toLowerCase());
  return notActions.length > 0 ? !notActions.some((one) => truth(one) === true) : actions.some((one) => truth(one) !== false);
}
