// The text of a policy's statements, for rules about the text. The evaluator decides what IAM allows.

import { matches, numberOfStatement, pattern } from '../../iam';
import { isObject, type Json, list, own, texts } from '../../template';
import { UNDECIDED } from './variants';

export interface StatementText {
  /** `“<Sid>”`, or its number if it has no Sid. */
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
  /** The text in the template. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Skips invalid statements: the evaluator reports them. */
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

/** The conditions on a key. Case does not matter. */
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

/** Whether the text of a statement may cover an action. */
export function mayAllow({ actions, notActions }: StatementText, action: string): boolean {
  const truth = (written: string) => matches(pattern([written.toLowerCase()]), action.toLowerCase());
  return notActions.length > 0 ? !notActions.some((one) => truth(one) === true) : actions.some((one) => truth(one) !== false);
}
