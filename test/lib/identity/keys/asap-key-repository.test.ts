import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, RemovalPolicy } from 'aws-cdk-lib/core';
import { AsapKeyRepository, type AsapKeyRepositoryProps } from '../../../../lib';
import {
  actionsOf,
  bySid,
  identityStatements,
  logicalId,
  newStack,
  only,
  readable,
  resourcesOf,
  rights,
  type Statement,
  synthesise,
  WITH_AND_WITHOUT_FLAGS,
} from '../../templates';
import { ISSUERS, roleIn } from '../../worlds';

function repository(props: Partial<AsapKeyRepositoryProps> = {}, flags?: { readonly [flag: string]: unknown }) {
  const stack = newStack({ flags });
  const keys = new AsapKeyRepository(stack, 'AsapKeys', { issuers: ISSUERS, ...props });
  return { stack, keys };
}

const KEYS = /^AsapKeysEF/;
const LOGS = /^AsapKeysAccessLogs/;

const names = (count: number, length: number) => Array.from({ length: count }, (_, index) => String(index).padEnd(length, 'x'));

describe('the list of issuers', () => {
  test.each<[string, string[] | (() => string[]), RegExp]>([
    [
      'is empty',
      [],
      /^Stack\/AsapKeys: issuers is \[\]\n {2}expected {2}a list of one or more literal names; each name has 1 to 128 characters \[A-Za-z0-9_\.\+-\], in segments joined by "\/".*\n {2}do {8}write issuers: \['edge', 'issues'\], with the names of your services$/,
    ],
    [
      'has an empty name',
      ['edge', ''],
      /issuers is \["edge",""\]\n {2}expected {2}a list of one or more literal names; each name has 1 to 128 characters/,
    ],
    ['climbs', ['edge/../media'], /issuers is \["edge\/\.\.\/media"\]\n {2}expected {2}a list of one or more literal names/],
    [
      'holds a wildcard',
      ['*'],
      /issuers is \["\*"\]\n {2}expected {2}a list of one or more literal names; each name has .* characters \[A-Za-z0-9_\.\+-\]/,
    ],
    [
      'is known at deployment only',
      () => [new CfnParameter(newStack(), 'Issuer').valueAsString],
      /issuers is \["\$\{Token\[TOKEN\.\d+\]\}"\]\n {2}expected {2}a list of one or more literal names.*\n {2}do {8}write issuers: \['edge', 'issues'\], with the names of your services$/,
    ],
    ['repeats a name', ['edge', 'media', 'edge'], /issuers "edge" and "edge" overlap/],
    [
      'holds a name that is a path prefix of another',
      ['edge/eu', 'edge'],
      /^Stack\/AsapKeys: issuers "edge\/eu" and "edge" overlap\n {2}expected {2}no name that is a path prefix of another name: a key id must belong to exactly one issuer\n {2}do {8}rename one of the two issuers$/,
    ],
    [
      'is longer than a bucket policy',
      names(41, 2),
      /issuers has 41 names\n {2}expected {2}at most 40 names: each name needs a statement in the bucket policy, and S3 limits this policy to 20 KB\n {2}do {8}make a second AsapKeyRepository$/,
    ],
    [
      'is longer than a bucket policy, by its names',
      names(40, 100),
      /the 40 issuers need up to \d+ bytes in the bucket policy\n {2}expected {2}at most 19456 bytes: S3 limits a bucket policy to 20 KB\n {2}do {8}use shorter issuer names, or make a second AsapKeyRepository$/,
    ],
  ])('is refused when it %s', (_title, issuers, message) => {
    expect(() => repository({ issuers: typeof issuers === 'function' ? issuers() : issuers })).toThrow(message);
  });

  test.each([
    ['names that only begin alike', ['edge', 'edge-2', 'edge/eu'.replace('/', '.')]],
    ['forty names', names(40, 20)],
  ])('may hold %s', (_title, issuers) => {
    expect(repository({ issuers }).keys.issuers).toEqual(issuers);
  });

  test('fits into 20 KB of bucket policy where it is accepted, whatever the bucket is called', () => {
    const { stack } = repository({ issuers: names(40, 20) });
    const policy = readable(only(synthesise(stack), 'AWS::S3::BucketPolicy', /^AsapKeysPolicy/).Properties.PolicyDocument);
    const deployed = JSON.stringify(policy).replace(/<AsapKeys\w+\.Arn>/g, `arn:aws-us-gov:s3:::${'b'.repeat(63)}`);
    expect(deployed.length).toBeGreaterThan(16_000);
    expect(deployed.length).toBeLessThanOrEqual(20 * 1024);
  });
});

describe.each(WITH_AND_WITHOUT_FLAGS)('the buckets with %s', (_title, flags) => {
  const template = synthesise(repository({}, flags).stack);

  test.each([
    ['of keys', KEYS],
    ['of the access log', LOGS],
  ])('the bucket %s is private, versioned, without ACLs, under S3’s own keys, and stays', (_kind, id) => {
    const { Properties, DeletionPolicy, UpdateReplacePolicy } = only(template, 'AWS::S3::Bucket', id);
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(Properties).not.toHaveProperty('AccessControl');
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  });

  test('reads and writes of keys are logged, and S3 may write the log for this bucket alone', () => {
    const [[logsId] = ['']] = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) => LOGS.test(id));
    const [[keysId] = ['']] = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) => KEYS.test(id));
    expect(readable(only(template, 'AWS::S3::Bucket', KEYS).Properties.LoggingConfiguration)).toEqual({
      DestinationBucketName: `<${logsId}>`,
      LogFilePrefix: 'asap-keys/',
    });
    const statements = readable<Statement[]>(
      only(template, 'AWS::S3::BucketPolicy', /AccessLogs/).Properties.PolicyDocument.Statement,
    );
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Sid: 'AccessLogDelivery',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `<${logsId}.Arn>/asap-keys/*`,
        Condition: {
          ArnEquals: { 'aws:SourceArn': `<${keysId}.Arn>` },
          StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
        },
      },
    ]);
  });
});

