// The command line: what may be asked. No I/O here.
import { parseArgs } from 'node:util';
import type { Severity } from '../../lib/proof/checks';

export interface Common {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly tenantData: readonly string[];
  readonly tenantTag?: string;
}

export interface VerifyOptions extends Common {
  readonly command: 'verify';
  readonly sarif: boolean;
  readonly only?: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: Severity;
  readonly explain?: string;
  readonly acknowledged: boolean;
}

export interface MatrixOptions extends Common {
  readonly command: 'matrix';
  readonly all: boolean;
}

export interface DiffOptions extends Common {
  readonly command: 'diff';
  readonly before: string;
  readonly after: string;
}

export interface HelpOptions {
  readonly command: 'help';
  readonly topic?: 'verify' | 'matrix' | 'diff';
}

export type Options = VerifyOptions | MatrixOptions | DiffOptions | HelpOptions;

/** A command line that makes no sense: what was seen, what was expected, what to do. */
export class UsageError extends Error {
  public constructor(
    public readonly seen: string,
    public readonly expected: string,
    public readonly remedy: string,
  ) {
    super(seen);
    this.name = 'UsageError';
  }
}

const COMMON = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  'tenant-data': { type: 'string', multiple: true },
  'tenant-tag': { type: 'string' },
} as const;

const FLAGS = {
  verify: {
    ...COMMON,
    sarif: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true },
    'fail-on': { type: 'string' },
    explain: { type: 'string' },
    acknowledged: { type: 'boolean' },
  },
  matrix: { ...COMMON, all: { type: 'boolean' } },
  diff: COMMON,
} as const;

type Command = keyof typeof FLAGS;

interface Values {
  readonly [name: string]: string | boolean | readonly (string | boolean)[] | undefined;
}

/** @throws UsageError */
export function parseOptions(argv: readonly string[]): Options {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h') return { command: 'help' };
  if (command === 'help') {
    const [topic] = rest;
    if (topic === undefined) return { command: 'help' };
    return { command: 'help', topic: commandOf(topic) };
  }
  const known = commandOf(command);
  const { values, positionals: paths } = read(known, rest);
  if (values.help === true) return { command: 'help', topic: known };
  const common: Common = {
    paths,
    json: values.json === true,
    tenantData: strings(values['tenant-data']),
    ...(typeof values['tenant-tag'] === 'string' && { tenantTag: values['tenant-tag'] }),
  };
  switch (known) {
    case 'verify':
      return verifyOptions(common, values);
    case 'matrix':
      return { ...common, command: 'matrix', all: values.all === true };
    case 'diff':
      return diffOptions(common);
  }
}

function verifyOptions(common: Common, values: Values): VerifyOptions {
  const failOn = values['fail-on'] ?? 'error';
  if (failOn !== 'error' && failOn !== 'warning') {
    throw new UsageError(`--fail-on was "${String(failOn)}"`, 'error or warning', 'leave it out for error');
  }
  if (common.json && values.sarif === true)
    throw new UsageError('--json and --sarif were both given', 'one of them', 'run it twice');
  return {
    ...common,
    command: 'verify',
    sarif: values.sarif === true,
    ...(values.only !== undefined && { only: strings(values.only) }),
    skip: strings(values.skip),
    failOn,
    ...(typeof values.explain === 'string' && { explain: values.explain }),
    acknowledged: values.acknowledged === true,
  };
}

function diffOptions(common: Common): DiffOptions {
  const [before, after, ...more] = common.paths;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError(
      `diff was given ${common.paths.length} paths`,
      'two: the templates before and after',
      'cdk-bulkhead diff cdk.out.main cdk.out',
    );
  }
  return { ...common, command: 'diff', before, after };
}

function commandOf(name: string): Command {
  if (name === 'verify' || name === 'matrix' || name === 'diff') return name;
  throw new UsageError(`there is no command "${name}"`, 'verify, matrix, diff or help', 'cdk-bulkhead verify cdk.out');
}

function read(command: Command, args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: FLAGS[command], strict: true, allowPositionals: true });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(
      (error instanceof Error ? error.message : String(error)).replace(/\. .*$/s, ''),
      `the options of ${command}`,
      `cdk-bulkhead ${command} --help`,
    );
  }
}

function strings(value: Values[string]): string[] {
  return [value ?? []].flat().filter((one): one is string => typeof one === 'string');
}
