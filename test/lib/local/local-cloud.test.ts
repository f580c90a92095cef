import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LocalCloud } from '../../../lib';
import { identityStatements, logicalId, newApp, newStack, only, readable, resourcesOf, synthesise } from '../templates';
import { roleIn } from '../worlds';

const ENDPOINT = 'https://localhost:4566';

test.each([
  'http://localhost:4566',
  'https://localhost:4566/path',
  'https://localhost:4566/?query',
  'https://localhost:4566/#fragment',
  'https://localhost:4566/?',
  'https://user@localhost:4566',
  'https://:secret@localhost:4566',
  'https://localhost.example.com:4566',
  'https://127.0.0.1.example.com',
  'https://10.0.0.1:4566',
  'https://0.0.0.0:4566',
  'https://[::2]:4566',
  'https://sts.amazonaws.com',
  'https://169.254.169.254',
  'ftp://localhost',
])('refuses the endpoint %s', (endpoint) => {
  expect(() => LocalCloud.applyTo(newApp(), { endpoint })).toThrow(
    `endpoint is "${endpoint}"\n  expected  an https URL with a loopback address: the local form must never be deployed to AWS\n`,
  );
});

test.each(['', 'localhost:4566', 'not an address'])('refuses %j, which is no address', (endpoint) => {
  expect(() => LocalCloud.applyTo(newApp(), { endpoint })).toThrow();
});

test.each([
  ['https://localhost:4566', 'https://localhost:4566'],
  ['https://localhost:4566/', 'https://localhost:4566'],
  ['https://127.0.0.1:8443', 'https://127.0.0.1:8443'],
  ['https://127.1:8443', 'https://127.0.0.1:8443'],
  ['https://[::1]:4566', 'https://[::1]:4566'],
  ['https://LOCALHOST', 'https://localhost'],
])('accepts the endpoint %s', (endpoint, origin) => {
  const { stack } = consumer(endpoint);
  const variables = only(synthesise(stack), 'AWS::Lambda::Function').Properties.Environment.Variables;
  expect(readable(variables.KEYS)).toMatch(new RegExp(`^${origin.replace(/[[\].]/g, '\\$&')}/<`));
});

/** A bucket in one stack, a function that is told its address in another, and a policy that only AWS could evaluate. */
function consumer(endpoint?: string) {
  const app = newApp();
  const bucket = new s3.Bucket(newStack({}, 'Buckets', app), 'Bucket');
  const stack = newStack({}, 'Stack', app);
  const role = roleIn(stack);
  new lambda.Function(stack, 'Function', {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    role,
    environment: { KEYS: `https://${bucket.bucketName}.s3.${stack.region}.${stack.urlSuffix}`, COLOUR: 'blue' },
  });
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'Sign',
      actions: ['kms:Sign'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { 'kms:SigningAlgorithm': 'x' } },
    }),
  );
  const local = endpoint === undefined ? undefined : LocalCloud.applyTo(app, { endpoint });
  return { app, stack, role, local };
}

test('works on anybody’s resources, and keeps references to other stacks', () => {
  const { stack, role } = consumer(ENDPOINT);
  const template = synthesise(stack);
  const imported = '<import Buckets:ExportsOutputRefBucket83908E7781C90AC0>';
  expect(readable(only(template, 'AWS::Lambda::Function').Properties.Environment.Variables)).toEqual({
    KEYS: `${ENDPOINT}/${imported}`,
    COLOUR: 'blue',
  });
  expect(identityStatements(template, logicalId(role))).toContainEqual({
    Sid: 'Sign',
    Effect: 'Allow',
    Action: 'kms:Sign',
    Resource: expect.stringMatching(/^<import Buckets:ExportsOutputFnGetAttBucket\w+Arn\w+>$/),
  });
});

test('names each change in a warning with a stable id, and in a list', () => {
  const { stack, local } = consumer(ENDPOINT);
  synthesise(stack);
  const { changes } = local as LocalCloud;
  expect(changes).toEqual([
    {
      path: 'Stack/Role/DefaultPolicy/Resource',
      change: 'Sign: condition left out: the local AWS never sets kms:SigningAlgorithm',
    },
    { path: 'Stack/Function/Resource', change: 'KEYS rewritten to an address below the local endpoint' },
  ]);
  const messages = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => [node.path, data]));
  expect(messages).toEqual(
    changes.map(({ path, change }) => [path, `local form only: ${change} [ack: Annotation::cdk-bulkhead:local-cloud]`]),
  );
});

test('leaves everything as it is where it is not applied', () => {
  const { stack } = consumer();
  expect(JSON.stringify(synthesise(stack))).not.toContain('localhost');
});

test('leaves out what a local AWS does not know, with what would depend on it, and says so once a type', () => {
  const stack = newStack();
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const entry = (id: string, ruleNumber: number) =>
    new ec2.CfnNetworkAclEntry(stack, id, {
      networkAclId: vpc.attrDefaultNetworkAcl,
      ruleNumber,
      ruleAction: 'deny',
      protocol: -1,
      cidrBlock: '0.0.0.0/0',
    });
  const first = entry('First', 1);
  entry('Second', 2);
  const subnet = new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
  subnet.node.addDependency(first);
  const { changes } = LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });

  const template = synthesise(stack);

  expect(Object.values(template.Resources).map(({ Type }) => Type)).toEqual(['AWS::EC2::VPC', 'AWS::EC2::Subnet']);
  expect(only(template, 'AWS::EC2::Subnet').DependsOn).toBeUndefined();
  expect(changes).toEqual(
    ['First', 'Second'].map((id) => ({
      path: `Stack/${id}`,
      change: 'left out: a local AWS does not support AWS::EC2::NetworkAclEntry',
    })),
  );
});

test('a private API loses the denials that would always fire, and a policy that then says nothing', () => {
  const stack = newStack();
  const deny = (conditions: object) =>
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: ['execute-api:/*'],
      conditions: { ...conditions },
    });
  const throughEndpoint = deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } });
  const insecure = deny({ Bool: { 'aws:SecureTransport': 'false' } });
  for (const [id, statements] of [
    ['Emptied', [throughEndpoint]],
    ['Kept', [throughEndpoint, insecure]],
  ] as const) {
    const policy = new iam.PolicyDocument({ statements: [...statements] });
    new apigateway.RestApi(stack, id, { policy, cloudWatchRole: false }).root.addMethod('GET');
  }
  LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });

  const policies = resourcesOf(synthesise(stack), 'AWS::ApiGateway::RestApi').map(([, { Properties }]) => Properties.Policy);

  expect(policies).toEqual([
    undefined,
    expect.objectContaining({
      Statement: [expect.objectContaining({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    }),
  ]);
});

describe('an app that would go to a real account', () => {
  test('is refused if a stack names one', () => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-central-1' } });
    LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });

    expect(() => synthesise(stack)).toThrow(/Stack names the account 111122223333\n {2}expected {2}000000000000 or no account/);
  });

  test('is refused if the CLI’s credentials are for one', () => {
    process.env.CDK_DEFAULT_ACCOUNT = '111122223333';
    try {
      expect(() => LocalCloud.applyTo(newApp(), { endpoint: ENDPOINT })).toThrow(
        /CDK_DEFAULT_ACCOUNT.*names the account 111122223333/,
      );
    } finally {
      delete process.env.CDK_DEFAULT_ACCOUNT;
    }
  });

  test('is not one of the emulator’s account', () => {
    const stack = newStack({ env: { account: '000000000000', region: 'us-east-1' } });
    LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });

    expect(() => synthesise(stack)).not.toThrow();
  });
});
