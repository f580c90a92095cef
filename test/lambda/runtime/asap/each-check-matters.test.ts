// Takes one check after another out of the sources and puts the refusal tables to what is left: a table that did not notice
// would not be worth having. And the other way round: every refused row depends on one of these checks.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build, stop } from 'esbuild';
import { IS_WHOLE, sampled } from '../../../effort';
import { judgeRequest, REQUEST_ROWS } from '../../functions/authorizer/rows';
import { judgeSession, SESSION_ROWS } from '../../functions/session-broker/rows';
import type { Everything } from '../../world';
import { CHECKS, type Edit } from './checks';
import { judge, repositoryClient } from './rows';
import { AUDIENCE_ROWS, IDENTITY_ROWS, KID_OWNER_ROWS, TIME_ROWS } from './rows-of-claims';
import { ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS } from './rows-of-form';
import { JSON_ROWS } from './rows-of-json';
import { ALGORITHM_AND_KEY_ROWS, REPOSITORY_ROWS, SIGNATURE_ROWS } from './rows-of-keys';

const ROOT = join(__dirname, '..', '..', '..', '..');
const TOKEN_ROWS = [
  ...[...ALGORITHM_ROWS, ...ENCODING_ROWS, ...HEADER_ROWS, ...JSON_ROWS, ...KID_OWNER_ROWS, ...TIME_ROWS, ...AUDIENCE_ROWS],
  ...[...IDENTITY_ROWS, ...ALGORITHM_AND_KEY_ROWS, ...SIGNATURE_ROWS, ...REPOSITORY_ROWS],
];

/** Refused by so many checks, each of its own, that no single one carries them. */
const OVERDETERMINED = new Set([
  ...['no token', 'one part', 'two parts', 'an empty header', 'payload an empty object'],
  ...['flattened JSON serialization', 'general JSON serialization'],
  ...['a token that is none', 'a token shown that is none', 'an empty token', 'Bearer and the token'],
]);

/** Building the sources without a check, and judging a thousand rows with them, takes a moment each. */
const TRIED = sampled(CHECKS, 0.08);

type Verdict = (runtime: Everything) => Promise<string>;

interface Judged {
  readonly name: string;
  readonly expected: string;
  readonly verdict: Verdict;
}

let tokens: readonly Judged[];
let requests: readonly Judged[];
let variants: readonly (Everything | undefined)[];
const noticed = new Set<string>();

/** Every row with its token made once: signing takes longer than all the rest. */
function prepare(): void {
  // The slow curves once are enough.
  tokens = TOKEN_ROWS.filter(({ name }) => !name.endsWith(', when allowed')).map((row) => {
    const token = row.token();
    const verdict: Verdict = async (runtime) => (await judge(runtime, { ...row, token: () => token }, keysOf(runtime))).verdict;
    return { ...row, verdict };
  });
  const events = REQUEST_ROWS.map((row) => {
    const event = row.event();
    const verdict: Verdict = async (runtime) => (await judgeRequest(runtime, { ...row, event: () => event })).verdict;
    return { ...row, verdict };
  });
  const sessions = SESSION_ROWS.map((row) => {
    const input = row.input();
    const verdict: Verdict = async (runtime) => (await judgeSession(runtime, { ...row, input: () => input })).verdict;
    return { ...row, verdict };
  });
  requests = [...events, ...sessions];
}

const keys = new WeakMap<Everything, ReturnType<typeof repositoryClient>>();

/** One cache of keys a variant: parsing a key costs more than everything else about a row. */
function keysOf(runtime: Everything): ReturnType<typeof repositoryClient> {
  let known = keys.get(runtime);
  if (known === undefined) {
    const { client, asked } = repositoryClient(runtime);
    known = { client: new runtime.KeyCache(client, { unknownFetches: 1000 }), asked };
    keys.set(runtime, known);
  }
  return known;
}

/** The sources bundled in memory with these pieces of text changed. */
async function variant(edits: readonly Edit[]): Promise<Everything> {
  const sources = ['runtime', 'functions/authorizer/authorize', 'functions/session-broker/broker'];
  const options: BuildOptions & { write: false } = {
    stdin: { contents: sources.map((path) => `export * from './lambda/${path}';`).join(''), resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [
      {
        name: 'without-a-check',
        setup({ onLoad }) {
          const files = new Set(edits.map(([file]) => file));
          for (const file of files) {
            onLoad({ filter: new RegExp(`${file.replaceAll('/', '[\\\\/]').replace('.', '[.]')}$`) }, () => ({
              contents: edited(file, edits),
              loader: 'ts',
            }));
          }
        },
      },
    ],
  };
  const bundle = (await build(options)).outputFiles[0]?.text ?? '';
  const module = { exports: {} };
  new Function('module', 'exports', 'require', bundle)(module, module.exports, createRequire(__filename));
  return module.exports as Everything;
}

function edited(file: string, edits: readonly Edit[]): string {
  return edits
    .filter(([edit]) => edit === file)
    .reduce(
      (text, [, source, without]) => {
        if (!text.includes(source)) throw new Error(`${file} does not hold ${source}, or an edit before took it away`);
        return text.replace(source, () => without);
      },
      readFileSync(join(ROOT, file), 'utf8'),
    );
}

/** The rows that come out otherwise than they should. */
async function changed(runtime: Everything, rows: readonly Judged[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, expected, verdict } of rows) {
    if ((await verdict(runtime).catch(() => 'thrown')) !== expected) names.push(name);
  }
  return names;
}

beforeAll(async () => {
  prepare();
  // A check that is no longer found is named by the first test below, and spoils no other.
  variants = await Promise.all(TRIED.map((check) => variant(check).catch(() => undefined)));
});
afterAll(() => stop());

it('finds every check exactly once in the sources', () => {
  const astray = CHECKS.flat().filter(([file, source]) => readFileSync(join(ROOT, file), 'utf8').split(source).length !== 2);

  expect(astray).toEqual([]);
});

it('judges the sources as they are like the tables say', async () => {
  expect(await changed(await variant([]), [...tokens, ...requests])).toEqual([]);
});

it.each(TRIED.map((check, index) => [check.map(([, source]) => source).join(' and '), check, index] as const))(
  'the tables notice the loss of %s',
  async (_sources, check, index) => {
    const onTokens = check.some(([file]) => /asap|contract/.test(file));
    const runtime = variants[index];
    if (runtime === undefined) throw new Error('the source without this check could not be made');
    const names = await changed(runtime, onTokens ? [...tokens, ...requests] : requests);

    expect(names).not.toEqual([]);
    for (const name of names) noticed.add(name);
  },
);

// Only all of them together say so.
(IS_WHOLE ? it : it.skip)('has no refused row that depends on none of these checks', () => {
  const idle = [...tokens, ...requests].filter(({ name, expected }) => expected !== 'accepted' && !noticed.has(name));

  expect(idle.map(({ name }) => name).filter((name) => !OVERDETERMINED.has(name))).toEqual([]);
});
