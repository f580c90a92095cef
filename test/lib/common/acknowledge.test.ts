import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, NestedStack, type Stack, Validations } from 'aws-cdk-lib/core';
import { acknowledge, acknowledgeWildcard } from '../../../lib/common/acknowledge';
import { FLAGS, newApp, newStack, synthesise } from '../templates';

const REASON = 'a reason of substance, as every one is';

/** Newer versions of CDK record every bare id under `Annotation::`, older ones only those without a `::` of their own. */
const idsOf = (policy: iam.ManagedPolicy) =>
  policy.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((id) => id.replace(/^Annotation::/, ''));

function policyFor(resource: string, scope: Stack) {
  const policy = new iam.ManagedPolicy(scope, 'Policy', {
    statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] })],
  });
  acknowledgeWildcard(policy, resource, REASON);
  return policy;
}

test('a wildcard of the same stack is acknowledged once, as cdk-nag writes it', () => {
  const stack = newStack();
  const policy = policyFor(new s3.Bucket(stack, 'Bucket').arnForObjects('*'), stack);
  synthesise(stack);
  expect(idsOf(policy)).toEqual([expect.stringMatching(/^AwsSolutions-IAM5\[Resource::<Bucket\w+\.Arn>\/\*\]$/)]);
});

test.each<[string, { readonly [flag: string]: unknown }, RegExp]>([
  ['strong', FLAGS, /^AwsSolutions-IAM5\[Resource::Buckets:ExportsOutputFnGetAttBucket\w+\/\*\]$/],
  [
    'weak',
    { ...FLAGS, '@aws-cdk/core:defaultCrossStackReferences': 'weak' },
    /^AwsSolutions-IAM5\[Resource::\{"Fn::GetStackOutput":\{"StackName":"Buckets".*\}\}\/\*\]$/,
  ],
])('one of another stack is acknowledged in both forms, with %s references', (_title, flags, imported) => {
  const app = newApp(flags);
  const bucket = new s3.Bucket(newStack({}, 'Buckets', app), 'Bucket');
  const stack = newStack({}, 'Stack', app);
  const policy = policyFor(bucket.arnForObjects('*'), stack);
  const direct = /^AwsSolutions-IAM5\[Resource::<Bucket\w+\.Arn>\/\*\]$/;
  expect(idsOf(policy)).toEqual([expect.stringMatching(direct)]);
  synthesise(stack);
  expect(idsOf(policy)).toEqual([expect.stringMatching(direct), expect.stringMatching(imported)]);
});

test('one of the stack above is acknowledged in both forms', () => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  const policy = policyFor(bucket.arnForObjects('*'), new NestedStack(stack, 'Nested'));
  synthesise(stack);
  expect(idsOf(policy)).toEqual([
    expect.stringMatching(/\[Resource::<Bucket\w+\.Arn>\/\*\]$/),
    expect.stringMatching(/\[Resource::<referenceto\w+>\/\*\]$/),
  ]);
});

test('acknowledging exports nothing that the template does not import', () => {
  const app = newApp({ ...FLAGS, '@aws-cdk/core:defaultCrossStackReferences': 'weak' });
  const owner = newStack({}, 'Buckets', app);
  policyFor(new s3.Bucket(owner, 'Bucket').arnForObjects('*'), newStack({}, 'Stack', app));
  expect(Object.values(synthesise(owner).Outputs ?? {}).filter(({ Export }) => Export !== undefined)).toEqual([]);
});

test('an id with pseudo parameters, which CDK refuses, is taken down where cdk-nag looks for it', () => {
  const stack = newStack();
  const policy = policyFor(`arn:${Aws.PARTITION}:s3:::bucket/*`, stack);
  expect(idsOf(policy)).toEqual(['AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::bucket/*]']);
});

test('a plain finding is acknowledged where it arises', () => {
  const stack = newStack();
  const policy = policyFor('x', stack);
  acknowledge(policy, { id: 'AwsSolutions-S1', reason: REASON }, { id: 'AwsSolutions-S2', reason: REASON });
  expect(idsOf(policy).slice(1)).toEqual(['AwsSolutions-S1', 'AwsSolutions-S2']);
});
