// The arrows between the folders are rules of the linter; this shows that each forbidden one fails, and that its twin passes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');

const FORBIDDEN: readonly [from: string, to: string][] = [
  ['contract/a.ts', '../lib'],
  ['contract/a.ts', 'node:crypto'],
  ['contract/a.ts', 'aws-cdk-lib/core'],
  ['contract/a.ts', '../lambda/runtime'],
  ['lib/common/a.ts', '../encryption'],
  ['lib/common/a.ts', '../tenancy/tenant-role'],
  ['lib/common/a.ts', '../identity'],
  ['lib/common/a.ts', '../service'],
  ['lib/common/a.ts', '../local'],
  ['lib/encryption/a.ts', '../local'],
  ['lib/tenancy/a.ts', '../local/local-cloud'],
  ['lib/identity/a.ts', '../local'],
  ['lib/encryption/a.ts', '../tenancy'],
  ['lib/encryption/a.ts', '../identity/asap-identity'],
  ['lib/encryption/a.ts', '../service'],
  ['lib/encryption/a.ts', '../network'],
  ['lib/common/a.ts', '../network/placement'],
  ['lib/network/a.ts', '../tenancy'],
  ['lib/network/a.ts', '../identity'],
  ['lib/network/a.ts', '../service/tenant-service'],
  ['lib/network/a.ts', '../local'],
  ['lib/network/a.ts', 'aws-cdk-lib'],
  ['lib/local/a.ts', '../network'],
  ['lib/tenancy/a.ts', '../identity'],
  ['lib/tenancy/a.ts', '../service'],
  ['lib/identity/a.ts', '../service'],
  ['lib/service/a.ts', '../local'],
  ['lib/service/a.ts', '../proof/iam'],
  ['lib/network/a.ts', '../proof'],
  ['lib/local/a.ts', '../proof/template'],
  ['lib/proof/iam/a.ts', '../../encryption'],
  ['lib/proof/iam/a.ts', '../../network'],
  ['lib/proof/iam/a.ts', '../../common/needs'],
  ['lib/proof/iam/a.ts', '../../../contract'],
  ['lib/proof/reachability/a.ts', '../../../contract'],
  ['lib/proof/access/a.ts', '../../network'],
  ['lib/proof/access/administration/a.ts', '../../../network'],
  ['lib/proof/rules/a.ts', 'aws-cdk-lib/core'],
  ['lib/proof/access/a.ts', '../reachability'],
  ['lib/proof/access/matrix/a.ts', '../../rules'],
  ['lib/proof/reachability/a.ts', '../access'],
  ['lib/proof/rules/keys/a.ts', 'aws-cdk-lib/core'],
  ['lib/proof/rules/keys/a.ts', '../network/dns-open'],
  ['lib/proof/rules/keys/a.ts', '../apis'],
  ['lib/proof/rules/shared/a.ts', '../keys'],
  ['lib/proof/rules/keys/a.ts', '../catalogue'],
  ['lib/proof/rules/keys/a.ts', '../../../network'],
  ['lib/proof/template/a.ts', 'aws-cdk-lib/core'],
  ['lib/proof/template/a.ts', 'constructs'],
  ['lib/service/a.ts', '../local/local-cloud'],
  ['lib/local/a.ts', '../service'],
  ['lib/local/a.ts', '../encryption'],
  ['lib/local/a.ts', '../tenancy'],
  ['lib/local/a.ts', '../identity'],
  ['lib/local/a.ts', '../common/needs'],
  ['lib/service/a.ts', '../../lambda/runtime'],
  ['lib/service/a.ts', '../../examples/reference/app'],
  ['lib/service/a.ts', '../../bin/demo/options'],
  ['lib/service/a.ts', 'aws-cdk-lib'],
  ['lib/service/a.ts', '@aws-sdk/client-kms'],
  ['lambda/functions/authorizer/a.ts', '../../../lib'],
  ['lambda/functions/authorizer/a.ts', 'aws-cdk-lib/core'],
  ['lambda/functions/authorizer/a.ts', 'constructs'],
  ['lib/common/a.ts', '@aws-sdk/client-sts'],
  ['lib/encryption/a.ts', 'aws-cdk-lib'],
  ['lib/local/a.ts', 'aws-cdk-lib'],
  ['lambda/runtime/asap/a.ts', '../../functions/tenant-context-commands/dynamodb-store'],
  ['lambda/runtime/a.ts', '../functions/asap-publisher/publish'],
  ['lambda/runtime/a.ts', '../functions/default-security-group/close'],
  ['lambda/runtime/asap/a.ts', '../../functions/authorizer/authorize'],
  ['lambda/runtime/asap/a.ts', '../../functions/session-broker/broker'],
  ['lambda/runtime/asap/a.ts', '../../aws/signed-request'],
  ['lambda/runtime/asap/a.ts', '@aws-sdk/client-kms'],
  ['lambda/runtime/asap/a.ts', '@smithy/signature-v4'],
  ['lambda/runtime/asap/a.ts', '../../../lib'],
  ['bin/cli/commands/a.ts', '@aws-sdk/client-kms'],
  ['bin/cli/commands/asap/a.ts', '../../operations'],
  ['bin/cli/options/a.ts', '../operations/access'],
];

