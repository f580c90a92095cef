// Policy variables, such as `${aws:PrincipalTag/TenantId}`: a local AWS compares them as text. The effect on a statement depends on the
// place of the variable.
import { isObject, type JsonObject } from '../definition';

/** Version of the policy language that has variables. In an older policy they are text on AWS too. */
export const VERSION_WITH_VARIABLES = '2012-10-17';

export interface VariableUse {
  readonly variable: string;
  /** `Resource`, `NotResource`, or the condition: `StringEquals s3:prefix`. */
  readonly place: string;
  /** What the statement does locally. */
  readonly effect: string;
}

/** @returns one for each variable and place */
export function variableUses(statement: JsonObject): VariableUse[] {
  const uses = [
    ...usesIn(statement.Resource, 'Resource', resourceEffect(statement)),
    ...usesIn(statement.NotResource, 'NotResource', 'locally it also covers the resources that the variable excludes on AWS'),
  ];
  for (const [operator, block] of Object.entries(isObject(statement.Condition) ? statement.Condition : {})) {
    for (const [key, value] of Object.entries(isObject(block) ? block : {})) {
      uses.push(...usesIn(value, `${operator} ${key}`, conditionEffect(statement, operator, value)));
    }
  }
  return uses;
}

function usesIn(value: unknown, place: string, effect: string): VariableUse[] {
  return [...new Set(variablesIn(value))].map((variable) => ({ variable, place, effect }));
}

const NEVER = (statement: JsonObject): string =>
  statement.Effect === 'Deny' ? 'locally this Deny never matches, and denies nothing' : 'locally this Allow never matches';

function resourceEffect(statement: JsonObject): string {
  return isText(statement.Resource) ? NEVER(statement) : 'locally the statement matches only the resources without a variable';
}

function conditionEffect(statement: JsonObject, operator: string, value: unknown): string {
  if (/Not/.test(operator)) {
    return statement.Effect === 'Deny'
      ? 'locally this condition always holds, and the Deny denies everything that it covers'
      : 'locally this condition always holds, and the Allow allows more than on AWS';
  }
  if (!isText(value)) return 'locally the condition matches only the values without a variable';
  return /IfExists$|^ForAllValues:/.test(operator) ? 'locally it matches only requests without the key' : NEVER(statement);
}

/** Whether all of the values have a variable. */
function isText(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).every((one) => variablesIn(one).length > 0);
}

/** In `Fn::Sub`, `${Name}` is CloudFormation's and `${!name}` is the policy's. */
function variablesIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(/\$\{[^{}!][^{}]*\}/g)].map(([variable]) => variable);
  if (Array.isArray(value)) return value.flatMap(variablesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key !== 'Fn::Sub') return variablesIn(argument);
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    const escaped = [...String(text).matchAll(/\$\{!([^{}]+)\}/g)].map(([, name]) => `\${${name}}`);
    return [...escaped, ...variablesIn(isObject(variables) ? Object.values(variables) : [])];
  });
}

const ACCOUNT_VARIABLE = `\${aws:PrincipalAccount}`;

/** The principals of an identity policy are in the stack's own account, so that their account is known. */
export function withKnownAccount(value: unknown, account: string): unknown {
  if (typeof value === 'string') return value.replaceAll(ACCOUNT_VARIABLE, account);
  if (Array.isArray(value)) return value.map((item) => withKnownAccount(item, account));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withKnownAccount(item, account)]));
}
