// Pages for users: links lead somewhere, versions are those that are installed here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
type Versions = { readonly [name: string]: string };
const { devDependencies, peerDependencies } = JSON.parse(read('package.json')) as {
  devDependencies: Versions;
  peerDependencies: Versions;
};

test.each(['docs/quickstart.md', 'docs/snapshot-testing.md', 'docs/local.md', 'examples/README.md'])(
  '%s links to files that exist',
  (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) =>
      join(root, dirname(page), target),
    );

    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  },
);

test('docs/local.md is about the local AWS that the demo installs, and the CLI that it runs', () => {
  const [, ministack] = /^ministack==(.+)$/m.exec(read('bin/demo/requirements.txt')) ?? [];
  const page = read('docs/local.md');

  expect([...new Set([...page.matchAll(/MiniStack (\d[\d.]*\d)/g)].map(([, version]) => version))]).toEqual([ministack]);
  expect([...page.matchAll(/`cdk` (\d[\d.]*\d)/g)].map(([, version]) => version)).toEqual([devDependencies['aws-cdk']]);
});

test.each(['aws-cdk', 'aws-cdk-lib', 'constructs', 'typescript'])(
  'docs/quickstart.md installs the %s of this repository, of the range that users may have',
  (name) => {
    const [, version] = new RegExp(` ${name}@(\\S+)`).exec(read('docs/quickstart.md')) ?? [];

    expect(version).toBe(peerDependencies[name] ?? devDependencies[name]);
  },
);

test('every command that a page shows as one to type is typed by a test', () => {
  // These have tests of their own in test/packaging and test/docs. .ci/run types the README's first two, test/packaging/pages the rest.
  const alone = ['docs/quickstart.md', 'docs/snapshot-testing.md', 'docs/python.md'];
  const typed = new Set(['in=cdk-bulkhead', 'in=app']);
  const pages = [
    'README.md',
    ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ];
  const others = pages.filter((page) => !alone.includes(page));
  const untyped = others.flatMap((page) =>
    [...read(page).matchAll(/^```sh *(.*)$/gm)].flatMap(([line, where = '']) => (typed.has(where) ? [] : [`${page}: ${line}`])),
  );

  expect(untyped).toEqual([]);
});
