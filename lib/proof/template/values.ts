// Property values as CloudFormation reads them. It takes a number or a boolean for text and the other way round: `"443"`, `"True"`. A
// value that only the deployment knows is neither true nor false, and no number.

import { isSymbolic } from './symbol';
import type { Json } from './template';
import type { Truth } from './template-set';

/** Text, also of a number or a boolean; undefined for anything else. */
export function text(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A list; one value alone is a list of it, and none is an empty one. */
export function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/** The texts of a list. */
export function texts(value: Json | undefined): string[] {
  return list(value).flatMap((one) => text(one) ?? []);
}

/** On or off, in any case of letters; `otherwise` where the template does not say. Anything else is not known. */
export function flag(value: Json | undefined, otherwise = false): Truth {
  const written = text(value)?.trim().toLowerCase();
  if (written === undefined || written === '') return otherwise;
  return written === 'true' ? true : written === 'false' ? false : undefined;
}

/** Whether text is one of those that match; `otherwise` where the template does not say. */
export function matching(value: Json | undefined, wanted: RegExp, otherwise = false): Truth {
  const written = text(value);
  if (written === undefined || written === '') return otherwise;
  return isSymbolic(written) ? undefined : wanted.test(written);
}

/** A whole number; undefined where it is none, or known only at deployment. */
export function whole(value: Json | undefined): number | undefined {
  const written = text(value)?.trim() ?? '';
  return /^-?\d+$/.test(written) ? Number(written) : undefined;
}