const ALLOWED: readonly [from: string, to: string][] = [
  ['contract/a.ts', './limits'],
  ['lib/encryption/a.ts', '../common/needs'],
  ['lib/common/a.ts', '../closest'],
  ['lib/proof/actions/a.ts', '../../closest'],
  ['lib/encryption/a.ts', '../../contract'],
  ['lib/tenancy/a.ts', '../encryption'],
  ['lib/network/a.ts', '../encryption'],
  ['lib/tenancy/a.ts', '../network/placement'],
  ['lib/identity/a.ts', '../encryption/key-principal'],
  ['lib/service/a.ts', '../encryption'],
  ['lib/service/a.ts', '../tenancy'],
  ['lib/service/a.ts', '../common/acknowledge'],
  ['lambda/functions/authorizer/a.ts', '../../../contract'],
  ['examples/a.ts', 'cdk-bulkhead'],
  ['lib/identity/a.ts', '../tenancy'],
  ['lib/service/a.ts', '../identity'],
  ['lib/service/a.ts', 'aws-cdk-lib/core'],
  ['lib/local/a.ts', 'aws-cdk-lib/aws-kms'],
  ['lib/index.ts', './local'],
  ['lib/proof/access/a.ts', '../iam'],
  ['lib/proof/access/a.ts', '../../../contract'],
  ['lib/proof/rules/a.ts', '../evidence'],
  ['lib/proof/tenant-isolation-checks.ts', 'aws-cdk-lib/core'],
  ['lib/proof/iam/a.ts', '../template/symbol'],
  ['lib/proof/rules/keys/a.ts', '../shared/pins'],
  ['lib/proof/rules/keys/a.ts', '../rule'],
  ['lib/proof/rules/keys/a.ts', '../../access'],
  ['lib/proof/rules/network/a.ts', './dns-open'],
  ['lambda/functions/authorizer/a.ts', '../../runtime/decision'],
  ['lambda/functions/authorizer/a.ts', '../../aws/decision-dependencies'],
  ['lambda/aws/a.ts', '@smithy/signature-v4'],
  ['lambda/runtime/asap/a.ts', '../../../contract'],
  ['bin/a.ts', '../lib'],
  ['bin/cli/operations/a.ts', '@aws-sdk/client-kms'],
  ['bin/cli/operations/a.ts', '../options/aws'],
  ['bin/cli/commands/asap/a.ts', '../../../../lambda/runtime/asap'],
  ['examples/a.ts', 'aws-cdk-lib'],
];

/** Lints one file a case in a copy of the tree's shape, and returns those the boundary rule refused. */
function refusedBoundaries(cases: readonly (readonly [string, string])[]): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    const { vcs: _vcs, ...configuration } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { vcs: unknown };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(configuration));
    const names = new Map<string, string>();
    for (const [index, [from, to]] of cases.entries()) {
      const file = from.endsWith('index.ts') ? from : from.replace(/a\.ts$/, `case-${index}.ts`);
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), `import x from '${to}';\n\nexport const y = x;\n`);
      names.set(file, `${from} → ${to}`);
    }
    const biome = join(root, 'node_modules', '.bin', 'biome');
    const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      diagnostics: { category: string; location: { path: string | { file: string } } }[];
    };
    const files = diagnostics
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location: { path } }) => (typeof path === 'string' ? path : path.file));
    return new Set(files.map((file) => names.get(file.replace(/^\.\//, '')) ?? file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const refused = refusedBoundaries([...FORBIDDEN, ...ALLOWED]);

test.each(FORBIDDEN)('%s may not import %s', (from, to) => {
  expect(refused).toContain(`${from} → ${to}`);
});

test.each(ALLOWED)('%s may import %s', (from, to) => {
  expect(refused).not.toContain(`${from} → ${to}`);
});
