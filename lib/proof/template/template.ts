// A parsed CloudFormation template: data without any validation.

import { ExplainedError } from '../../../contract/explained-error';
import { isSymbol, shown, symbol } from './symbol';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** One template of a set, and what is known about where it is deployed. */
export interface NamedTemplate {
  /** Name of the stack in the set: its own name, or a unique one if two accounts have a stack of that name. */
  readonly stackName: string;
  /** The stack's name in its account. @default - `stackName`; of a nested stack, known only at deployment */
  readonly deployedName?: string;
  readonly template: JsonObject;
  /** @default - known only at deployment; the same for all stacks that do not say */
  readonly account?: string;
  /** @default - known only at deployment; the same for all stacks that do not say */
  readonly region?: string;
  /** Values of parameters, where they are known. @default - the parameters' defaults */
  readonly parameters?: { readonly [name: string]: string };
  /** Where CDK made its resources, by logical id, if the template does not say. @default - the template's metadata alone */
  readonly constructPaths?: { readonly [logicalId: string]: string };
  /** For a nested stack: the stack and the logical id of the resource that makes it. */
  readonly nestedIn?: { readonly stackName: string; readonly logicalId: string };
}

/** The proof cannot read a template. */
export class TemplateError extends ExplainedError {
  public readonly code = 'template.invalid';
  public override readonly name = 'TemplateError';

  public constructor(stackName: string, seen: string, expected: string, remedy: string) {
    super(`${stackName}: ${seen}`, expected, remedy);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A nested value by its path: `EndpointConfiguration.Types`. */
export function within(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, name) => own(inner, name), value);
}

/**
 * An own property, whatever it is called: templates may have keys such as `__proto__` and `constructor`. Of a value that only the
 * deployment knows, a symbol: whether the property is there is not known.
 */
export function own(value: unknown, name: string): Json | undefined {
  if (typeof value === 'string' && isSymbol(value)) return symbol(`${shown(value)}.${name}`);
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * Every value below one, with its key where it has one. What is below a value comes once, however often the value occurs. Not recursive:
 * a template may be nested deeper than the call stack.
 *
 * @param isLeftOut keys to pass over, with everything below them
 */
export function* entriesBelow(
  root: Json,
  isLeftOut: (key: string) => boolean = () => false,
): Generator<readonly [key: string | undefined, value: Json]> {
  const seen = new Set<object>();
  const open: (readonly [string | undefined, Json])[] = [[undefined, root]];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    yield entry;
    const [, value] = entry;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) for (const one of value) open.push([undefined, one]);
    else for (const [key, one] of Object.entries(value)) if (!isLeftOut(key)) open.push([key, one]);
  }
}

/** All texts of a value at any depth. */
export function* textsWithin(value: Json | undefined): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const one of value) yield* textsWithin(one as Json);
  else if (isObject(value)) for (const one of Object.values(value)) yield* textsWithin(one);
}

export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** CloudFormation accepts a single value instead of a list with one value. */
export function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}
