// Apps that are not built with this library: what the proof finds in them is pinned, and what their READMEs call the fix ends a finding.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { parseTemplate } from '../../bin/cli/input/parse-template';
import { OrdersStack } from '../../examples/foreign/serverless-app/stack';
import { BillingStack } from '../../examples/foreign/vpc-with-nat-and-peering/stack';
import { ActionCatalogue } from '../../lib/proof/actions';
import { acknowledgementsIn, readAssembly } from '../../lib/proof/assembly';
import { Evidence } from '../../lib/proof/evidence';
import { runRules } from '../../lib/proof/rules';
import { type JsonObject, type NamedTemplate, TemplateSet } from '../../lib/proof/template';
import { ran } from '../bin/cli/ran';
import { newApp, quietly } from '../lib/templates';

const root = join(__dirname, '..', '..', 'examples', 'foreign');
const actions = new ActionCatalogue();

function templatesOf(build: (app: App) => unknown): readonly NamedTemplate[] {
  const app = newApp();
  build(app);
  return readAssembly(quietly(() => app.synth()).directory).templates;
}

/** `rule resource`, by construct path. */
function foundIn(templates: readonly NamedTemplate[]): string[] {
  const acknowledgements = templates.flatMap(({ stackName, template }) => acknowledgementsIn(stackName, template));
  const { findings } = runRules(new Evidence(new TemplateSet(templates), actions), { acknowledgements });
  return findings.map(({ rule, path }) => `${rule} ${path.replace(/\/Resource$/, '')}`);
}

/** As text, so that a fix reads as one reads it in a review. @throws if there is nothing to replace */
function fixed(templates: readonly NamedTemplate[], ...fixes: readonly [found: RegExp, by: string][]): NamedTemplate[] {
  return templates.map((one) => {
    const text = fixes.reduce((before, [found, by]) => {
      if (!found.test(before)) throw new Error(`nothing to fix: ${found}`);
      return before.replace(found, by);
    }, JSON.stringify(one.template));
    return { ...one, template: JSON.parse(text) as JsonObject };
  });
}

describe('serverless-app', () => {
  const templates = templatesOf((app) => new OrdersStack(app, 'Orders'));
  const FOUND = [
    'customer-managed-key Orders/Orders',
    'tenant-data-access Orders/ApiFunction/ServiceRole',
    'tenant-data-access Orders/Exporter/ServiceRole',
    'customer-managed-key Orders/Exports',
    'customer-managed-key Orders/ExportJobs',
    'authorizer-cache-key Orders/Authorizer',
    'api-access-log Orders/Api/DeploymentStage.live',
    'customer-managed-key Orders/ApiFunction/LogGroup',
    'customer-managed-key Orders/Exporter/LogGroup',
    'customer-managed-key Orders/AuthorizerFunction/LogGroup',
  ];

  test('is found to hand every tenant’s rows to both functions, and one tenant’s answer to another', () => {
    expect(foundIn(templates)).toEqual(FOUND);
  });

  test.each<[string, RegExp, string]>([
    [
      'the tenant among the identity sources',
      /"method\.request\.header\.Authorization"/,
      '"method.request.header.Authorization,method.request.header.X-Tenant-Id"',
    ],
    ['no cache', /"AuthorizerResultTtlInSeconds":300/, '"AuthorizerResultTtlInSeconds":0'],
  ])('%s ends the authorizer’s finding', (_what, found, by) => {
    expect(foundIn(fixed(templates, [found, by]))).toEqual(FOUND.filter((one) => !one.startsWith('authorizer-cache-key')));
  });

  test('rows by the session’s tag end the function’s', () => {
    const [one] = templates as readonly [NamedTemplate];
    const resources = structuredClone(one.template.Resources) as unknown as Policies;
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith('ApiFunction')) continue;
      const [rows] = Properties.PolicyDocument.Statement.filter(({ Action }) => Action.includes('dynamodb:GetItem'));
      if (rows === undefined) throw new Error('no statement about rows');
      rows.Action = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
      rows.Condition = {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/TenantId}' },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      };
    }

    expect(foundIn([{ ...one, template: { ...one.template, Resources: resources as never } }])).toEqual(
      FOUND.filter((one) => one !== 'tenant-data-access Orders/ApiFunction/ServiceRole'),
    );
  });
});

