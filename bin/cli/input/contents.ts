// Files and streams, read without trust in what they are: a pipe may never begin, and a device may never end.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from './error';

const MAX_BYTES = 50 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** Text of a regular file. @throws InputError for what is none, and for what is too large to be meant */
export function contents(path: string): string {
  // Without O_NONBLOCK, opening a named pipe waits for a writer (POSIX.1-2017, open). Windows has neither.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    // Asked of what is open, and not of the name, which may lead elsewhere by now.
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new InputError(`${path} is a directory`, 'a regular file', 'give a file in this directory');
    if (!stat.isFile()) {
      throw new InputError(
        `${path} is not a regular file, but a pipe, a socket or a device`,
        'a regular file',
        'give a regular file, or - for standard input if the option accepts it',
      );
    }
    if (stat.size > MAX_BYTES) throw tooLarge(`${path} has ${stat.size} bytes`);
    return streamed(file, path);
  } finally {
    closeSync(file);
  }
}

/** Text of what is open already, such as standard input. @param name for people. @throws InputError for what is too large */
export function streamed(file: number, name: string): string {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(file, chunk);
    if (read === 0) return Buffer.concat(chunks, size).toString('utf8');
    size += read;
    if (size > MAX_BYTES) throw tooLarge(`${name} has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk.subarray(0, read));
  }
}

function tooLarge(seen: string): InputError {
  return new InputError(
    seen,
    `at most ${MAX_BYTES} bytes: a template has up to 1 MB, a key or a token some KB`,
    'give another file',
  );
}
