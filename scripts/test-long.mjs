// npm run test:long -- [AREA…]: what is exhaustive. See scripts/long-areas.mjs for the areas and test/effort.ts for the shares.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LONG_AREAS } from './long-areas.mjs';
import { root } from './steps.mjs';

const names = Object.keys(LONG_AREAS);
const HELP = `Usage: npm run test:long -- [AREA…] [options]

Runs the tests that could go on for ever, as far as we take them. Without AREA, all areas one after the other.

${names.map((name) => `  ${name.padEnd(12)}${LONG_AREAS[name].holds}`).join('\n')}

  --share N        run this share of everything, above 0, at most 1 (default: 1)
  --seed N         whole number that chooses the share, and what random tests begin with
  --json FILE      write jest's own figures of all areas here
  --record         write the figures, with the commit, into docs/testing.md (a whole run of all areas only)
  --help           this text

Exit codes: 0 all passed, 1 some failed, 2 wrong option.
`;

const { values, positionals } = options();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) refuse(`the area is ${unknown}`, `one of ${names.join(', ')}`);
const share = Number(values.share ?? 1);
if (!(share > 0 && share <= 1)) refuse(`--share is ${values.share}`, 'a number above 0, at most 1');
const seed = values.seed ?? '20261130';
if (!/^\d{1,10}$/.test(seed)) refuse(`--seed is ${seed}`, 'a whole number of up to ten digits');
if (values.record && (share < 1 || positionals.length > 0))
  refuse('--record with a part of the suite', 'a whole run of all areas');

const folder = mkdtempSync(join(tmpdir(), 'test-long-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
console.log(`share ${share}, seed ${seed}`);
const figures = (positionals.length > 0 ? positionals : names).map(figuresOf);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures));

console.log('\narea        passed  failed  seconds');
for (const { area, numPassedTests: passed, numFailedTests: failed, seconds } of figures)
  console.log(`${area.padEnd(12)}${String(passed).padStart(6)}${String(failed).padStart(8)}${seconds.toFixed(0).padStart(9)}`);
const ok = figures.every(({ success }) => success);
if (values.record && ok) record();
process.exit(ok ? 0 : 1);

function figuresOf(area) {
  console.log(`\n── ${area}: ${LONG_AREAS[area].holds}`);
  const file = join(folder, `${area}.json`);
  const start = performance.now();
  spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--testTimeout=600000',
      '--json',
      '--outputFile',
      file,
      ...LONG_AREAS[area].paths,
    ],
    {
      cwd: root,
      // jest writes its JSON to the file, and what it tells people to standard error.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BULKHEAD_LONG: String(share), BULKHEAD_SEED: seed },
    },
  );
  return { area, seconds: (performance.now() - start) / 1000, ...JSON.parse(readFileSync(file, 'utf8')) };
}

/** Between the two marks of docs/testing.md. */
function record() {
  const page = join(root, 'docs/testing.md');
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const rows = figures.map(
    ({ area, numPassedTests, seconds }) =>
      `| \`${area}\` | ${LONG_AREAS[area].holds} | ${numPassedTests.toLocaleString('en')} | ${seconds.toFixed(0)} |`,
  );
  const date = new Date().toISOString().slice(0, 10);
  const table = [
    '<!-- figures: npm run test:long -- --record -->',
    `Run on ${date} at commit \`${commit}\`, Node ${process.versions.node}, seed ${seed}. All passed.`,
    '',
    '| area | what a whole run tries | tests | seconds |',
    '|---|---|---|---|',
    ...rows,
    '<!-- end of figures -->',
  ].join('\n');
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(/<!-- figures:[\s\S]*<!-- end of figures -->/, () => table),
  );
  console.log('\nwritten to docs/testing.md');
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        share: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'string' },
        record: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return refuse(error.message, 'the options that --help lists');
  }
}

function refuse(seen, expected) {
  console.error(`test:long: ${seen}\n  expected  ${expected}\n  do        npm run test:long -- --help`);
  process.exit(2);
}
