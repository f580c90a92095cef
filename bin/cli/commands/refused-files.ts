// Files of a directory that could not be read. The others are judged, and the command ends with 2.
import type { Input } from '../input';
import type { Output } from '../output';
import { refusalText } from '../refusal';

/** Whether there is one. Each is named on standard error, in three parts. */
export function refusedFiles({ unreadable }: Input, output: Output): boolean {
  for (const { seen, expected, remedy } of unreadable)
    output.error(refusalText({ seen: `not judged: ${seen}`, expected, remedy }));
  return unreadable.length > 0;
}
