// The token that a command is about: as it was given, or from standard input.
import { InputError } from '../../input';
import type { Output } from '../../output';
import { namedFile } from './named-file';

/** `Authorization:` and `Bearer ` in front, as they stand in a request, and one line end behind, as programs write it, are not part of it. @throws InputError */
export function givenToken(given: string, { stdin }: Output): string {
  const token = (given === '-' ? stdin() : given).replace(/^(?:authorization: *)?bearer +/i, '').replace(/\r?\n$/, '');
  if (token !== '') return token;
  throw new InputError(
    `there is no token ${given === '-' ? 'on standard input' : 'in the argument'}`,
    'a token',
    'make a token with npx cdk-bulkhead asap token',
  );
}

/** For who wants to see what is in it: of what has no dots, and of the name of a file, there is nothing to see. @throws InputError */
export function needsDots(token: string, given: string): void {
  const file = namedFile(given);
  if (file === undefined && token.includes('.')) return;
  // Without what was given, which may be a secret.
  const seen = file === undefined ? 'the given text is not a token: it has no dots' : `${file.name} is a file, not a token`;
  const remedy = file === undefined ? 'copy the whole token' : `npx cdk-bulkhead asap inspect ${file.instead}`;
  throw new InputError(seen, 'a token: three parts joined by dots', remedy);
}
