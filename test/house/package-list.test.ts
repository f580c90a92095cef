// The pinned list of the package's files names every source. The packaging tests compare it with the tarball, minutes later.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const pinned = readFileSync(join(root, 'test/packaging/__snapshots__/tarball.test.ts.snap'), 'utf8');

const modules = (source: string) =>
  [...source.matchAll(/"build\/((?:contract|lib|lambda\/runtime)\/.+)\.js"/g)].map(([, name]) => name);

// To update the list: npm run test:packaging -- -u
test('each source of contract, lib and lambda/runtime is in the list, and nothing else', () => {
  const sources = ['contract', 'lib', 'lambda/runtime'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => `${folder}/${name.replace(/\.ts$/, '')}`),
  );

  expect(modules(pinned).sort()).toEqual(sources.sort());
});
