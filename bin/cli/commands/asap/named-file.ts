// Who means the token in a file may write the file's name where the token belongs.
import { existsSync, statSync } from 'node:fs';
import { quoted } from './quoted';

/** Characters. A token is longer, and what is as long as one is not shown, whatever it names. */
const MAX_SHOWN = 100;

export interface NamedFile {
  /** In quotation marks, for a message. */
  readonly name: string;
  /** What reads the file instead: `- < token`. */
  readonly instead: string;
}

/** The file that an argument names; undefined if it names none, and only a file that is there may be shown: it could be a secret. */
export function namedFile(argument: string): NamedFile | undefined {
  if (argument === '-' || argument.length > MAX_SHOWN || !existsSync(argument)) return undefined;
  // A pipe of the shell, `<(…)`, is one too.
  if (statSync(argument, { throwIfNoEntry: false })?.isDirectory() !== false) return undefined;
  return { name: `"${argument}"`, instead: `- < ${quoted(argument)}` };
}
