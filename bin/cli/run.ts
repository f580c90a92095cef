// One run of the command: what was asked, done, and what the program ends with. Reads through `Output` and files alone.
import type { ExplainedError } from '../../contract';
import { asapInspect } from './commands/asap/inspect';
import { asapKeygen } from './commands/asap/keygen';
import { asapToken } from './commands/asap/token';
import { asapVerify } from './commands/asap/verify';
import { diff } from './commands/diff';
import { matrix } from './commands/matrix';
import { stores } from './commands/stores';
import { verify } from './commands/verify';
import { HELP, HELP_OF } from './help';
import { operations } from './operations-half';
import { parseOptions } from './options';
import { type Output, printable } from './output';
import { type Refusal, refusalText } from './refusal';
import { version } from './version';
import { withoutSecrets } from './without-secrets';

/**
 * Ends of the program: 0 clean or done, 1 findings or a refusal, 2 what was given, or set in the environment, cannot be used, 3 AWS refused or did not answer,
 * 70 a bug in here. Never rejects.
 */
export async function run(argv: readonly string[], output: Output): Promise<number> {
  try {
    return await ran(argv, output);
  } catch (error) {
    if (isExplained(error)) return refused(error, output, error.name === 'OperationError' ? 3 : 2);
    if (isOfSystem(error)) {
      const remedy = 'check the path and its permissions';
      return refused({ seen: error.message, expected: 'files that this user can read or write', remedy }, output);
    }
    const stack = withoutSecrets(String(error instanceof Error ? error.stack : error));
    output.error(`cdk-bulkhead: a bug in this command, please report it\n${stack.split('\n').map(printable).join('\n')}\n`);
    return 70;
  }
}

function ran(argv: readonly string[], output: Output): number | Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    output.out(`${version()}\n`);
    return 0;
  }
  const options = parseOptions(argv);
  switch (options.command) {
    case 'verify':
      return verify(options, output);
    case 'stores':
      return stores(options, output);
    case 'matrix':
      return matrix(options, output);
    case 'diff':
      return diff(options, output);
    case 'asap keygen':
      return asapKeygen(options, output);
    case 'asap token':
      return asapToken(options, output);
    case 'asap inspect':
      return asapInspect(options, output);
    case 'asap verify':
      return asapVerify(options, output);
    case 'tenants provision':
    case 'tenants entitle':
    case 'tenants revoke':
    case 'tenants suspend':
    case 'tenants activate':
      return operations().tenants(options, output);
    case 'help':
      output.out(options.topic === undefined ? HELP : HELP_OF[options.topic]);
      return 0;
  }
}

/** What was given cannot be used, or AWS does not do it. */
function refused(refusal: Refusal, output: Output, code = 2): number {
  output.error(refusalText(refusal));
  return code;
}

/** By its form: the bundle of the operations has a class of its own. */
function isExplained(error: unknown): error is ExplainedError {
  return error instanceof Error && 'seen' in error && 'expected' in error && 'remedy' in error;
}

/** What the operating system says of a file: it is gone, or may not be read. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
