// The file that an option names for a key, read.
import { contents, InputError } from '../../input';

/** @param expected what the option takes. @throws InputError, without the file's name where there is none: by mistake it may be the key itself */
export function keyFile(option: '--private-key' | '--public-key', path: string, expected: string): string {
  try {
    return contents(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof InputError || code === undefined) throw error;
    throw new InputError(`the file of ${option} cannot be read (${code})`, expected, 'check the path and its permissions');
  }
}
