// Property values as CloudFormation reads them. It accepts a number or a boolean for text, and text for them: `"443"`, `"True"`. A value
// that only the deployment knows is neither true nor false, and not a number.

import { isSymbolic } from './symbol';
import type { Json } from './template';
import type { Truth } from './template-set';

/** The text of a string, a number or a boolean. Undefined for anything else. */
export function text(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A list. A single value becomes a list of one, and no value an empty list. */
export function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/** The texts of a list. */
export function texts(value: Json | undefined): string[] {
  return list(value).flatMap((one) => text(one) ?? []);
}

/** `true` or `false` in any case. `otherwise` if the template has no value. Undefined for anything else. */
export function flag(value: Json | undefined, otherwise = false): Truth {
  const written = text(value)?.trim().toLowerCase();
  if (written === undefined || written === '') return otherwise;
  return written === 'true' ? true : written === 'false' ? false : undefined;
}

/** Whether a text matches. `otherwise` if the template has no value. Undefined if only the deployment knows the text. */
export function matching(value: Json | undefined, wanted: RegExp, otherwise = false): Truth {
  const written = text(value);
  if (written === undefined || written === '') return otherwise;
  return isSymbolic(written) ? undefined : wanted.test(written);
}

/** A whole number. Undefined if it is not one, or if only the deployment knows it. */
export function whole(value: Json | undefined): number | undefined {
  const written = text(value)?.trim() ?? '';
  return /^-?\d+$/.test(written) ? Number(written) : undefined;
}
