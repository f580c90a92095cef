// The sign of a severity.
import type { Severity } from '../../../lib/proof/rules';
import { type Paint, palette } from '../output';

export function markOf(severity: Severity, color: boolean): string {
  const { red, yellow, faint } = palette(color);
  const marks: { readonly [name in Severity]: readonly [Paint, string] } = {
    error: [red, '✗'],
    warning: [yellow, '!'],
    note: [faint, '·'],
  };
  const [paint, mark] = marks[severity];
  return paint(mark);
}
