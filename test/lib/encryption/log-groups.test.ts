// A log group whose name the policy of its key does not cover is refused at synthesis: the deployment would fail.
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnParameter, NestedStack, Stack } from 'aws-cdk-lib/core';
import { ServiceKey } from '../../../lib';
import { newApp, quietly } from '../templates';

const env = { account: '111122223333', region: 'eu-west-1' };

function world(logGroupNames?: string[], isFixed = true) {
  const app = newApp();
  const place = isFixed ? env : undefined;
  const [stack, other] = [new Stack(app, 'Data', { env: place }), new Stack(app, 'App', { env: place })];
  return { app, stack, other, key: new ServiceKey(stack, 'Key', { serviceName: 'issues', logGroupNames }) };
}

type World = ReturnType<typeof world>;

const refusal = (of: World): string | undefined => {
  try {
    quietly(() => of.app.synth());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe.each([true, false])('in a stack whose place is known: %s', (isFixed) => {
  test.each<[string, string[] | undefined, (of: World) => unknown, boolean]>([
    [
      'of the key’s stack, by CloudFormation',
      undefined,
      ({ stack, key }) => new LogGroup(stack, 'G', { encryptionKey: key }),
      true,
    ],
    [
      'of a nested stack, by CloudFormation',
      undefined,
      ({ stack, key }) => new LogGroup(new NestedStack(stack, 'Inner'), 'G', { encryptionKey: key }),
      true,
    ],
    ['with a name of its own', undefined, ({ stack, key }) => named(stack, key, '/shop/audit'), false],
    ['with a name that the key was told', ['/shop/*'], ({ stack, key }) => named(stack, key, '/shop/audit'), true],
    ['with a name that begins like it', ['/shop/a'], ({ stack, key }) => named(stack, key, '/shop/audit'), false],
    ['with ? for each character', ['/shop/?????'], ({ stack, key }) => named(stack, key, '/shop/audit'), true],
    ['with a dot, which is no wildcard', ['/shop.audit'], ({ stack, key }) => named(stack, key, '/shopXaudit'), false],
    [
      'of another stack, by CloudFormation',
      undefined,
      ({ other, key }) => new LogGroup(other, 'G', { encryptionKey: key }),
      false,
    ],
    [
      'of another stack that the key was told',
      ['App-*'],
      ({ other, key }) => new LogGroup(other, 'G', { encryptionKey: key }),
      true,
    ],
    [
      'that the default covered, beside names',
      ['/shop/*'],
      ({ stack, key }) => new LogGroup(stack, 'G', { encryptionKey: key }),
      false,
    ],
    [
      'that a parameter gives, which nobody knows yet',
      ['/shop/*'],
      ({ stack, key }) => named(stack, key, new CfnParameter(stack, 'Name').valueAsString),
      true,
    ],
    [
      'of an L1 construct',
      undefined,
      ({ stack, key }) => new CfnLogGroup(stack, 'G', { kmsKeyId: key.keyArn, logGroupName: '/shop/audit' }),
      false,
    ],
    ['without the key', undefined, ({ stack }) => new LogGroup(stack, 'G', { logGroupName: '/shop/audit' }), true],
  ])('a log group %s', (_title, names, make, isCovered) => {
    const made = world(names, isFixed);
    make(made);
    expect(refusal(made) === undefined).toBe(isCovered);
  });
});

function named(stack: Stack, encryptionKey: ServiceKey, logGroupName: string): LogGroup {
  return new LogGroup(stack, 'G', { encryptionKey, logGroupName });
}

test('the refusal names the group, its name, what the key covers, and what to do', () => {
  const made = world();
  named(made.stack, made.key, '/shop/audit');
  expect(refusal(made)).toMatch(
    /Data\/G\/Resource: the policy of its key Data\/Key does not let CloudWatch Logs encrypt a log group with the name "\/shop\/audit"\n {2}expected {2}a name that the key policy covers: "Data-\*"\n {2}do {8}add the name to `logGroupNames`/,
  );
});

test('a group of another Region needs a key of its Region', () => {
  const made = world(['*']);
  const abroad = new Stack(made.app, 'Abroad', { env: { ...env, region: 'us-east-1' } });
  new CfnLogGroup(abroad, 'G', { kmsKeyId: made.key.keyArn });
  expect(refusal(made)).toMatch(/use a key of the account and Region of the log group/);
});

test('a statement of one’s own for CloudWatch Logs counts', () => {
  const made = world();
  named(made.stack, made.key, '/shop/audit');
  made.key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logs.eu-west-1.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:/shop/audit' },
      },
    }),
  );
  expect(refusal(made)).toBeUndefined();
});

test('two keys, each with the groups of the other: each group is refused once', () => {
  const made = world(['/one/*']);
  const second = new ServiceKey(made.stack, 'Second', { serviceName: 'media', logGroupNames: ['/two/*'] });
  new LogGroup(made.stack, 'A', { encryptionKey: made.key, logGroupName: '/two/a' });
  new LogGroup(made.stack, 'B', { encryptionKey: second, logGroupName: '/one/b' });
  const message = refusal(made) ?? '';
  expect(message.match(/does not let CloudWatch Logs/g)).toHaveLength(2);
});
