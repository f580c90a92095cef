// Compares the reference app of the last release with that of this commit: what users' stores, keys, APIs and logs become when they take
// the new version. For anything lost, CHANGELOG.md must have a recipe that names it.
//   node scripts/compare-with-release.mjs [--ref REF]     REF: a tag or commit. Default: the newest tag vX.Y.Z; without one there is nothing to do

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './steps.mjs';

const { values } = parseArgs({ options: { ref: { type: 'string' } } });
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
/** `stack/LogicalId` of every REST API: the id decides the address that callers have. */
function apisIn(assembly) {
  return readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(join(assembly, file), 'utf8')).Resources ?? {})
        .filter(([, { Type }]) => Type === 'AWS::ApiGateway::RestApi')
        .map(([id]) => `${file.replace('.template.json', '')}/${id}`),
    );
}

const ref = values.ref ?? git('tag', '--list', 'v[0-9]*', '--sort=-version:refname').split('\n')[0];
if (ref === '') {
  console.log('no release has a tag yet (vX.Y.Z): there is nothing to compare with');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-release-'));
const before = join(folder, 'before');
try {
  git('worktree', 'add', '--detach', before, ref);
  // The same CDK on both sides: what differs is this library's doing.
  symlinkSync(join(root, 'node_modules'), join(before, 'node_modules'));
  const synthesised = [before, root].map((checkout, index) => {
    const output = join(folder, index === 0 ? 'cdk.out.release' : 'cdk.out');
    execFileSync(process.execPath, [join(checkout, 'scripts', 'assets.mjs')], { cwd: checkout, stdio: 'inherit' });
    execFileSync(join(root, 'node_modules', '.bin', 'cdk'), ['synth', '--quiet', '--output', output], {
      cwd: checkout,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return output;
  });
  const command = join(root, 'build', 'bin', 'cdk-bulkhead.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'diff', ...synthesised, '--json'], {
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(`cdk-bulkhead diff ended with ${status}: ${stderr}`);
  const [old, now] = synthesised.map(apisIn);
  const lost = [
    ...JSON.parse(stdout).lost.map(({ id, message }) => ({ id, message })),
    ...old.filter((id) => !now.includes(id)).map((id) => ({ id, message: 'its API gets another address' })),
  ];
  const recipes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const missing = lost.filter(({ id }) => !recipes.includes(id.split('/').at(-1)));
  for (const one of lost) console.log(`${missing.includes(one) ? '✗' : '✓'} ${one.id}: ${one.message}`);
  if (missing.length > 0) {
    console.error(
      `${missing.length} of ${lost.length} losses since ${ref} have no recipe\n` +
        '  expected  no store, key, API or log is replaced, renamed or removed, or CHANGELOG.md names it with what users do\n' +
        '  do        keep the logical id, or write the recipe with the logical id in it',
    );
    process.exit(1);
  }
  console.log(lost.length === 0 ? `nothing is lost since ${ref}` : `every loss since ${ref} has its recipe`);
} finally {
  spawnSync('git', ['worktree', 'remove', '--force', before], { cwd: root });
  rmSync(folder, { recursive: true, force: true });
}
