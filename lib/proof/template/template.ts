// A CloudFormation template as it is parsed: data that nobody has checked.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** One template of a set, and what is known about where it is deployed. */
export interface NamedTemplate {
  /** Name of the stack; unique in the set. */
  readonly stackName: string;
  readonly template: JsonObject;
  /** @default - known only at deployment; the same for all stacks that do not say */
  readonly account?: string;
  /** @default - known only at deployment; the same for all stacks that do not say */
  readonly region?: string;
  /** Values of parameters, where they are known. @default - the parameters' defaults */
  readonly parameters?: { readonly [name: string]: string };
  /** For a nested stack: the stack and the logical id of the resource that makes it. */
  readonly nestedIn?: { readonly stackName: string; readonly logicalId: string };
}

/** A template that cannot be read, with what was seen, what was expected and what to do. */
export class TemplateError extends Error {
  public readonly code = 'template.invalid';

  public constructor(stackName: string, message: string) {
    super(`${stackName}: ${message}`);
    this.name = 'TemplateError';
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, whatever it is called: templates may have keys such as `__proto__` and `constructor`. */
export function own(value: unknown, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
