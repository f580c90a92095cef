// The definition of one resource or output in a template, resolved.

export interface Definition {
  readonly Type?: string;
  readonly Properties?: { readonly [name: string]: unknown };
  readonly DependsOn?: string | readonly string[];
  readonly [member: string]: unknown;
}

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The definition in its local form, and the differences: one sentence each. */
export interface Rewritten {
  readonly definition: Definition;
  readonly changes: readonly Change[];
}

export interface Change {
  /** Id of the warning. */
  readonly id: string;
  readonly text: string;
}

/** Id of a warning about a change without an own id. */
export const LOCAL_CHANGE = 'cdk-bulkhead:local-cloud';
