// The command line of `npm run demo`: what may be asked, and the text of --help. No I/O here.
import { parseArgs } from 'node:util';
import { usageError } from './errors';
import { CHAPTERS } from './table/chapters';

export interface DemoOptions {
  readonly command: 'run' | 'stop' | 'help';
  /** Leave the local AWS and the deployed app up. */
  readonly keep: boolean;
  /** An emulator that already runs; it is neither started nor stopped. */
  readonly endpoint?: string;
  /** PEM file that `endpoint`'s certificate is checked against. */
  readonly caFile?: string;
  readonly port?: number;
  /** Chapters that run instead of the story. */
  readonly chapters: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean;
}

export const HELP = `Usage: npm run demo -- [options]

Starts a local AWS on this computer, deploys the reference app to it, sends requests that must be
allowed and requests that must be refused, shows the table, and removes everything again.
Needs Node 22 or 24 (20.19 still works) and Python 3.10 or newer; no AWS account, no container engine.
The first run downloads the local AWS (MiniStack) from the Python package index into .demo/;
later runs download nothing.

  --chapter NAME    run a chapter instead of the story (repeatable); all for every one of them:
${chapterList()}
  --keep            leave the local AWS and the app up afterwards, and print how to call and stop it
  --stop            stop what --keep left running
  --port N          port of the local AWS (default: 4566, or a free one if that is taken)
  --endpoint URL    use a local AWS that already runs (https, this computer only) instead of starting one
  --ca FILE         PEM file with that endpoint's certificate (required with --endpoint)
  --json            print the table as JSON on stdout; progress stays on stderr
  --verbose         show what the CDK CLI prints
  --help            this text

It never talks to AWS: every AWS_*, CDK_* and proxy variable is dropped, the endpoint must be a loopback
address, and the account must be 000000000000.
With TLS on, the local AWS also listens on 127.0.0.1:443 where the user may bind that port.

Exit codes: 0 every row as expected, 1 some row not as expected, 2 wrong option, 10 no usable Python,
11 Python packages not installable, 12 port taken, 13 endpoint not on this computer, 14 wrong CDK CLI,
15 local AWS not healthy, 16 a CDK command failed, 70 a bug in the demo, 129/130/143 stopped by a signal.
`;

function chapterList(): string {
  return Object.entries(CHAPTERS)
    .map(([name, { about }]) => `                      ${name}  ${about}`)
    .join('\n');
}

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  keep: { type: 'boolean' },
  stop: { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  endpoint: { type: 'string' },
  ca: { type: 'string' },
  chapter: { type: 'string', multiple: true },
  port: { type: 'string' },
} as const;

/** @throws DemoError (usage) when the arguments make no sense. */
export function parseOptions(argv: readonly string[]): DemoOptions {
  const values = readFlags(argv);
  if (values.help) return { command: 'help', keep: false, chapters: [], json: false, verbose: false };

  const common = { json: values.json ?? false, verbose: values.verbose ?? false };
  if (values.stop) {
    const alien = (['keep', 'endpoint', 'ca', 'port', 'chapter'] as const).find((name) => values[name] !== undefined);
    if (alien) throw usageError(`--stop was given together with --${alien}`, '--stop alone');
    return { command: 'stop', keep: false, chapters: [], ...common };
  }
  if (values.endpoint !== undefined && values.port !== undefined) {
    throw usageError('--endpoint and --port were both given', '--port only when the demo starts the local AWS itself');
  }
  if ((values.endpoint === undefined) !== (values.ca === undefined)) {
    throw usageError(
      values.ca === undefined ? '--endpoint was given without --ca' : '--ca was given without --endpoint',
      'both: the certificate of an endpoint on this computer is signed by no public authority',
    );
  }
  return {
    command: 'run',
    keep: values.keep ?? false,
    chapters: chaptersOf(values.chapter ?? []),
    ...common,
    ...(values.endpoint !== undefined && { endpoint: values.endpoint, caFile: values.ca }),
    ...(values.port !== undefined && { port: parsePort(values.port) }),
  };
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw usageError(`the options were not understood: ${message.replace(/\.$/, '')}`, 'the options listed by --help');
  }
}

function chaptersOf(names: readonly string[]): readonly string[] {
  const known = Object.keys(CHAPTERS);
  if (names.includes('all')) return known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`--chapter was "${unknown}"`, `one of ${[...known, 'all'].join(', ')}`);
  return known.filter((name) => names.includes(name));
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65535) return port;
  throw usageError(`--port was "${text}"`, 'a whole number from 1 to 65535');
}
