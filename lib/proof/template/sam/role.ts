// The role that SAM makes for a function, a state machine or an event, where the template gives none.

import { type Json, own } from '../template';
import type { Attributes, Expansion, Source } from './expansion';
import type { RolePolicies } from './policies/read-policies';
import { getAtt, given, ifParts, isNothing } from './values';

export interface Role {
  readonly id: string;
  /** `lambda.amazonaws.com` */
  readonly service: Json;
  readonly policies: RolePolicies;
  /** Path, boundary and tags. */
  readonly more?: { readonly [name: string]: Json | undefined };
}

export function addRole(
  expansion: Expansion,
  source: Source,
  { id, service, policies, more }: Role,
  attributes: Attributes = {},
): void {
  const properties = given({
    AssumeRolePolicyDocument: assumedBy(service),
    ManagedPolicyArns: policies.managed.length === 0 ? undefined : policies.managed,
    Policies: policies.inline.length === 0 ? undefined : policies.inline,
    ...more,
  });
  expansion.add(source, id, 'AWS::IAM::Role', properties, attributes);
}

/** The ARN of a role with one policy, which SAM makes for whoever starts the target of an event. */
export function addCallerRole(
  expansion: Expansion,
  source: Source,
  id: string,
  service: string,
  inline: Json[],
  more?: Role['more'],
): Json {
  addRole(expansion, source, { id, service, policies: { managed: [], inline }, ...(more && { more }) });
  return getAtt(id, 'Arn');
}

/** What the function's or state machine's role is: the one that is given, or `make()`, or either by a condition. */
export function givenOrMadeRole(
  expansion: Expansion,
  source: Source,
  roleId: string,
  make: (attributes: Attributes) => void,
): Json {
  const role = own(source.properties, 'Role');
  const made = getAtt(roleId, 'Arn');
  if (isNothing(role) || role === '') {
    make({});
    return made;
  }
  const parts = ifParts(role);
  if (parts === undefined) return role;
  const [condition, then, otherwise] = parts;
  if (isNothing(then) && isNothing(otherwise)) {
    make({});
    return made;
  }
  if (!isNothing(then) && !isNothing(otherwise)) return role;
  const missing = isNothing(then) ? condition : expansion.condition(`NOT${condition}`, { 'Fn::Not': [{ Condition: condition }] });
  make({ Condition: bothConditions(expansion, source, missing) });
  return { 'Fn::If': [condition, isNothing(then) ? made : then, isNothing(otherwise) ? made : otherwise] };
}

/** A condition that holds where the resource's own holds too. */
export function bothConditions(expansion: Expansion, source: Source, condition: string): Json {
  const first = own(source.resource, 'Condition');
  if (typeof first !== 'string') return condition;
  return expansion.condition(`${first}AND${condition}`, { 'Fn::And': [{ Condition: first }, { Condition: condition }] });
}

export function statement(action: Json, resource: Json): Json {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function assumedBy(service: Json): Json {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }],
  };
}
