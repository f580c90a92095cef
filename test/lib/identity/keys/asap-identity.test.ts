import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { AsapIdentity, type AsapIdentityProps, AsapKeyRepository } from '../../../../lib';
import {
  bySid,
  ENVIRONMENT_OF_TESTS,
  identityStatements,
  logicalId,
  newApp,
  newStack,
  only,
  readable,
  resourcesOf,
  rights,
  type Statement,
  synthesise,
} from '../../templates';
import { roleIn, surroundings } from '../../worlds';

function identity(props: Partial<AsapIdentityProps> = {}, into?: Stack) {
  const { stack, keyRepository, logsKey } = surroundings({}, into);
  const identity = new AsapIdentity(stack, 'Identity', { issuer: 'media', keyRepository, logsKey, ...props });
  return { stack, identity, keyRepository };
}

const SIGNING_KEY = /^IdentityOf\w{8}SigningKey/;
const pointerArn = ({ signingPointerName }: AsapIdentity) =>
  `arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${signingPointerName}`;
const PUBLISHER_ROLE = /^IdentityOf\w{8}PublisherRole/;
const signs = { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } };

describe('the signing key', () => {
  const { stack } = identity();
  const key = only(synthesise(stack), 'AWS::KMS::Key', SIGNING_KEY);
  const statements = readable<Statement[]>(key.Properties.KeyPolicy.Statement);

  test('signs with RSA 2048, waits 30 days before deletion and outlives its stack', () => {
    expect(key.Properties).toMatchObject({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', PendingWindowInDays: 30 });
    expect(key.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('may be managed and read in its public half, and used by nobody until a signer is named', () => {
    expect(statements.map(({ Sid, Action }) => [Sid, Sid === 'Administration' ? '' : Action])).toEqual([
      ['Administration', ''],
      ['Publisher', ['kms:DescribeKey', 'kms:GetPublicKey']],
      ['Rotation', 'kms:DescribeKey'],
      ['Revocation', ['kms:DescribeKey', 'kms:DisableKey']],
    ]);
    expect(JSON.stringify(statements)).not.toMatch(/kms:Sign|kms:CreateGrant|kms:\*/);
  });
});

test('the key id is made of the issuer and the KMS key id, in the tokens and in the repository', () => {
  const { stack, identity: made } = identity();
  const template = synthesise(stack);
  const [[keyId] = ['']] = resourcesOf(template, 'AWS::KMS::Key').filter(([id]) => SIGNING_KEY.test(id));
  expect(readable(stack.resolve(made.kids[0]))).toBe(`media/<${keyId}>`);
  const published = only(template, 'Custom::AsapPublicKey').Properties;
  expect(readable(published)).toMatchObject({
    Kid: `media/<${keyId}>`,
    KeyId: `<${keyId}.Arn>`,
    CacheControl: 'public, max-age=300, stale-if-error=0',
  });
});

describe('the publisher', () => {
  const { stack, identity: made, keyRepository } = identity();
  const template = synthesise(stack);
  const [[roleId, role] = []] = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => PUBLISHER_ROLE.test(id));
  const published = only(template, 'Custom::AsapPublicKey');

  test('is known by the tag of its role', () => {
    expect(role?.Properties.Tags).toEqual([{ Key: 'bulkhead:asap-issuer', Value: 'media' }]);
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });

  test('may write below its own issuer’s name, read the public half of its own key, and log: nothing else', () => {
    const bucket = `<${logicalId(keyRepository.bucket)}.Arn>`;
    const key = readable<string>(stack.resolve(made.keyArns[0]));
    const [[log] = ['']] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([id]) => /^IdentityOf\w{8}PublisherLog/.test(id));
    expect(rights(identityStatements(template, roleId as string))).toEqual([
      `kms:DescribeKey ${key}`,
      `kms:GetPublicKey ${key}`,
      `logs:CreateLogStream <${log}.Arn>`,
      `logs:PutLogEvents <${log}.Arn>`,
      `s3:DeleteObject ${bucket}/media/*`,
      `s3:GetObject ${bucket}/media/*`,
      `s3:PutObject ${bucket}/media/*`,
      ...['Delete', 'Get', 'Put'].map((verb) => `ssm:${verb}Parameter ${pointerArn(made)}`),
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
  });

  test('is the only one, beside administrators, to read the public half', () => {
    const statements = only(template, 'AWS::KMS::Key', SIGNING_KEY).Properties.KeyPolicy.Statement;
    expect(bySid(statements, 'Publisher')).toEqual({
      Sid: 'Publisher',
      Effect: 'Allow',
      Principal: { AWS: `<${roleId}.Arn>` },
      Action: ['kms:DescribeKey', 'kms:GetPublicKey'],
      Resource: '*',
    });
  });

  test('has its permissions before it publishes, and until after it withdrew', () => {
    const [[policyId] = []] = resourcesOf(template, 'AWS::IAM::ManagedPolicy').filter(([id]) =>
      id.startsWith(roleId?.slice(0, -8) as string),
    );
    expect(published.DependsOn).toEqual(expect.arrayContaining([policyId, roleId]));
  });

  test('withdraws the key when the identity goes, although the KMS key stays', () => {
    expect([published.DeletionPolicy, published.UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });
});

describe('grantSign', () => {
  test('lets exactly the signer sign, with RS256, on both sides', () => {
    const { stack, identity: made } = identity();
    const signer = roleIn(stack, 'Signer');
    made.grantSign(signer);
    const template = synthesise(stack);
    const statements = only(template, 'AWS::KMS::Key', SIGNING_KEY).Properties.KeyPolicy.Statement as Statement[];
    expect(statements.filter(({ Action }) => [Action].flat().includes('kms:Sign'))).toHaveLength(1);
    expect(bySid(statements, 'Signer')).toEqual({
      Sid: 'Signer',
      Effect: 'Allow',
      Principal: { AWS: `<${logicalId(signer)}.Arn>` },
      Action: 'kms:Sign',
      Resource: '*',
      Condition: signs,
    });
    expect(identityStatements(template, logicalId(signer))).toEqual([
      { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: pointerArn(made) },
      { Effect: 'Allow', Action: 'kms:Sign', Resource: readable(stack.resolve(made.keyArns[0])), Condition: signs },
    ]);
  });

  test('writes down in the pointer which role may sign, at deployment, and whenever the pointer moves', () => {
    const { stack, identity: made } = identity({ keys: ['k1', 'k2'] });
    const signer = roleIn(stack, 'Signer');
    made.grantSign(signer);
    const template = synthesise(stack);
    const arn = `<${logicalId(signer)}.Arn>`;

    expect(readable(only(template, 'Custom::AsapSigningPointer').Properties.Signer)).toBe(arn);
    const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) =>
      readable(Properties.DefinitionString),
    );
    for (const text of machines) expect(text).toContain(`\\"signer\\":\\"${arn}\\"`);
  });

  test('writes down nobody where nobody may sign', () => {
    const template = synthesise(identity().stack);

    expect(only(template, 'Custom::AsapSigningPointer').Properties).not.toHaveProperty('Signer');
    expect(JSON.stringify(resourcesOf(template, 'AWS::StepFunctions::StateMachine'))).not.toContain('signer');
  });

  test('refuses a second signer: an identity that two share is nobody’s', () => {
    const { stack, identity: made } = identity();
    made.grantSign(roleIn(stack, 'Signer'));
    expect(() => made.grantSign(roleIn(stack, 'Second'))).toThrow(
      /^Stack\/Identity: grantSign is called a second time: another role may already sign as "media"\n {2}expected {2}one role that signs as this issuer: two services must not share an identity\n {2}do {8}make an AsapIdentity, with its own issuer, for each service$/,
    );
  });

  test('refuses an administrator of the signing key', () => {
    const stack = newStack();
    const administrator = roleIn(stack, 'Admin');
    const { identity: made } = identity({ keyAdministrators: [administrator] }, stack);
    expect(() => made.grantSign(administrator)).toThrow(/^Stack\/Identity: .* which is one of its administrators/);
  });

  test('names a signer of another stack by its literal ARN', () => {
    const app = newApp();
    const { stack, identity: made } = identity({}, newStack({}, 'Stack', app));
    const signers = newStack({}, 'Signers', app);
    made.grantSign(roleIn(signers, 'Signer', 'media-signer'));
    const template = synthesise(stack);
    expect(bySid(only(template, 'AWS::KMS::Key', SIGNING_KEY).Properties.KeyPolicy.Statement, 'Signer')).toMatchObject({
      Principal: { AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' },
      Condition: { ...signs, ArnEquals: { 'aws:PrincipalArn': 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/media-signer' } },
    });
    expect(stack.dependencies).toEqual([]);
    expect(readable(only(template, 'Custom::AsapSigningPointer').Properties.Signer)).toBe(
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/media-signer',
    );
  });

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['the account', () => new iam.AccountRootPrincipal()],
    ['everybody', () => new iam.AnyPrincipal()],
    ['a service', () => new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['roles by wildcard', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/*')],
    ['imported roles by wildcard', (stack) => iam.Role.fromRoleArn(stack, 'Any', 'arn:aws:iam::111122223333:role/svc-*')],
    ['a role of another account', (stack) => iam.Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::999988887777:role/a')],
    ['a role of another stack without a name', (stack) => roleIn(newStack({}, 'Other', stack.node.root as never))],
  ])('refuses %s', (_title, grantee) => {
    const { stack, identity: made } = identity({}, newStack({ env: ENVIRONMENT_OF_TESTS }));
    expect(() => made.grantSign(grantee(stack))).toThrow(/^Stack\/Identity: /);
  });
});

test.each<[string, (other: ReturnType<typeof identity>['stack']) => Partial<AsapIdentityProps>]>([
  ['another issuer', () => ({ issuer: 'issues' })],
  ['another repository', (stack) => ({ keyRepository: new AsapKeyRepository(stack, 'OtherKeys', { issuers: ['media'] }) })],
])(
  '%s is another identity: its keys, publisher and pointer are new, so that the old ones withdraw what they published',
  (_title, changed) => {
    const stack = newStack();
    const after = identity(changed(stack), stack);
    const ids = (of: Stack) =>
      Object.keys(synthesise(of).Resources).filter((id) => /^Identity.*(?:SigningKey|Publi|SigningPointer)/.test(id));
    const before = identity();

    expect(ids(before.stack).length).toBeGreaterThan(5);
    expect(ids(after.stack).filter((id) => ids(before.stack).includes(id))).toEqual([]);
    expect(after.identity.signingPointerName).not.toBe(before.identity.signingPointerName);
  },
);

describe('several keys', () => {
  const { stack, identity: made, keyRepository } = identity({ keys: ['k1', 'k2'] });
  made.grantSign(roleIn(stack, 'Signer'));
  const template = synthesise(stack);
  const keys = resourcesOf(template, 'AWS::KMS::Key').filter(([id]) => SIGNING_KEY.test(id));

  test('are each a key with a published public half, in order', () => {
    expect(keys).toHaveLength(2);
    const expected = keys.map(([id]) => `media/<${id}>`);
    expect(made.kids.map((kid) => readable(stack.resolve(kid)))).toEqual(expected);
    expect(resourcesOf(template, 'Custom::AsapPublicKey').map(([, { Properties }]) => readable(Properties.Kid))).toEqual(
      expected,
    );
  });

  test('let the signer sign with each of them: which one, the pointer says', () => {
    for (const [, { Properties }] of keys) expect(bySid(Properties.KeyPolicy.Statement, 'Signer').Action).toBe('kms:Sign');
  });

  test('the pointer knows them oldest first, and comes after their public halves', () => {
    const pointer = only(template, 'Custom::AsapSigningPointer');
    expect(readable(pointer.Properties)).toMatchObject({
      ParameterName: made.signingPointerName,
      Bucket: readable(stack.resolve(keyRepository.bucket.bucketName)),
      Keys: keys.map(([id]) => ({ Kid: `media/<${id}>`, KeyId: `<${id}.Arn>` })),
    });
    const published = resourcesOf(template, 'Custom::AsapPublicKey').map(([id]) => id);
    expect(pointer.DependsOn).toEqual(expect.arrayContaining(published));
  });

  test('a key added later leaves the others as they are: same resources, same ids', () => {
    const before = synthesise(identity({ keys: ['k1'] }).stack);
    const ids = (found: typeof template) =>
      Object.keys(found.Resources).filter((id) => /SigningKey|PublicKey|SigningPointer/.test(id));
    expect(ids(template)).toEqual(expect.arrayContaining(ids(before)));
  });
});

test.each<[string, Partial<AsapIdentityProps>, RegExp]>([
  [
    'no key',
    { keys: [] },
    /keys \(`signingKeys` of a TenantService\) is \[\]\n {2}expected {2}1 to 4 names, the oldest key first\n {2}do {8}write keys: \['k1'\], or leave keys out; before you add new names, remove the names of old keys and deploy$/,
  ],
  [
    'five keys',
    { keys: ['a', 'b', 'c', 'd', 'e'] },
    /keys \(`signingKeys` of a TenantService\) is \["a","b","c","d","e"\]\n {2}expected {2}1 to 4 names, the oldest key first\n {2}do {8}write keys: \['k1'\], or leave keys out; before you add new names, remove the names of old keys and deploy$/,
  ],
  ['a name twice', { keys: ['k1', 'k1'] }, /keys is \["k1","k1"\]\n {2}expected {2}each name once/],
  [
    'a name with a hyphen',
    { keys: ['k-1'] },
    /keys contains "k-1"\n {2}expected {2}names of 1 to 16 letters and digits that begin with a letter\n {2}do {8}write another name, such as 'k2'$/,
  ],
  ['an empty name', { keys: [''] }, /keys contains ""/],
  [
    'a lifetime over ASAP’s limit',
    { tokenLifetime: Duration.minutes(61) },
    /tokenLifetime is 3660 seconds\n {2}expected {2}1 to 3600/,
  ],
  ['no lifetime', { tokenLifetime: Duration.seconds(0) }, /tokenLifetime is 0 seconds/],
])('refuses %s', (_title, props, message) => {
  expect(() => identity(props)).toThrow(message);
});

test('refuses an issuer that is not on the repository’s list', () => {
  expect(() => identity({ issuer: 'reporting' })).toThrow(
    /^Stack\/Identity: issuer "reporting" is not an issuer of the key repository\n {2}expected {2}one of its issuers: edge, media, issues\n {2}do {8}correct the name, or add it to `issuers` of Stack\/AsapKeys$/,
  );
});

test('refuses an issuer that is no issuer', () => {
  expect(() => identity({ issuer: 'media/' })).toThrow(/issuer is "media\/"\n {2}expected {2}1 to 128 characters/);
});

test('a signing key made to be destroyed goes with its stack', () => {
  const { stack } = identity({ removalPolicy: RemovalPolicy.DESTROY });
  expect(only(synthesise(stack), 'AWS::KMS::Key', SIGNING_KEY).DeletionPolicy).toBe('Delete');
});

test('an issuer has one identity: a second one, in whatever construct, is refused', () => {
  const { stack, keyRepository, logsKey } = surroundings();
  new AsapIdentity(stack, 'One', { issuer: 'edge', keyRepository, logsKey });

  expect(() => new AsapIdentity(stack, 'Two', { issuer: 'edge', keyRepository, logsKey })).toThrow(
    'Stack/Two: issuer "edge" already has the identity Stack/One\n  expected  one identity for each issuer\n  do        remove one of the two constructs (AsapIdentity or TenantService), or give one of them another name',
  );
});
