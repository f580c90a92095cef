// What README.md and docs/ show compiles against the built package, as it would in a user's project.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedSnippets, type Snippet, snippetsOf } from './snippets';

const root = join(__dirname, '..', '..');
/** Inside node_modules, so that imports of the snippets resolve. */
const folder = join(root, 'node_modules', '.cache', 'bulkhead-snippets');

/** Type checks all snippets in one program; one line a complaint, with the place in the documentation. */
function complaints(snippets: readonly Snippet[]): string[] {
  const built = { 'cdk-bulkhead': 'build/lib/index.d.ts', 'cdk-bulkhead/runtime': 'build/lambda/runtime/index.d.ts' };
  for (const file of Object.values(built)) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is missing, and snippets compile against it: npm run build`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [index, { code }] of snippets.entries()) {
    // Without an import or export of its own, its names would be shared with the other snippets.
    writeFileSync(join(folder, `snippet-${index}.ts`), `${code}\nexport {};\n`);
  }
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noUnusedLocals: false,
      typeRoots: [join(root, 'node_modules/@types')],
      paths: Object.fromEntries(Object.entries(built).map(([name, file]) => [name, [join(root, file)]])),
    },
    files: snippets.map((_snippet, index) => `snippet-${index}.ts`),
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '--pretty', 'false', '-p', '.'], { cwd: folder, encoding: 'utf8' });
  return stdout
    .trimEnd()
    .split(/\n(?! )/)
    .map((complaint) => {
      const [, index, line, message] = /^snippet-(\d+)\.ts\((\d+),\d+\): error TS\d+: ([\s\S]*)$/.exec(complaint) ?? [];
      const [page, first] = snippets[Number(index)]?.place.split(':') ?? [];
      return page === undefined ? complaint : `${page}:${Number(first) + Number(line) - 1}: ${message}`;
    });
}

const BROKEN = '# Title\n\n```ts\nimport { TenantServices } from "cdk-bulkhead";\n\nconst id: number = "x";\n```\n';

const shown = documentedSnippets(root);
// One program for both tests below: loading the types is what takes the time.
const found = complaints([...shown, ...snippetsOf('broken.md', BROKEN)]);

test('every snippet compiles', () => {
  expect(shown.filter(({ place }) => place.startsWith('README.md')).length).toBeGreaterThan(1);
  expect(found.filter((complaint) => !complaint.startsWith('broken.md'))).toEqual([]);
});

test('a snippet that does not compile is found, with its place', () => {
  expect(found.filter((complaint) => complaint.startsWith('broken.md'))).toEqual([
    expect.stringMatching(/^broken\.md:4: .*no exported member.*TenantServices/),
    "broken.md:6: Type 'string' is not assignable to type 'number'.",
  ]);
});

test.each(['ts', 'typescript', 'TypeScript', 'ts nofixture'])('a fence may be opened with %s', (words) => {
  expect(snippetsOf('page.md', `text\n\`\`\`${words}\ncode\n\`\`\`\n`)).toEqual([{ place: 'page.md:3', code: 'code\n' }]);
});

test('other fences are not TypeScript', () => {
  expect(snippetsOf('page.md', '```\ncode\n```\n\n```tsx\ncode\n```\n\n```json\n{}\n```\n')).toEqual([]);
});
