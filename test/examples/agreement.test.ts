// A synthesis with the plugin and `cdk-bulkhead verify` on its output say the same of every example, finding by finding; and an
// acknowledgement holds where it stands and nowhere else, on every CDK of the range.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvoicesStack } from '../../examples/existing-lambda-behind-authorizer/stack';
import { OrdersStack } from '../../examples/foreign/serverless-app/stack';
import { BillingStack } from '../../examples/foreign/vpc-with-nat-and-peering/stack';
import { buildReference } from '../../examples/reference/app';
import { SegmentedVpcStack } from '../../examples/segmented-vpc/stack';
import { ServiceKeyStack } from '../../examples/service-key/stack';
import { NotesStack } from '../../examples/tenant-service/stack';
import { TenantIsolationChecks } from '../../lib';
import { ran } from '../bin/cli/ran';
import { sampled } from '../effort';
import { FLAGS, quietly } from '../lib/templates';
import { withoutAcknowledging } from './findings';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-agreement-'));
let apps = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly {
        readonly constructPath?: string;
        readonly cloudFormationResource?: { readonly logicalId: string };
      }[];
    }[];
  }[];
}

/** What CDK reports after a synthesis with these plugins: `rule resource` of each. */
function synthesised(build: (app: App) => unknown, plugins: (app: App) => readonly IPolicyValidationPlugin[]) {
  const outdir = join(folder, String(apps++));
  const app = new App({ outdir, context: { ...FLAGS } });
  build(app);
  Validations.of(app).addPlugins(...plugins(app));
  let isRefused = false;
  try {
    quietly(() => app.synth());
  } catch {
    isRefused = true;
  }
  // CDK writes no report where there is nothing to say.
  const file = join(outdir, 'validation-report.json');
  const { pluginReports } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : { pluginReports: [] };
  const of = (plugin: string) =>
    pluginReports
      .filter(({ pluginName }) => pluginName === plugin)
      .flatMap(({ violations }) => violations)
      .flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(
          ({ cloudFormationResource, constructPath }) => `${ruleName} ${cloudFormationResource?.logicalId ?? constructPath}`,
        ),
      )
      .sort();
  return { outdir, isRefused, of };
}

async function verified(outdir: string): Promise<{ found: string[]; code: number }> {
  const { out, code } = await ran(['verify', outdir, '--json']);
  const { findings } = JSON.parse(out) as { findings: { places: { id: string; resource: string }[] }[] };
  const places = findings.flatMap((one) => one.places);
  return { found: places.map(({ id, resource }) => `${id} ${resource}`).sort(), code };
}

const EXAMPLES: readonly (readonly [name: string, build: (app: App) => unknown])[] = [
  ['service-key', (app) => new ServiceKeyStack(app, 'Receipts')],
  ['segmented-vpc', (app) => new SegmentedVpcStack(app, 'Orders')],
  ['existing-lambda-behind-authorizer', (app) => new InvoicesStack(app, 'Invoices')],
  ['tenant-service', (app) => new NotesStack(app, 'Notes')],
  ['reference', (app) => buildReference(app)],
  ['foreign/serverless-app', (app) => new OrdersStack(app, 'Orders')],
  ['foreign/vpc-with-nat-and-peering', (app) => new BillingStack(app, 'Billing')],
];
const all = () => [new TenantIsolationChecks()];

test.each(sampled(EXAMPLES, 0.15))('examples/%s: the same findings by the plugin and by the command', async (_name, build) => {
  const { outdir, isRefused, of } = synthesised(build, all);

  expect(await verified(outdir)).toEqual({ found: of('TenantIsolation'), code: isRefused ? 1 : 0 });
});

// Where our constructs acknowledge something, there is something to find without it.
test.each(
  sampled(
    EXAMPLES.filter(([name]) => ['tenant-service', 'reference'].includes(name)),
    0.5,
  ),
)('examples/%s: the same without its acknowledgements, which are something', async (_name, build) => {
  const { outdir, isRefused, of } = synthesised((app) => withoutAcknowledging(() => build(app)), all);
  const { found, code } = await verified(outdir);

  expect(found).toEqual(of('TenantIsolation'));
  expect(found.length).toBeGreaterThan(0);
  expect([isRefused, code]).toEqual([true, 1]);
});

describe('an acknowledgement on one of two stacks', () => {
  /** Two stacks that are alike, each with a group that is open to the world. */
  const twins = (acknowledge: (stacks: readonly [Stack, Stack]) => void) => (app: App) => {
    const stacks = ['One', 'Two'].map((id) => {
      const stack = new Stack(app, id);
      const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
      new ec2.CfnSecurityGroup(stack, 'Group', {
        groupDescription: 'open',
        vpcId: vpc.ref,
        securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }],
      });
      return stack;
    });
    acknowledge(stacks as [Stack, Stack]);
  };
  const OPEN = 'security-group-open-to-world Group';
  const plugins = (app: App) => [new TenantIsolationChecks(), new AwsSolutionsChecks(app)];
  const reason = 'the bastion of this stack, open on purpose';

  test.each([0, 1] as const)(
    'leaves the finding in the other one, for the plugin and for the command: stack %d',
    async (index) => {
      const { outdir, isRefused, of } = synthesised(
        twins((stacks) =>
          Validations.of(stacks[index]).acknowledge({ id: 'TenantIsolation::security-group-open-to-world', reason }),
        ),
        all,
      );

      expect(of('TenantIsolation').filter((one) => one === OPEN)).toHaveLength(1);
      expect(isRefused).toBe(true);
      expect((await verified(outdir)).found).toEqual(of('TenantIsolation'));
    },
  );

  test('leaves the findings of cdk-nag in the other one too', () => {
    const { of } = synthesised(
      twins(([one]) => Validations.of(one).acknowledge({ id: 'AwsSolutions-EC23', reason })),
      plugins,
    );

    expect(of('AwsSolutions').filter((one) => one.startsWith('AwsSolutions-EC23'))).toEqual(['AwsSolutions-EC23 Two/Group']);
  });

  test('on both leaves none', async () => {
    const { outdir, of } = synthesised(
      twins((stacks) => {
        for (const one of stacks)
          Validations.of(one).acknowledge({ id: 'TenantIsolation::security-group-open-to-world', reason });
      }),
      all,
    );

    expect(of('TenantIsolation').filter((one) => one === OPEN)).toEqual([]);
    expect((await verified(outdir)).found).toEqual(of('TenantIsolation'));
  });
});
