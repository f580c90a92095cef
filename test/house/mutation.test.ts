// The mutation suites are complete: each source of the evaluators and of the runtime is in one, and each test beside them takes part.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');

interface Suite {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: string;
}

const script = "import * as suites from './scripts/mutation-suites.mjs'; console.log(JSON.stringify(suites));";
const { SUITES, UNCHANGED, LEFT_OUT } = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' }),
) as { SUITES: readonly Suite[]; UNCHANGED: readonly string[]; LEFT_OUT: { readonly [test: string]: string } };

function filesIn(folder: string, end: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`);
}

/** `folder/**` + `/*.ts` is every file below the folder, `folder/*.ts` those in it. */
function covers(pattern: string, file: string): boolean {
  if (pattern.endsWith('/**/*.ts')) return file.startsWith(pattern.slice(0, -'**/*.ts'.length));
  return pattern === file || (pattern.endsWith('/*.ts') && dirname(file) === dirname(pattern));
}

const suitesOf = (file: string) => SUITES.filter(({ mutate }) => mutate.some((pattern) => covers(pattern, file)));
/** The file of a suite imports its tests, and nothing else. */
const testsOf = ({ tests }: Suite) =>
  [...readFileSync(join(root, tests), 'utf8').matchAll(/^import '(.+)';$/gm)].map(([, path = '']) =>
    join(dirname(tests), `${path}.ts`),
  );

/** These files, and those they import by their paths. */
function filesReadBy(files: readonly string[]): readonly string[] {
  const read = new Set(files);
  // A set is walked in the order of adding, and what is added on the way is walked as well.
  for (const file of read) {
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import) '(\.{1,2}\/.+)';$/gm)) {
      const place = join(dirname(file), path);
      const found = [`${place}.ts`, `${place}/index.ts`, place].find((one) =>
        statSync(join(root, one), { throwIfNoEntry: false })?.isFile(),
      );
      if (found?.endsWith('.ts')) read.add(found);
    }
  }
  return [...read];
}

const SOURCES = [...filesIn('lib/proof', '.ts'), ...filesIn('lambda/runtime', '.ts')];

test('each source of the proof and of the runtime is in one suite, or is named as unchanged', () => {
  const isUnchanged = (file: string) => UNCHANGED.some((one) => file === one || file.startsWith(`${one}/`));

  expect(SOURCES.filter((file) => suitesOf(file).length !== (isUnchanged(file) ? 0 : 1))).toEqual([]);
  expect(UNCHANGED.filter((one) => !SOURCES.some((file) => file === one || file.startsWith(`${one}/`)))).toEqual([]);
});

test.each(SUITES)('$name: each pattern is about a source that is there', ({ mutate }) => {
  expect(mutate.filter((pattern) => !SOURCES.some((file) => covers(pattern, file)))).toEqual([]);
});

test.each(SUITES)('$name: each test beside its sources takes part, or is left out by name', (suite) => {
  const beside = filesIn('test', '.test.ts').filter((file) =>
    suite.mutate.some((pattern) => pattern.includes('*') && covers(`test/${pattern}`, file)),
  );
  const taking = testsOf(suite);

  expect(taking.length).toBeGreaterThan(0);
  expect(beside.filter((file) => taking.includes(file) === file in LEFT_OUT)).toEqual([]);
});

test('the sandbox holds whatever a suite reads', () => {
  const [patterns = ''] = /ignorePatterns: \[[^\]]*\]/.exec(readFileSync(join(root, 'stryker.config.mjs'), 'utf8')) ?? [];
  const opened = [...patterns.matchAll(/'!\/(.+)'/g)].map(([, path = '']) => path);
  const kept = opened.filter((path) => !patterns.includes(`'/${path}/*'`));
  const isKept = (file: string) => kept.some((path) => file === path || file.startsWith(`${path}/`));

  expect(isKept('lib/proof/iam/truth.ts')).toBe(true);
  expect(filesReadBy(SUITES.map(({ tests }) => tests)).filter((file) => !isKept(file))).toEqual([]);
});

test('each test that is left out is there', () => {
  const tests = filesIn('test', '.test.ts');

  expect(Object.keys(LEFT_OUT).filter((file) => !tests.includes(file))).toEqual([]);
});
