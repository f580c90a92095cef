// A refusal of the command for a person, on three lines: what was seen, what was expected, what to do.
import type { ExplainedError } from '../../contract';
import { printable } from './output';
import { withoutSecrets } from './without-secrets';

export type Refusal = Pick<ExplainedError, 'seen' | 'expected' | 'remedy'>;

export function refusalText({ seen, expected, remedy }: Refusal): string {
  return `cdk-bulkhead: ${told(seen)}\n  expected  ${told(expected)}\n  do        ${told(remedy)}\n`;
}

/** Text that came from outside, fit for a terminal and for a log. */
export function told(text: string): string {
  return printable(withoutSecrets(text));
}