test('a finding in a CDK app is acknowledged on its construct, by its exact id', async () => {
  const app = newApp();
  const stack = new OrdersStack(app, 'Orders');
  const reason = 'exports are of everybody, for the controller';
  const [api, exporter] = ['ApiFunction', 'Exporter'].map((id) => stack.node.findChild(id));
  if (api === undefined || exporter === undefined) throw new Error('the stack has both functions');
  Validations.of(exporter).acknowledge({ id: 'TenantIsolation::tenant-data-access[Orders/Orders/Resource]', reason });
  Validations.of(api).acknowledge({ id: 'TenantIsolation::tenant-data-access', reason });

  const { code, out } = await ran(['verify', quietly(() => app.synth()).directory, '--only', 'tenant-data-access', '--json']);
  const { findings, acknowledged } = JSON.parse(out);

  expect(code).toBe(1);
  expect(findings.map(({ path }: { path: string }) => path)).toEqual(['Orders/ApiFunction/ServiceRole/Resource']);
  expect(acknowledged).toEqual([expect.objectContaining({ path: 'Orders/Exporter/ServiceRole/Resource', reason })]);
});

interface Policies {
  readonly [id: string]: {
    readonly Type: string;
    readonly Properties: { readonly PolicyDocument: { readonly Statement: { Action: string[]; Condition?: object }[] } };
  };
}

describe('cloudformation', () => {
  const text = readFileSync(join(root, 'cloudformation', 'template.yaml'), 'utf8');
  const templates = [{ stackName: 'documents', template: parseTemplate(text, 'template.yaml') }];
  const FOUND = [
    'key-root-delegation documents/Key',
    'tenant-data-access documents/Documents',
    'tenant-data-access documents/FunctionRole',
    'trust-policy-session-tags documents/TenantRole',
    'tenant-data-access documents/TenantRole',
  ];

  test('is found to take the beginning of a tenant’s name for the tenant, and any tag for a proof', () => {
    expect(foundIn(templates)).toEqual(FOUND);
  });

  test('without the partner’s grant nobody outside reads the documents', () => {
    const grant = /"Sid":"PartnerScans","Effect":"Allow"/;
    const withoutPartner = fixed(templates, [grant, '"Sid":"PartnerScans","Effect":"Deny"']);

    expect(foundIn(withoutPartner)).toEqual(FOUND.filter((one) => one !== 'tenant-data-access documents/Documents'));
  });

  test('a slash behind the tenant ends the one of the tenant’s role', () => {
    expect(foundIn(fixed(templates, [/PrincipalTag\/TenantId\}\*/, 'PrincipalTag/TenantId}/*']))).toEqual(
      FOUND.filter((one) => one !== 'tenant-data-access documents/TenantRole'),
    );
  });

  test('conditions on the tags end the one of the trust policy', () => {
    const condition = {
      StringLike: { 'aws:RequestTag/TenantId': '?*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'TenantId' },
      Null: { 'aws:TagKeys': 'false' },
    };
    const trust = /"Action":\["sts:AssumeRole","sts:TagSession"\]\}\]\},"Policies"/;
    const by = `"Action":["sts:AssumeRole","sts:TagSession"],"Condition":${JSON.stringify(condition)}}]},"Policies"`;

    expect(foundIn(fixed(templates, [trust, by]))).toEqual(FOUND.filter((one) => !one.startsWith('trust-policy')));
  });

  test('a broker is acknowledged, with a reason', () => {
    const metadata = { 'cdk-bulkhead': { acknowledge: { 'tenant-data-access[via-documents/TenantRole]': 'the broker' } } };
    const role = /"FunctionRole":\{/;

    expect(foundIn(fixed(templates, [role, `"FunctionRole":{"Metadata":${JSON.stringify(metadata)},`]))).toEqual(
      FOUND.filter((one) => one !== 'tenant-data-access documents/FunctionRole'),
    );
  });
});

describe('vpc-with-nat-and-peering', () => {
  const templates = templatesOf((app) => new BillingStack(app, 'Billing'));
  const FOUND = [
    'endpoint-without-policy Billing/Production/S3',
    'environment-crossing Billing/Peering',
    'dns-open Billing/Staging',
    'customer-managed-key Billing/Database/Secret',
    'customer-managed-key Billing/Database',
    'customer-managed-key Billing/Invoices/LogGroup',
    'customer-managed-key Billing/Reports/LogGroup',
  ];

  test('is found to join production with staging, and to have an endpoint that anything passes', () => {
    expect(foundIn(templates)).toEqual(FOUND);
  });

  test('an endpoint policy that names the account at both ends ends the endpoint’s', () => {
    const own = { Ref: 'AWS::AccountId' };
    const statement = {
      ...{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      Condition: { StringEquals: { 'aws:PrincipalAccount': own, 'aws:ResourceAccount': own } },
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

    expect(
      foundIn(fixed(templates, [/"VpcEndpointType":"Gateway"/, `"VpcEndpointType":"Gateway","PolicyDocument":${policy}`])),
    ).toEqual(FOUND.filter((one) => !one.startsWith('endpoint-')));
  });

  test('reports in an environment of production’s kind end the peering’s', () => {
    expect(
      foundIn(fixed(templates, [/"Key":"environment","Value":"staging"/g, '"Key":"environment","Value":"production"'])),
    ).toEqual(FOUND.filter((one) => !one.startsWith('environment-')));
  });
});
