// What Ref names: a pseudo parameter, a parameter, or a resource.

import { deployedName, type Stack } from './stack';
import { isSymbolic, literal, symbol, withoutDynamicReferences } from './symbol';
import { isScalar, type Json, own } from './template';
import { flag } from './values';

/** Undefined for any other name. The caller handles `AWS::NoValue`. */
export function pseudoParameter(stack: Stack, stacks: ReadonlyMap<string, Stack>, name: string): Json | undefined {
  const { place } = stack;
  switch (name) {
    case 'AWS::AccountId':
      return place.account;
    case 'AWS::Region':
      return place.region;
    case 'AWS::Partition':
      return place.partition;
    case 'AWS::URLSuffix':
      if (isSymbolic(place.region)) return symbol('AWS::URLSuffix');
      return place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::StackName':
      return deployedName(stack, stacks);
    case 'AWS::StackId':
      return `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${deployedName(stack, stacks)}/${symbol(`${stack.name} stack id`)}`;
    case 'AWS::NotificationARNs':
      return [];
    default:
      return undefined;
  }
}

/** `handed`: the value that the parent stack passes to a nested stack. */
export function parameterValue(stack: Stack, name: string, parameter: Json, passed: Json | undefined): Json {
  const given = own(stack.given.parameters, name);
  const value = given !== undefined || passed === undefined ? plain(given ?? own(parameter, 'Default')) : passed;
  const type = own(parameter, 'Type');
  // The value is a path in the Systems Manager Parameter Store, not the parameter's value.
  // A secret, which no finding may show.
  const isSecret = flag(own(parameter, 'NoEcho')) === true;
  if (value === undefined || isSecret || (typeof type === 'string' && type.startsWith('AWS::SSM::')))
    return symbol(`parameter ${stack.name}/${name}`);
  const isList = type === 'CommaDelimitedList' || (typeof type === 'string' && type.startsWith('List<'));
  return isList && typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value;
}

/** A scalar of a mapping or a default, or a list of those: neither may hold functions. */
export function plain(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.every(isScalar) ? value.map(literalOf) : undefined;
  return isScalar(value) ? literalOf(value) : undefined;
}

function literalOf<T>(value: T): T | string {
  return typeof value === 'string' ? withoutDynamicReferences(literal(value)) : value;
}
