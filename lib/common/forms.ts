// What a property may hold. An object is recognised by the members that this library uses, not by its class. An object of a second
// copy of a package, or from another language, is then accepted too.

import { RemovalPolicy } from 'aws-cdk-lib/core';

export interface Form {
  readonly expected: string;
  /** Code that makes such a value. */
  readonly example: string;
  readonly holds: (value: unknown) => boolean;
}

export interface OptionalForm extends Form {
  readonly isOptional: true;
}

/** A form for each property. The compiler refuses a table that lacks a property, or that requires an optional one. */
export type Forms<P> = { readonly [name in keyof P]-?: undefined extends P[name] ? OptionalForm : Form };

export function optional(form: Form): OptionalForm {
  return { ...form, isOptional: true };
}

/** @param example between quotes */
export function text(example: string): Form {
  return { expected: 'a string', example: `'${example}'`, holds: isText };
}

/** @param examples each between quotes */
export function texts(...examples: string[]): Form {
  return {
    expected: 'a list of strings',
    example: `[${examples.map((example) => `'${example}'`).join(', ')}]`,
    holds: (value) => Array.isArray(value) && value.every(isText),
  };
}

/** A token for a number that the deployment provides is a number too. */
export function number(example: number): Form {
  return { expected: 'a number', example: String(example), holds: (value) => typeof value === 'number' };
}

export const FLAG: Form = { expected: 'true or false', example: 'true', holds: (value) => typeof value === 'boolean' };

/**
 * @param what with its article: `a ServiceKey`
 * @param members the members that this library uses
 */
export function object(what: string, members: readonly string[], example: string): Form {
  const holds = (value: unknown) => isObject(value) && members.every((member) => member in value);
  return { expected: what, example, holds };
}

export function listOf({ expected, example, holds }: Form): Form {
  return {
    expected: `a list in which each item is ${expected}`,
    example: `[${example}]`,
    holds: (value) => Array.isArray(value) && value.every(holds),
  };
}

export function duration(example: string): Form {
  return object('a Duration', ['toSeconds'], example);
}

export const ROLES = listOf(object('an IAM role', ['roleArn', 'grantPrincipal'], 'breakGlass'));

const POLICIES: readonly unknown[] = Object.values(RemovalPolicy);

export const REMOVAL_POLICY: Form = {
  expected: 'a RemovalPolicy',
  example: 'RemovalPolicy.RETAIN',
  holds: (value) => POLICIES.includes(value),
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
