// What the documentation says about the code is compared with the code. What it shows is compiled in snippets.test.ts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonCodesPage } from './reason-codes-page';
import { snippetsOf } from './snippets';

const root = join(__dirname, '..', '..');
const pages = readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

// To update it: UPDATE_DOCS=1 npx jest test/house/docs
test('docs/reason-codes.md is what the contract says', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(join(root, 'docs/reason-codes.md'), reasonCodesPage());
  expect(read('docs/reason-codes.md')).toBe(reasonCodesPage());
});

test('README.md shows a service in ten lines', () => {
  expect(snippetsOf('README.md', read('README.md'))[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(11);
});

test.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'test/README.md', ...pages])('%s links to files that exist', (file) => {
  const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => join(root, dirname(file), target ?? ''));

  expect(links.filter((target) => !existsSync(target))).toEqual([]);
});

test('every npm script is explained in CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const contributing = read('CONTRIBUTING.md');

  expect(['build', 'test', 'demo', 'e2e', 'lint', 'bench', 'package'].filter((name) => !(name in scripts))).toEqual([]);
  expect(Object.keys(scripts).filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(contributing))).toEqual([]);
});
