// The proof: one decision against parsing the policies it is made from, the checks and the isolation matrix against the synthesis
// that they come on top of. CDK's own validation, which costs seconds once a process, is off.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildReference } from '../../examples/reference/app';
import { SegmentedVpcStack } from '../../examples/segmented-vpc/stack';
import { Access, isolationMatrix, tenantDataOf } from '../../lib/proof/access';
import { ActionCatalogue } from '../../lib/proof/actions';
import { readAssembly } from '../../lib/proof/assembly';
import { Evidence } from '../../lib/proof/evidence';
import { evaluate, type Policy } from '../../lib/proof/iam';
import { runRules } from '../../lib/proof/rules';
import { TemplateSet } from '../../lib/proof/template';
import { type Candidate, measure, type Row } from './harness';
import { buildLargeApp } from './large-app';
import { buildServicesApp } from './services-app';

export async function proof(): Promise<readonly Row[]> {
  process.env.CDK_VALIDATION = 'false';
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const decisions = await measure(oneDecision());
    const { small, others } = ofApps(folder);
    const checked = await measure(small, { cycles: 25, repetitions: 9 });
    const apps = await measure(others, { cycles: 6, repetitions: 3 });
    const growth = await measure(ofServices(folder), { batchMilliseconds: 1, cycles: 2, repetitions: 3 });
    return [...decisions, ...checked, ...apps, ...growth];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders';
const ROWS = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'];

/** What a tenant's session has: its role's policy, and the table's own. */
function oneDecision(): Candidate[] {
  const tenant = `\${aws:PrincipalTag/TenantId}`;
  const actions = ROWS.map((name) => `dynamodb:${name}`);
  const identity = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'RowsOfTheSessionsTenant',
        Effect: 'Allow',
        Action: actions,
        Resource: [TABLE, `${TABLE}/index/*`],
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [tenant] },
          Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
        },
      },
      { Sid: 'Trace', Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
    ],
  };
  const own = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'NobodyElse',
        Effect: 'Deny',
        Principal: '*',
        Action: actions,
        Resource: TABLE,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/tenant' } },
      },
    ],
  };
  const texts = [identity, own].map((document) => JSON.stringify(document));
  const policy = (source: string, document: unknown): Policy => ({ source, document: document as Policy['document'] });
  const policies = { identity: [policy('role', identity)], resource: { ...policy('table', own), kind: 'resource' as const } };
  const request = {
    principal: { kind: 'role' as const, arn: 'arn:aws:iam::111122223333:role/tenant', account: '111122223333' },
    action: 'dynamodb:Query',
    resource: TABLE,
    resourceAccount: '111122223333',
    context: {
      'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/tenant',
      'aws:PrincipalTag/TenantId': 'acme',
      'dynamodb:LeadingKeys': ['acme'],
    },
  };
  const { effect, because } = evaluate(request, policies);
  if (effect !== 'Allowed') throw new Error(`the decision that is measured is ${effect} (${because}), expected Allowed`);
  const reference = 'JSON.parse of the policies';
  return [
    { name: reference, run: () => texts.map((text) => JSON.parse(text)), asynchronous: false, reference },
    { name: 'one decision', run: () => evaluate(request, policies), asynchronous: false, reference, goal: 1 },
  ];
}

/** Small operations in a batch of their own: beside those that take seconds, each is measured with the others’ garbage. */
function ofApps(folder: string): { readonly small: Candidate[]; readonly others: Candidate[] } {
  const { context } = require('../../cdk.json') as { context: { [flag: string]: unknown } };
  const app = (name: string, build: (app: App) => void) => {
    const outdir = join(folder, name);
    const synth = () => {
      const made = new App({ outdir, context });
      build(made);
      made.synth();
    };
    synth();
    return { outdir, synth, count: countOf(outdir) };
  };
  const small = app('small', (one) => {
    new SegmentedVpcStack(one, 'Orders');
  });
  const reference = app('reference', (one) => {
    buildReference(one);
  });
  const large = app('large', buildLargeApp);
  const named = (what: string, { count }: { readonly count: number }) => `${what} (${count} resources)`;
  const synths = {
    small: named('synth of one stack', small),
    reference: named('synth of the reference app', reference),
    large: named('synth of a large app', large),
  };
  const candidate = (name: string, run: () => unknown, against: string, goal?: number): Candidate => ({
    name,
    run,
    asynchronous: false,
    reference: against,
    ...(goal !== undefined && { goal }),
  });
  return {
    small: [
      candidate(synths.small, small.synth, synths.small),
      candidate('all checks on it', () => checks(small.outdir), synths.small, 0.25),
    ],
    others: [
      candidate(synths.reference, reference.synth, synths.reference),
      candidate('isolation matrix of the reference app', () => matrix(reference.outdir), synths.reference, 0.5),
      candidate(synths.large, large.synth, synths.large),
      candidate('isolation matrix of the large app', () => matrix(large.outdir), synths.large, 2),
    ],
  };
}

/** How the time grows with an app of our own services: twice as many should take about twice as long. */
function ofServices(folder: string): Candidate[] {
  const { context } = require('../../cdk.json') as { context: { [flag: string]: unknown } };
  const built = (count: number) => {
    const outdir = join(folder, `services-${count}`);
    const made = new App({ outdir, context });
    buildServicesApp(made, count);
    made.synth();
    return {
      name: `all checks on ${count} services (${countOf(outdir)} resources)`,
      run: () => checks(outdir),
      asynchronous: false,
    };
  };
  const [one, twice] = [built(120), built(240)];
  return [
    { ...one, reference: one.name },
    { ...twice, reference: one.name, goal: 2.3 },
  ];
}

/** As the plugin does it, reading included. */
function checks(outdir: string): unknown {
  const { templates, acknowledgements } = readAssembly(outdir);
  return runRules(new Evidence(new TemplateSet(templates), new ActionCatalogue()), { acknowledgements });
}

function matrix(outdir: string): unknown {
  const templates = new TemplateSet(readAssembly(outdir).templates);
  const catalogue = new ActionCatalogue();
  return isolationMatrix(new Access(templates, catalogue), catalogue, tenantDataOf(templates));
}

function countOf(outdir: string): number {
  return readdirSync(outdir)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => Object.keys(JSON.parse(readFileSync(join(outdir, file), 'utf8')).Resources).length)
    .reduce((sum, count) => sum + count, 0);
}
