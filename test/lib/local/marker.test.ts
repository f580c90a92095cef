// What the proof knows the local form by, and that nothing is missed by it.
import { CfnEIP } from 'aws-cdk-lib/aws-ec2';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { LocalCloud } from '../../../lib';
import { newApp, quietly, type Template } from '../templates';
import { ENDPOINT, local, synthesised } from './local-form';

const markerOf = (template: Template | undefined) =>
  (template as { Metadata?: { [name: string]: unknown } } | undefined)?.Metadata?.['bulkhead:local-form'];

test('every template of the local form says what it is: of stages and nested stacks too', () => {
  const { templates } = local((app) => {
    const stack = new Stack(app, 'Stack');
    new Bucket(new NestedStack(stack, 'Nested'), 'Bucket');
    new Bucket(new Stack(new Stage(new Stage(app, 'Outer'), 'Inner'), 'Stack'), 'Bucket');
  });
  expect(Object.values(templates).map(markerOf)).toEqual(
    Array(3).fill('made by LocalCloud of cdk-bulkhead for a local AWS: do not deploy it to AWS'),
  );
});

test('so does that of a stack of which a part is in local form, and no other one', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const bucket = new CfnBucket(stack, 'Bucket');
  new CfnBucket(new Stack(app, 'Other'), 'Bucket');
  LocalCloud.applyTo(bucket, { endpoint: ENDPOINT });

  const templates = synthesised(app);

  expect(markerOf(templates['Stack.template.json'])).toBeDefined();
  expect(markerOf(templates['Other.template.json'])).toBeUndefined();
});

test('an app that is synthesised again is rewritten once', () => {
  const app = newApp();
  new CfnQueue(new Stack(app, 'Stack'), 'Queue').addOverride('Metadata', { any: 1 });
  new CfnEIP(new Stack(app, 'Other'), 'Address');
  const { changes } = LocalCloud.applyTo(app, { endpoint: ENDPOINT });
  const first = synthesised(app);

  quietly(() => app.synth({ force: true }));

  expect(synthesised(app)).toEqual(first);
  expect(changes).toHaveLength(1);
});
