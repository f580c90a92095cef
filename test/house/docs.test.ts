// What the documentation says about the code is compared with the code; what it shows is compiled.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { reasonCodesPage } from './reason-codes-page';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

// To update it: UPDATE_DOCS=1 npx jest test/house/docs
test('docs/reason-codes.md is what the contract says', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(join(root, 'docs/reason-codes.md'), reasonCodesPage());
  expect(read('docs/reason-codes.md')).toBe(reasonCodesPage());
});

describe('README.md', () => {
  const snippets = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');

  test('shows a service in ten lines', () => {
    expect(snippets[0]?.trim().split('\n').length).toBeLessThanOrEqual(11);
  });

  test('shows code that compiles', () => {
    const folder = join(root, 'node_modules', '.cache', 'bulkhead-readme');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = snippets.map((code, index) => {
      const file = join(folder, `snippet-${index}.ts`);
      writeFileSync(file, code);
      return file;
    });
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);

    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, { ...options, noUnusedLocals: false }));

    expect(files.length).toBeGreaterThan(1);
    expect(
      diagnostics.map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    ).toEqual([]);
  }, 60_000);
});

test.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/aws.md'])(
  '%s links to files that exist',
  (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) =>
      join(root, dirname(file), target ?? ''),
    );

    expect(links.filter((target) => !existsSync(target))).toEqual([]);
  },
);

test('every npm script is explained in CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const contributing = read('CONTRIBUTING.md');

  expect(['build', 'test', 'demo', 'e2e', 'lint', 'bench', 'package'].filter((name) => !(name in scripts))).toEqual([]);
  expect(Object.keys(scripts).filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(contributing))).toEqual([]);
});
