// Short ways to write requests and policies for the tables of cases.
import {
  evaluate,
  type Policies,
  type Policy,
  type Principal,
  type Request,
  type RequestContext,
} from '../../../../lib/proof/iam';
import type { Json, JsonObject } from '../../../../lib/proof/template';

export const ACCOUNT = '111122223333';
export const OTHER = '999988887777';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/one`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/ann`;
export const TABLE = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders`;
export const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/k1`;

export const role: Principal = { kind: 'role', arn: ROLE, account: ACCOUNT, sessionArn: SESSION };
export const user: Principal = { kind: 'user', arn: USER, account: ACCOUNT };
export const root: Principal = { kind: 'root', account: ACCOUNT };
export const stranger: Principal = { kind: 'role', arn: `arn:aws:iam::${OTHER}:role/app`, account: OTHER };
export const service: Principal = { kind: 'service', name: 'logs.eu-central-1.amazonaws.com' };
export const anonymous: Principal = { kind: 'anonymous' };

export function policy(...statements: JsonObject[]): Policy {
  return named('policy', ...statements);
}

export function named(source: string, ...statements: JsonObject[]): Policy {
  return { source, document: { Version: '2012-10-17', Statement: statements } };
}

export const allow = (more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: '*',
  ...more,
});
export const deny = (more: JsonObject = {}): JsonObject => allow({ Effect: 'Deny', ...more });
export const when = (operator: string, key: string, value: Json): JsonObject => ({ Condition: { [operator]: { [key]: value } } });

export function request(more: Partial<Request> = {}): Request {
  return { principal: role, action: 'dynamodb:GetItem', resource: TABLE, resourceAccount: ACCOUNT, context: {}, ...more };
}

/** The effect of one allowing statement for the role on its table, in this context. */
export function effectOf(statement: JsonObject, context: RequestContext = {}, more: Partial<Request> = {}): string {
  return evaluate(request({ context, ...more }), { identity: [policy(allow(statement))] }).effect;
}

export const decide = (policies: Policies, more: Partial<Request> = {}) => evaluate(request(more), policies);