describe('the policy of the key bucket', () => {
  const template = synthesise(repository().stack);
  const [[bucket] = ['']] = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) => KEYS.test(id));
  const statements = readable<Statement[]>(
    only(template, 'AWS::S3::BucketPolicy', /^AsapKeysPolicy/).Properties.PolicyDocument.Statement,
  );
  const arn = `<${bucket}.Arn>`;
  const everybody = { AWS: '*' };
  const writes = ['s3:DeleteObject*', 's3:PutObject*', 's3:RestoreObject'];

  test('allows nothing: reads and writes come from identity policies', () => {
    expect(statements.filter(({ Effect }) => Effect !== 'Deny')).toEqual([]);
  });

  test('denies what does not come over TLS 1.2 or later', () => {
    expect(statements.filter(({ Sid }) => Sid === undefined)).toEqual([
      {
        Effect: 'Deny',
        Principal: everybody,
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Deny',
        Principal: everybody,
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      },
    ]);
  });

  test.each(ISSUERS.map((issuer, index) => [issuer, index] as const))(
    'lets only the role tagged %s write below its name',
    (issuer, index) => {
      expect(bySid(statements, `OnlyItsPublisher${index}`)).toEqual({
        Sid: `OnlyItsPublisher${index}`,
        Effect: 'Deny',
        Principal: everybody,
        Action: writes,
        Resource: `${arn}/${issuer}/*`,
        // StringNotEquals holds without the tag as well: who has none is denied.
        Condition: { StringNotEquals: { 'aws:PrincipalTag/bulkhead:asap-issuer': issuer } },
      });
    },
  );

  test('lets nobody write elsewhere', () => {
    expect(bySid(statements, 'NobodyWritesElsewhere')).toEqual({
      Sid: 'NobodyWritesElsewhere',
      Effect: 'Deny',
      Principal: everybody,
      Action: writes.filter((action) => action !== 's3:DeleteObject*'),
      NotResource: ISSUERS.map((issuer) => `${arn}/${issuer}/*`),
    });
  });

  test('lets publishers alone remove, those of issuers that are no longer listed too', () => {
    expect(bySid(statements, 'OnlyPublishersRemove')).toEqual({
      Sid: 'OnlyPublishersRemove',
      Effect: 'Deny',
      Principal: everybody,
      Action: 's3:DeleteObject*',
      Resource: `${arn}/*`,
      Condition: { Null: { 'aws:PrincipalTag/bulkhead:asap-issuer': 'true' } },
    });
  });

  test('lets nobody write over a key', () => {
    expect(bySid(statements, 'NobodyOverwrites')).toEqual({
      Sid: 'NobodyOverwrites',
      Effect: 'Deny',
      Principal: everybody,
      Action: 's3:PutObject',
      Resource: `${arn}/*`,
      Condition: { Null: { 's3:if-none-match': 'true' } },
    });
  });

  test('lets nobody replicate keys into it, which needs no PutObject', () => {
    const replication = bySid(statements, 'NobodyReplicatesInto');
    expect(replication).toMatchObject({ Effect: 'Deny', Principal: everybody, Resource: `${arn}/*` });
    expect(actionsOf(replication)).toEqual([
      's3:ObjectOwnerOverrideToBucketOwner',
      's3:ReplicateDelete',
      's3:ReplicateObject',
      's3:ReplicateTags',
    ]);
    expect(replication).not.toHaveProperty('Condition');
  });

  test('is these statements and no others', () => {
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      undefined,
      undefined,
      'OnlyItsPublisher0',
      'OnlyItsPublisher1',
      'OnlyItsPublisher2',
      'NobodyWritesElsewhere',
      'OnlyPublishersRemove',
      'NobodyOverwrites',
      'NobodyReplicatesInto',
    ]);
  });
});

test('a reader may get keys and nothing else', () => {
  const { stack, keys } = repository();
  const role = roleIn(stack);
  keys.grantRead(role);
  expect(rights(identityStatements(synthesise(stack), logicalId(role)))).toEqual([
    `s3:GetObject <${logicalId(keys.bucket)}.Arn>/*`,
  ]);
});

test('the base URL is that of the bucket in its own Region', () => {
  const { stack, keys } = repository();
  expect(readable(stack.resolve(keys.baseUrl))).toBe(`https://<${logicalId(keys.bucket)}>.s3.<AWS::Region>.<AWS::URLSuffix>`);
});

test('the bucket of the access log and what becomes of the keys are the user’s to choose', () => {
  const { stack } = repository({
    removalPolicy: RemovalPolicy.DESTROY,
    serverAccessLogsBucket: s3.Bucket.fromBucketName(newStack(), 'Elsewhere', 'logs-of-all'),
  });
  const { Properties, DeletionPolicy } = only(synthesise(stack), 'AWS::S3::Bucket');
  expect([Properties.LoggingConfiguration.DestinationBucketName, DeletionPolicy]).toEqual([
    'logs-of-all',
    'RetainExceptOnCreate',
  ]);
});
