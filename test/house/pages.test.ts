// Pages for users: links lead somewhere, versions are those that are installed here.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { readonly [name: string]: string } };

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
  'docs/quickstart.md installs the %s of this repository',
  (name) => {
    const [, version] = new RegExp(` ${name}@(\\S+)`).exec(read('docs/quickstart.md')) ?? [];

    expect(version).toBe(devDependencies[name]);
  },
);
