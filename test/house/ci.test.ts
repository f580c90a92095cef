// CI sees what a new user sees: the README's commands come first, each in a clone of its own in which nothing was built, and every other
// script of package.json runs as the first command after npm ci.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-ci-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that writes down how it was called, where, and what was there; the fifth call of npm fails, and with it the run. */
function standIn(name: string, then: string): void {
  const file = join(folder, 'bin', name);
  const record = `echo "${name} $* | $PWD | $(ls -A | tr '\\n' ' ')" >> "${folder}/calls"`;
  writeFileSync(file, `#!/bin/bash\n${record}\n${then}\n`);
  chmodSync(file, 0o755);
}

test('begins with the two commands of the README, each in a fresh clone, the demo before anything was built', () => {
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'checkout'));
  cpSync(join(root, '.ci'), join(folder, 'checkout', '.ci'), { recursive: true });
  // The clone is an empty folder; npm leaves behind what it would build or install.
  standIn('git', `[ "$1" = clone ] && mkdir "\${@: -1}"; exit 0`);
  standIn('npm', `[ "$(grep -c ^npm "${folder}/calls")" -lt 5 ] && touch "made-by-$1-$2"`);

  const { status } = spawnSync('bash', [join(folder, 'checkout', '.ci', 'run')], {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, TMPDIR: folder },
    encoding: 'utf8',
  });

  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const [cloned, demoInstall, demo, clonedAgain, testInstall, unit] = calls.map((call) =>
    call.split('|').map((part) => part.trim()),
  );
  expect(status).not.toBe(0);
  expect([cloned?.[0], clonedAgain?.[0]]).toEqual([
    `git clone --quiet ${join(folder, 'checkout')} ${demo?.[1]}`,
    `git clone --quiet ${join(folder, 'checkout')} ${unit?.[1]}`,
  ]);
  expect(demoInstall).toEqual(['npm ci', demo?.[1], '']);
  expect(demo).toEqual(['npm run demo', expect.stringMatching(/\/demo$/), 'made-by-ci-']);
  expect(testInstall).toEqual(['npm ci', unit?.[1], '']);
  expect(unit?.[0]).toMatch(/^npm test( |$)/);
  expect(unit?.[1]).not.toBe(demo?.[1]);
  expect(unit?.[2]).toBe('made-by-ci-');
});

test('tries every script of package.json as the first command after npm ci', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const tried = read('.ci/first-commands')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  // The first two have a fresh clone each, e2e runs in the demo's, test:packaging first of all in CI's own checkout.
  const elsewhere = ['demo', 'test', 'e2e', 'test:packaging'];

  expect([...tried, ...elsewhere].sort()).toEqual(Object.keys(scripts).sort());
});

test('every test that runs a share belongs to one area of the long suite, and every area has such a test', () => {
  const areas = JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "import { LONG_AREAS } from './scripts/long-areas.mjs'; console.log(JSON.stringify(LONG_AREAS));",
      ],
      { cwd: root, encoding: 'utf8' },
    ),
  ) as { [area: string]: { paths: string[] } };
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && /from '[./]+\/effort'/.test(read(join('test', name))))
    .map((name) => join('test', name));
  const paths = Object.values(areas).flatMap((area) => area.paths);
  const areasOf = (file: string) => paths.filter((path) => file.startsWith(`${path}/`));

  expect(files.filter((file) => areasOf(file).length !== 1)).toEqual([]);
  expect(paths.filter((path) => !files.some((file) => file.startsWith(`${path}/`)))).toEqual([]);
});
