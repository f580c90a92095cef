// What cdk-nag says about the reference app: the registered packs find nothing and did run; every acknowledgement has a reason and
// is still needed; what the other packs find is counted in a report that may only shrink.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { buildReference } from '../../examples/reference/app';
import { CLOSED_BY, registeredPacks, reportedPacks } from '../../examples/reference/compliance';
import { type Acknowledgement, covers, findings, withoutAcknowledging } from './findings';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../cdk.json'), 'utf8')) as { context: object };
const REPORT = join(__dirname, '../../examples/reference/findings.json');

function reference(): { app: App; stacks: Stack[] } {
  const app = new App({ context: { ...context } });
  const { account, network, foundation, media, issues, identities } = buildReference(app);
  return { app, stacks: [account, network, foundation, media, issues, ...identities] };
}

/** The reference app built with every acknowledgement taken down instead of made. */
function unacknowledged(): { app: App; stacks: Stack[]; acknowledgements: Acknowledgement[] } {
  const { built, acknowledgements } = withoutAcknowledging(reference);
  return { ...built, acknowledgements };
}

test('AwsSolutions and Serverless find nothing', () => {
  const { app, stacks } = reference();

  expect(findings(registeredPacks(app), stacks)).toEqual([]);
});

test('they do look: a stack with known faults fails with their rules', () => {
  const app = new App({ context: { ...context } });
  const canary = new Stack(app, 'Canary');
  new s3.Bucket(canary, 'Bucket');
  new dynamodb.Table(canary, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const role = new iam.Role(canary, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
  new lambda.Function(canary, 'Function', {
    runtime: lambda.Runtime.NODEJS_18_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {}'),
    role,
  });

  const found = new Set(findings(registeredPacks(app), [canary]).map(({ id }) => id));

  expect([...found].sort()).toEqual([
    'AwsSolutions-DDB3',
    'AwsSolutions-IAM5[Action::s3:*]',
    'AwsSolutions-IAM5[Resource::*]',
    'AwsSolutions-L1',
    'AwsSolutions-S1',
    'AwsSolutions-S10',
    'Serverless-LambdaDLQ',
    'Serverless-LambdaDefaultMemorySize',
    'Serverless-LambdaDefaultTimeout',
    'Serverless-LambdaLatestVersion',
    'Serverless-LambdaTracing',
  ]);
});

describe('acknowledgements', () => {
  const { app, stacks, acknowledgements } = unacknowledged();
  const ours = acknowledgements.filter(({ id }) => !id.startsWith('CloudFormation-Validate::'));

  test('there are some, each with a reason of substance', () => {
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter(({ reason }) => reason.trim().length < 20)).toEqual([]);
  });

  test('none covers a whole stack', () => {
    expect(ours.filter(({ path }) => path.split('/').length < 2)).toEqual([]);
  });

  test('each is still needed', () => {
    const raw = findings([...registeredPacks(app), ...reportedPacks(app)], stacks);
    const isNeeded = (one: Acknowledgement) => raw.some((finding) => covers(one, finding));
    // What belongs to another stack has a second id, under its export's name: it is needed if its twin is.
    const twinned = (one: Acknowledgement) =>
      one.id.includes('ExportsOutput') &&
      ours.some((other) => other !== one && other.path === one.path && other.reason === one.reason && isNeeded(other));

    // Those of the proof are judged in test/examples/proof.test.ts.
    const isNag = ({ id }: Acknowledgement) => !id.startsWith('TenantIsolation::');
    expect(ours.filter((one) => isNag(one) && !isNeeded(one) && !twinned(one)).map(({ id, path }) => `${path}: ${id}`)).toEqual(
      [],
    );
  });

  test('without them the packs would fail', () => {
    expect(findings(registeredPacks(app), stacks).length).toBeGreaterThan(20);
  });
});

// To update after an improvement: UPDATE_FINDINGS=1 npx jest test/examples/compliance
test('what NIST 800-53, HIPAA and PCI DSS packs find is what findings.json counts, and no more', () => {
  const { app, stacks } = reference();
  const counts = new Map<string, number>();
  for (const { id } of findings(reportedPacks(app), stacks)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const found = [...counts]
    .map(([rule, resources]) => ({ rule, resources, closedBy: CLOSED_BY[rule.slice(rule.lastIndexOf('-') + 1)] }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
  if (process.env.UPDATE_FINDINGS) writeFileSync(REPORT, `${JSON.stringify(found, null, 2)}\n`);

  expect(found.filter(({ closedBy }) => closedBy === undefined)).toEqual([]);
  expect(found).toEqual(JSON.parse(readFileSync(REPORT, 'utf8')));
});
