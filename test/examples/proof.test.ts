// What the proof says of our own apps: nothing that is not acknowledged, each acknowledgement with a finding that needs it, and a
// synthesis that fails on a planted defect.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { buildReference } from '../../examples/reference/app';
import { TenantIsolationChecks, type TenantIsolationChecksProps } from '../../lib';
import { ActionCatalogue } from '../../lib/proof/actions';
import { readAssembly } from '../../lib/proof/assembly';
import { Evidence } from '../../lib/proof/evidence';
import { runRules } from '../../lib/proof/rules';
import { TemplateSet } from '../../lib/proof/template';
import { quietly } from '../lib/templates';

const folders: string[] = [];
const outdir = () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-proof-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.each([
  ['region-agnostic', undefined],
  ['of one account and Region', { account: '111122223333', region: 'eu-central-1' }],
])('the reference app, %s', (_title, env) => {
  const app = new App({ outdir: outdir() });
  buildReference(app, { ...(env && { env }) });
  Validations.of(app).addPlugins(new TenantIsolationChecks());
  const { directory } = quietly(() => app.synth());
  const { templates, acknowledgements } = readAssembly(directory);
  const { findings, acknowledged } = runRules(new Evidence(new TemplateSet(templates), new ActionCatalogue()), {
    acknowledgements,
  });

  test('has no finding, not even a warning', () => {
    expect(findings.map(({ id, path }) => `${path}: ${id}`)).toEqual([]);
  });

  test('has two acknowledged ones: the brokers, which name tenants because that is what they are for', () => {
    expect(acknowledged.map(({ path }) => path)).toEqual([
      'BulkheadMedia/Service/Sessions/Broker/Role/Resource',
      'BulkheadIssues/Service/Sessions/Broker/Role/Resource',
    ]);
    const ofProof = acknowledgements.filter(({ id }) => id.startsWith('TenantIsolation::'));
    expect(ofProof.map(({ id }) => id.replace('TenantIsolation::', '')).sort()).toEqual(acknowledged.map(({ id }) => id).sort());
  });
});

describe('the plugin', () => {
  /** A table of all tenants that a role reads whole. */
  function plant(scope: Stage | App, acknowledge?: string): { stack: Stack; role: iam.Role } {
    const stack = new Stack(scope, 'Planted');
    const table = new dynamodb.Table(stack, 'Orders', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }));
    if (acknowledge !== undefined) Validations.of(role).acknowledge({ id: acknowledge, reason: 'the report reads all tenants' });
    return { stack, role };
  }
  const synthesised = (build: (app: App) => void, props: TenantIsolationChecksProps = {}) => {
    const app = new App({ outdir: outdir() });
    build(app);
    Validations.of(app).addPlugins(new TenantIsolationChecks(props));
    return () => quietly(() => app.synth());
  };
  const named = { tenantData: ['Planted/Orders'], skip: ['customer-managed-key'] };

  test('fails the synthesis on what reaches every tenant’s data', () => {
    expect(synthesised((app) => plant(app), named)).toThrow(/TenantIsolation::/);
  });

  test('says nothing where nothing is tenants’ data', () => {
    expect(synthesised((app) => plant(app))).not.toThrow();
  });

  test('says nothing of what is acknowledged by its id', () => {
    const id = 'TenantIsolation::tenant-data-access[Planted/Orders/Resource]';
    expect(synthesised((app) => plant(app, id), named)).not.toThrow();
  });

  test('a rule without its detail does not acknowledge it', () => {
    expect(synthesised((app) => plant(app, 'TenantIsolation::tenant-data-access'), named)).toThrow(/TenantIsolation::/);
  });

  test('warnings stop the synthesis only if asked to', () => {
    expect(synthesised((app) => plant(app), { failOnWarning: true })).toThrow(/TenantIsolation::/);
  });

  test('judges stages too', () => {
    const staged = (app: App) => plant(new Stage(app, 'Prod'));
    const inStage = { tenantData: ['Prod/Planted/Orders'], skip: ['customer-managed-key'] };
    expect(synthesised(staged, inStage)).toThrow(/TenantIsolation::/);
  });

  test('a name that no resource has is refused', () => {
    expect(synthesised((app) => plant(app), { tenantData: ['Order'] })).toThrow(/there is no resource Order/);
  });

  test('lists its rules', () => {
    expect(new TenantIsolationChecks().ruleIds).toContain('key-root-delegation');
  });
});
