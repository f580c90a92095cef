// Engines that copy tenants’ data from store to store.

import {
  ACCOUNT,
  att,
  bucket,
  iam,
  KEPT,
  key,
  onlyTls,
  type Parts,
  REGION,
  type Row,
  ref,
  TENANT_DATA,
  type Template,
  tags,
  template,
  tenantTable,
} from '../builders';

const rule = 'tenant-data-copy';
const MARKED = { Tags: tags(TENANT_DATA) };
const STREAM = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream`;

const stream = (properties: object = {}): Parts => ({
  Changes: {
    Type: 'AWS::Kinesis::Stream',
    Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: att('Key') }, ...properties },
    ...KEPT,
  },
});

const changes = (StreamArn: unknown, ...more: readonly Parts[]) =>
  template(tenantTable({ KinesisStreamSpecification: { StreamArn } }), ...more);

const group = (properties: object = MARKED): Parts => ({
  Requests: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: att('Key'), ...properties }, ...KEPT },
});
const filtered = (DestinationArn: unknown, ...more: readonly Parts[]) =>
  template(
    key(),
    group(),
    {
      Filter: {
        Type: 'AWS::Logs::SubscriptionFilter',
        Properties: { LogGroupName: ref('Requests'), FilterPattern: '', RoleArn: iam('role/logs'), DestinationArn },
      },
    },
    ...more,
  );

const delivered = (to: object, ...more: readonly Parts[]) =>
  template(
    stream(MARKED),
    key(),
    {
      Delivery: {
        Type: 'AWS::KinesisFirehose::DeliveryStream',
        Properties: {
          DeliveryStreamType: 'KinesisStreamAsSource',
          KinesisStreamSourceConfiguration: { KinesisStreamARN: att('Changes'), RoleARN: iam('role/delivery') },
          ...to,
        },
      },
    },
    ...more,
  );
const archive = (properties: object) => ({ ...bucket(properties, [onlyTls('Archive')], 'Archive') });
const toArchive = { ExtendedS3DestinationConfiguration: { BucketARN: att('Archive'), RoleARN: iam('role/delivery') } };
const byHttp = (Url: string) => ({ HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url } } });

const piped = (Target: unknown, ...more: readonly Parts[]) =>
  template(
    stream(MARKED),
    key(),
    { Pipe: { Type: 'AWS::Pipes::Pipe', Properties: { RoleArn: iam('role/pipe'), Source: att('Changes'), Target } } },
    ...more,
  );
const other = (properties: object = {}): Parts => {
  const { Changes } = stream(properties);
  return { Other: Changes as NonNullable<typeof Changes> };
};

const failing = (Destination: unknown, ...more: readonly Parts[]) =>
  template(
    stream(MARKED),
    key(),
    {
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: 'worker',
          EventSourceArn: att('Changes'),
          StartingPosition: 'LATEST',
          DestinationConfig: { OnFailure: { Destination } },
        },
      },
    },
    ...more,
  );

export const TENANT_DATA_COPY: readonly Row[] = (
  [
    [
      'changes of rows in a stream that is not marked',
      changes(att('Changes'), stream()),
      changes(att('Changes'), stream(MARKED)),
    ],
    ['changes of rows in a stream outside the templates', changes(`${STREAM}/theirs`), changes(undefined)],
    [
      'changes of rows in a stream that is named by its ARN',
      changes(`${STREAM}/changes`, stream({ Name: 'changes' })),
      changes(`${STREAM}/changes`, stream({ Name: 'changes', ...MARKED })),
    ],
    [
      'log events in a stream that is not marked',
      filtered(att('Changes'), stream()),
      filtered(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:reader`),
    ],
    [
      'records in a bucket that is not marked',
      delivered(toArchive, archive({})),
      delivered(toArchive, { ...archive(MARKED), ...kept('Archive', archive(MARKED)) }),
    ],
    ['records at an HTTP endpoint', delivered(byHttp('https://logs.example.com')), delivered({})],
    ['records in another stream', piped(att('Other'), other()), piped(att('Other'), other(MARKED))],
    [
      'failed batches in a bucket that is not marked',
      failing(att('Archive'), archive({})),
      failing(`arn:aws:sqs:${REGION}:${ACCOUNT}:failed`),
    ],
  ] as readonly (readonly [title: string, bad: Template, good: Template])[]
).map(([title, bad, good]) => ({ rule, title, bad, good }));

function kept(id: string, parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, one]) => [name, name === id ? { ...one, ...KEPT } : one]));
}
