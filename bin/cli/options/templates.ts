// The options of the commands that judge templates.
import { SEVERITIES, type Severity } from '../../../lib/proof/rules';
import { counted } from '../output';
import { UsageError } from './usage-error';
import { HELP_SWITCH, SWITCH, TEXT, Words } from './words';

export interface Common {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly tenantData: readonly string[];
  readonly tenantTag?: string;
  /** Files of AWS's service reference, newer than the data of this package. */
  readonly actions: readonly string[];
}

export interface VerifyOptions extends Common {
  readonly command: 'verify';
  readonly sarif: boolean;
  readonly only?: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: Severity;
  /** A rule to tell of, or null for the list of all. */
  readonly explain?: string | null;
  readonly acknowledged: boolean;
  /** The least severe findings to show. @default - warning for people, note for programs */
  readonly level?: Severity;
  /** Whether every place of every finding is shown, with the ids that acknowledge it. */
  readonly all: boolean;
  /** File of the findings that are known already. */
  readonly baseline?: string;
  /** Whether this run writes that file. */
  readonly updatesBaseline: boolean;
}

export interface StoresOptions extends Common {
  readonly command: 'stores';
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

const COMMON = { help: HELP_SWITCH, json: SWITCH, 'tenant-data': TEXT, 'tenant-tag': TEXT, actions: TEXT } as const;

const FLAGS = {
  verify: {
    ...COMMON,
    sarif: SWITCH,
    only: TEXT,
    skip: TEXT,
    'fail-on': TEXT,
    level: TEXT,
    all: SWITCH,
    explain: TEXT,
    acknowledged: SWITCH,
    baseline: TEXT,
    'update-baseline': SWITCH,
  },
  stores: COMMON,
  matrix: { ...COMMON, all: SWITCH },
  diff: COMMON,
} as const;

export type TemplateCommand = keyof typeof FLAGS;

/** @throws UsageError */
export function templateOptions(
  command: TemplateCommand,
  args: readonly string[],
): VerifyOptions | StoresOptions | MatrixOptions | DiffOptions | 'help' {
  const { lists, rest } = withoutBareExplain(command, args);
  const words = new Words(command, FLAGS[command], rest);
  if (words.isOn('help')) return 'help';
  const tenantTag = words.one('tenant-tag');
  const common: Common = {
    paths: words.others,
    json: words.isOn('json'),
    tenantData: words.all('tenant-data'),
    ...(tenantTag !== undefined && { tenantTag }),
    actions: words.all('actions'),
  };
  switch (command) {
    case 'verify':
      return verifyOptions(common, words, lists);
    case 'stores':
      return { ...common, command };
    case 'matrix':
      return { ...common, command, all: words.isOn('all') };
    case 'diff':
      return diffOptions(common);
  }
}

/** `--explain` is the one option whose value may be left out, which `parseArgs` does not know. */
function withoutBareExplain(command: TemplateCommand, args: readonly string[]) {
  const at = command === 'verify' ? args.findIndex((arg, index) => arg === '--explain' && !isValue(args[index + 1])) : -1;
  return { lists: at >= 0, rest: at < 0 ? args : args.toSpliced(at, 1) };
}

function isValue(arg: string | undefined): boolean {
  return arg !== undefined && !arg.startsWith('-');
}

function verifyOptions(common: Common, words: Words, lists: boolean): VerifyOptions {
  const failOn = severity(words, 'fail-on', 'leave --fail-on out (default: error)') ?? 'error';
  const level = severity(words, 'level', 'leave --level out (default: warning)');
  if (common.json && words.isOn('sarif'))
    throw new UsageError('--json and --sarif were both given', 'one of the two', 'run the command twice');
  const baseline = baselineFile(words);
  const only = rules(words, 'only');
  const explain = lists ? null : words.one('explain');
  return {
    ...common,
    command: 'verify',
    sarif: words.isOn('sarif'),
    ...(only.length > 0 && { only }),
    skip: rules(words, 'skip'),
    failOn,
    ...(explain !== undefined && { explain }),
    acknowledged: words.isOn('acknowledged'),
    ...(level !== undefined && { level }),
    all: words.isOn('all'),
    ...(baseline !== undefined && { baseline }),
    updatesBaseline: words.isOn('update-baseline'),
  };
}

function baselineFile(words: Words): string | undefined {
  const file = words.one('baseline');
  if (file === '') throw words.refused('--baseline was empty', 'the name of a file', '--baseline bulkhead-baseline.json');
  if (file === undefined && words.isOn('update-baseline')) {
    throw words.refused(
      '--update-baseline was given without --baseline',
      'the name of the file to write',
      'add --baseline bulkhead-baseline.json',
    );
  }
  return file;
}

function severity(words: Words, name: 'fail-on' | 'level', otherwise: string): Severity | undefined {
  const given = words.one(name);
  if (given === undefined) return undefined;
  const found = SEVERITIES.find((one) => one === given);
  if (found === undefined) throw new UsageError(`--${name} was "${given}"`, 'error, warning or note', otherwise);
  return found;
}

function rules(words: Words, name: 'only' | 'skip'): string[] {
  const given = words.all(name);
  const several = given.find((one) => one.includes(','));
  if (several === undefined) return given;
  const repeated = several.split(',').filter((one) => one.trim() !== '');
  throw new UsageError(
    `--${name} was "${several}"`,
    `one rule; repeat --${name} for each further rule`,
    repeated.map((one) => `--${name} ${one.trim()}`).join(' ') || `npx cdk-bulkhead verify --help`,
  );
}

function diffOptions(common: Common): DiffOptions {
  const [before, after, ...more] = common.paths;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError(
      `diff was given ${counted(common.paths.length, 'path')}`,
      'two paths: the templates before and after the change',
      'npx cdk-bulkhead diff cdk.out.main cdk.out',
    );
  }
  return { ...common, command: 'diff', before, after };
}
