// The arrows between the folders are rules of the linter; this shows that each forbidden one fails, and that its twin passes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ARROWS, forbidding, isFolder, isWithin, overrides, PLACES } from './arrows';

const root = join(__dirname, '..', '..');
const biome = join(root, 'node_modules', '.bin', 'biome');

/** One of each kind by hand: the table cannot lose its rows unseen. */
const FORBIDDEN: readonly [from: string, to: string][] = [
  ['contract/a.ts', '../lib'],
  ['contract/a.ts', 'node:crypto'],
  ['lib/common/a.ts', '../encryption'],
  ['lib/encryption/a.ts', 'aws-cdk-lib'],
  ['lib/service/a.ts', '@aws-sdk/client-kms'],
  ['lib/service/a.ts', '../../lambda/runtime'],
  ['lib/service/a.ts', '../../examples/reference/app'],
  ['lib/service/a.ts', '../local/local-cloud'],
  ['lib/service/a.ts', '../proof/iam'],
  ['lib/local/a.ts', '../common/needs'],
  ['lib/network/a.ts', '../tenancy'],
  ['lib/proof/template/a.ts', 'aws-cdk-lib/core'],
  ['lib/proof/iam/a.ts', '../../../contract'],
  ['lib/proof/iam/a.ts', '../../common/needs'],
  ['lib/proof/access/administration/a.ts', '../../../network'],
  ['lib/proof/access/matrix/a.ts', '../../rules'],
  ['lib/proof/reachability/a.ts', '../access'],
  ['lib/proof/rules/keys/a.ts', '../network/dns-open'],
  ['lib/proof/rules/keys/a.ts', '../catalogue'],
  ['lambda/functions/authorizer/a.ts', '../../../lib'],
  ['lambda/functions/authorizer/a.ts', 'constructs'],
  ['lambda/runtime/asap/a.ts', '@smithy/signature-v4'],
  ['lambda/runtime/asap/a.ts', '../../functions/session-broker/broker'],
  ['bin/cli/commands/a.ts', '@aws-sdk/client-kms'],
  ['bin/cli/commands/asap/a.ts', '../../operations'],
];

const ALLOWED: readonly [from: string, to: string][] = [
  ['contract/a.ts', './limits'],
  ['lib/index.ts', './local'],
  ['lib/common/a.ts', '../closest'],
  ['lib/service/a.ts', '../tenancy'],
  ['lib/service/a.ts', 'aws-cdk-lib/core'],
  ['lib/proof/actions/a.ts', '../../closest'],
  ['lib/proof/iam/a.ts', '../collections'],
  ['lib/proof/iam/a.ts', '../../../contract/explained-error'],
  ['lib/proof/access/a.ts', '../../../contract'],
  ['lib/proof/tenant-isolation-checks.ts', 'aws-cdk-lib/core'],
  ['lib/proof/rules/keys/a.ts', '../shared/pins'],
  ['lib/proof/rules/keys/a.ts', '../rule'],
  ['lib/proof/rules/network/a.ts', './dns-open'],
  ['lambda/functions/authorizer/a.ts', '../../runtime/decision'],
  ['lambda/aws/a.ts', '@smithy/signature-v4'],
  ['bin/a.ts', '../lib'],
  ['bin/cli/operations/a.ts', '@aws-sdk/client-kms'],
  ['bin/cli/operations-half.ts', './operations'],
  ['examples/a.ts', 'aws-cdk-lib'],
  ['examples/a.ts', 'cdk-bulkhead'],
];

/** Every folder of the tree that a row names or that is beside one, and a package of each kind. */
const TARGETS: readonly string[] = [
  ...['contract', 'lambda/runtime', 'lambda/aws', 'lambda/functions', 'bin/cli', 'bin/cli/operations', 'examples/reference'],
  ...['common', 'encryption', 'network', 'tenancy', 'identity', 'service', 'local', 'proof'].map((name) => `lib/${name}`),
  ...['template', 'iam', 'access', 'reachability', 'rules', 'rules/shared/pins', 'rules/network'].map(
    (name) => `lib/proof/${name}`,
  ),
  ...['aws-cdk-lib', 'aws-cdk-lib/core', 'constructs', '@aws-sdk/client-kms', '@smithy/signature-v4', 'node:crypto'],
];

/** From each place to each target that is not around it, with the row that forbids it. */
const TABLE = PLACES.flatMap((place) => {
  const folder = place.replace('*', 'keys');
  const from = folder.endsWith('.ts') ? folder : `${folder}/a.ts`;
  return TARGETS.filter((target) => !isWithin(folder, target)).map((target) => {
    const path = relative(dirname(from), target);
    const to = isFolder(target) ? (path.startsWith('.') ? path : `./${path}`) : target;
    return { from, to, arrow: forbidding(folder, target) };
  });
});

/** Lints a file for each `from`, with an import a line, in a copy of the tree's shape, and returns the pairs that the linter refused. */
function refusedBoundaries(cases: readonly (readonly [from: string, to: string])[]): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    const { vcs: _vcs, ...configuration } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { vcs: unknown };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...configuration, overrides: overrides() }));
    const imports = new Map<string, string[]>();
    for (const [from, to] of cases) imports.set(from, [...(imports.get(from) ?? []), to]);
    for (const [from, those] of imports) {
      mkdirSync(join(folder, dirname(from)), { recursive: true });
      writeFileSync(join(folder, from), those.map((to, index) => `export * as x${index} from '${to}';\n`).join(''));
    }
    const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
    };
    return new Set(
      diagnostics
        .filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location: { path, start } }) => {
          const from = path.replace(/^\.\//, '');
          return `${from} → ${imports.get(from)?.[start.line - 1]}`;
        }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const refused = refusedBoundaries([...FORBIDDEN, ...ALLOWED, ...TABLE.map(({ from, to }) => [from, to] as const)]);

test.each(FORBIDDEN)('%s may not import %s', (from, to) => {
  expect(refused).toContain(`${from} → ${to}`);
});

test.each(ALLOWED)('%s may import %s', (from, to) => {
  expect(refused).not.toContain(`${from} → ${to}`);
});

// To update it: UPDATE_DOCS=1 npx jest test/house/boundaries
test('the overrides of biome.json are what the table makes', () => {
  const file = join(root, 'biome.json');
  const { overrides: _overrides, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { overrides: object[] };
  if (process.env.UPDATE_DOCS) {
    writeFileSync(file, JSON.stringify({ ...rest, overrides: overrides() }));
    spawnSync(biome, ['format', '--write', file], { cwd: root });
  }

  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...rest, overrides: overrides() });
});

describe('of all places and targets', () => {
  const shown = ({ from, to }: { from: string; to: string }) => `${from} → ${to}`;

  test('the linter refuses what the table forbids, and nothing else', () => {
    expect(TABLE.filter(({ arrow }) => arrow !== undefined).map(shown)).toEqual(
      TABLE.map(shown).filter((pair) => refused.has(pair)),
    );
  });

  test.each(ARROWS)('a pair shows the arrow of $in: $why', (arrow) => {
    expect(TABLE.some((pair) => pair.arrow === arrow)).toBe(true);
  });
});
