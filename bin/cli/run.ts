// One run of the command: what was asked, done, and what the program ends with. Reads through `Output` and files alone.
import { UnknownResourceError } from '../../lib/proof/access';
import { UnknownCheckError } from '../../lib/proof/checks';
import { TemplateError } from '../../lib/proof/template';
import { diff } from './commands/diff';
import { matrix } from './commands/matrix';
import { verify } from './commands/verify';
import { HELP, HELP_OF } from './help';
import { InputError } from './input';
import { parseOptions, UsageError } from './options';
import { type Output, printable } from './output';

/** Ends of the program: 0 clean, 1 findings, 2 what was given cannot be used, 70 a bug in here. */
export function run(argv: readonly string[], output: Output): number {
  try {
    const options = parseOptions(argv);
    switch (options.command) {
      case 'verify':
        return verify(options, output);
      case 'matrix':
        return matrix(options, output);
      case 'diff':
        return diff(options, output);
      case 'help':
        output.out(options.topic === undefined ? HELP : HELP_OF[options.topic]);
        return 0;
    }
  } catch (error) {
    if (error instanceof UsageError || error instanceof InputError) return refused(error, output);
    if (error instanceof UnknownCheckError || error instanceof UnknownResourceError || error instanceof TemplateError) {
      output.error(`cdk-bulkhead: ${printable(error.message)}\n`);
      return 2;
    }
    if (isOfSystem(error)) {
      const seen = error.message;
      return refused({ seen, expected: 'files that this user can read', remedy: 'look at the path and its permissions' }, output);
    }
    const stack = String(error instanceof Error ? error.stack : error);
    output.error(`cdk-bulkhead: a bug in this command, please report it\n${stack.split('\n').map(printable).join('\n')}\n`);
    return 70;
  }
}

/** What was given cannot be used. */
function refused({ seen, expected, remedy }: Pick<UsageError, 'seen' | 'expected' | 'remedy'>, output: Output): number {
  output.error(`cdk-bulkhead: ${printable(seen)}\n  expected  ${printable(expected)}\n  do        ${printable(remedy)}\n`);
  return 2;
}

/** What the operating system says of a file: it is gone, or may not be read. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
