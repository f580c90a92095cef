// Files of a directory that could not be read. The others are judged, and the command ends with 2.
import type { Input } from '../input';
import { type Output, printable } from '../output';

/** Whether there is one. Each is named on standard error, in three parts. */
export function refusedFiles({ unreadable }: Input, output: Output): boolean {
  for (const { seen, expected, remedy } of unreadable)
    output.error(
      `cdk-bulkhead: not judged: ${printable(seen)}\n  expected  ${printable(expected)}\n  do        ${printable(remedy)}\n`,
    );
  return unreadable.length > 0;
}
