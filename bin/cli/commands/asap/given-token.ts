// The token that a command is about: as it was given, or from standard input.
import { InputError } from '../../input';
import type { Output } from '../../output';

/** `Authorization:` and `Bearer ` in front, as they stand in a request, and one line end behind, as programs write it, are not part of it. @throws InputError */
export function givenToken(given: string, { stdin }: Output): string {
  const token = (given === '-' ? stdin() : given).replace(/^(?:authorization: *)?bearer +/i, '').replace(/\r?\n$/, '');
  if (token !== '') return token;
  throw new InputError(
    `there is no token ${given === '-' ? 'on standard input' : 'in the argument'}`,
    'a token',
    'make one with cdk-bulkhead asap token',
  );
}
