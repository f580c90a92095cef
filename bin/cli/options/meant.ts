// What was meant by an option that there is not.
import { closest } from '../../../lib/closest';

/** `: did you mean --audience?`, or nothing. @param names of the options that there are, without hyphens */
export function meant(option: string, names: readonly string[]): string {
  const name = closest(option, names);
  return name === undefined ? '' : `: did you mean --${name}?`;
}
