// asap token as a deployed identity: the pointer is read, KMS signs, and a refusal names the role that may.
import { constants, createHash, privateEncrypt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyKind, keyPair } from '../../../lambda/tokens';
import { partsOf, verifyRun } from '../asap/keys';
import { ran } from '../ran';
import { type Answer, assumeRole, localAws, ROLE, SECRET_KEY } from './local-aws';

const aws = localAws();
const KID = 'edge/1234';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234';
const ASKED = ['asap', 'token', '--signing-pointer', '/bulkhead/asap/edge', '--audience', 'notes', '--tenant', 'acme'];

const pointer = (value: unknown) => (): Answer => ({
  Parameter: { Name: 'n', Type: 'String', Value: typeof value === 'string' ? value : JSON.stringify(value) },
});

/** PKCS #1 v1.5 of a SHA-256 digest, which is what KMS is handed. */
function signed({ body }: { body: string }, kind: KeyKind = 'rsa'): Answer {
  const digest = Buffer.from(JSON.parse(body).Message, 'base64');
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest]);
  const key = { key: keyPair(kind).privateKey, padding: constants.RSA_PKCS1_PADDING };
  return { Signature: privateEncrypt(key, info).toString('base64'), KeyId: KEY };
}

beforeEach(() => {
  aws.answers['ssm:GetParameter'] = pointer({ kid: KID, keyId: KEY, signer: ROLE });
  aws.answers['kms:Sign'] = (request) => signed(request);
  aws.answers['sts:AssumeRole'] = assumeRole;
});

test('makes a token that services take, of the issuer that the key belongs to', async () => {
  const { code, out, error } = await aws.run(ASKED);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(partsOf(out)).toMatchObject({
    header: { typ: 'JWT', alg: 'RS256', kid: KID },
    claims: { iss: 'edge', sub: 'edge', aud: 'notes', tenant: 'acme' },
  });
  const verify = ['asap', 'verify', '-', '--audience', 'notes', '--issuer', 'edge', '--public-key', aws.files.public('rsa')];
  expect(await ran(verify, out)).toMatchObject({ code: 0 });
  expect(JSON.parse(aws.server().received[1]?.body ?? '')).toMatchObject({
    KeyId: KEY,
    MessageType: 'DIGEST',
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
  });
});

test('asks with the role that it is told to assume', async () => {
  expect(await aws.run([...ASKED, '--role-arn', ROLE])).toMatchObject({ code: 0, error: '' });
  expect(aws.asked()).toEqual(['sts:AssumeRole by AKIAUSER', 'ssm:GetParameter by ASIAROLE', 'kms:Sign by ASIAROLE']);
});

test('asks with a profile of the AWS CLI, its Region and its endpoint, whatever the environment holds', async () => {
  const config = aws.files.file(
    'config',
    `[profile edge]\nregion = eu-west-1\nendpoint_url = ${aws.server().url}\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = ${SECRET_KEY}\n`,
  );
  const environment = { AWS_CONFIG_FILE: config, AWS_REGION: undefined, AWS_ENDPOINT_URL: undefined };

  expect(await aws.run([...ASKED, '--profile', 'edge'], environment)).toMatchObject({ code: 0, error: '' });
  expect(aws.asked()).toEqual(['ssm:GetParameter by AKIAPROFILE', 'kms:Sign by AKIAPROFILE']);
  expect(aws.server().received[0]?.headers.authorization).toContain('/eu-west-1/ssm/');
});

test('the token of an SSO session goes to no endpoint of the call', async () => {
  const startUrl = 'https://example.awsapps.com/start';
  const cache = join(aws.files.folder, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  const session = { accessToken: 'the-token-of-the-session', expiresAt: '2099-01-01T00:00:00Z', startUrl };
  writeFileSync(join(cache, `${createHash('sha1').update(startUrl).digest('hex')}.json`), JSON.stringify(session));
  const settings = `sso_start_url = ${startUrl}\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n`;
  const environment = {
    HOME: aws.files.folder,
    AWS_CONFIG_FILE: aws.files.file('sso', `[profile sso]\n${settings}`),
    AWS_ENDPOINT_URL: undefined,
    // Where AWS's own service would be.
    AWS_ENDPOINT_URL_SSO: 'https://127.0.0.1:1',
  };
  const { code, error } = await aws.run([...ASKED, '--profile', 'sso', '--endpoint-url', aws.server().url], environment);

  expect(code).toBe(3);
  expect(error).not.toContain('the-token');
  expect(aws.server().received).toEqual([]);
});

test.each<[what: string, change: () => void, argv: readonly string[], code: number, says: readonly RegExp[]]>([
  [
    'a role that may not sign: the one that may is named',
    () => {
      aws.answers['kms:Sign'] = () => ({ error: 'AccessDeniedException', message: 'not authorized to perform: kms:Sign' });
    },
    [],
    3,
    [
      /AWS refused kms:Sign with arn:aws:kms:\S+: not authorized/,
      new RegExp(`do +assume the one role that may sign: --role-arn ${ROLE}\n`),
    ],
  ],
  [
    'a role that may not sign, where nobody wrote down which one may',
    () => {
      aws.answers['ssm:GetParameter'] = pointer({ kid: KID, keyId: KEY });
      aws.answers['kms:Sign'] = () => ({ error: 'AccessDeniedException' });
    },
    [],
    3,
    [/do +assume the role that was passed to grantSign of the AsapIdentity/],
  ],
  [
    'a role that may not read the pointer',
    () => {
      aws.answers['ssm:GetParameter'] = () => ({ error: 'AccessDeniedException' });
    },
    [],
    3,
    [/refused ssm:GetParameter of \/bulkhead\/asap\/edge/, /--role-arn ARN/],
  ],
  [
    'a pointer that is not there',
    () => {
      aws.answers['ssm:GetParameter'] = () => ({ error: 'ParameterNotFound' });
    },
    [],
    3,
    [/ParameterNotFound/, /do +check the name \(signingPointerName/],
  ],
  [
    'a parameter that is something else',
    () => {
      aws.answers['ssm:GetParameter'] = pointer('{"kid":"edge"}');
    },
    [],
    3,
    [/does not name a signing key/],
  ],
  [
    'another issuer than the key’s',
    () => {},
    ['--issuer', 'orders'],
    2,
    [/--issuer is orders, and the parameter of --signing-pointer names the key edge\/1234/],
  ],
  [
    'a role that may not be assumed',
    () => {
      aws.answers['sts:AssumeRole'] = () => ({ error: 'AccessDenied', message: 'no' });
    },
    ['--role-arn', ROLE],
    3,
    [new RegExp(`refused sts:AssumeRole of ${ROLE}`)],
  ],
  [
    'an endpoint that nobody listens at',
    () => {},
    ['--endpoint-url', 'https://127.0.0.1:1'],
    3,
    [/AWS did not answer ssm:GetParameter of \/bulkhead\/asap\/edge: connect ECONNREFUSED 127\.0\.0\.1:1\n/],
  ],
  [
    'a CA bundle that is not there',
    () => {},
    ['--ca-bundle', '/nowhere.pem'],
    2,
    [/CA bundle \/nowhere\.pem cannot be read \(ENOENT\)/],
  ],
])('%s', async (_what, change, argv, code, says) => {
  change();
  const ended = await aws.run([...ASKED, ...argv]);

  expect(ended).toMatchObject({ code, out: '' });
  for (const pattern of says) expect(ended.error).toMatch(pattern);
  expect(ended.error.trim().split('\n')).toHaveLength(3);
  expect(ended.error).not.toContain(SECRET_KEY);
});

test.each([
  [
    'without credentials',
    { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    3,
    /there are no usable AWS credentials/,
  ],
  ['without a Region', { AWS_REGION: undefined }, 2, /no AWS Region is set/],
])('%s says so', async (_what, environment, ends, says) => {
  const { code, error } = await aws.run(ASKED, environment);

  expect(code).toBe(ends);
  expect(error).toMatch(says);
  expect(aws.asked()).toEqual([]);
});

test('another certificate than the one it is told of is not taken', async () => {
  const { code, error } = await aws.run(ASKED, { AWS_CA_BUNDLE: undefined });

  expect(code).toBe(3);
  expect(error).toMatch(/did not answer .*(?:SELF_SIGNED|certificate)/);
});

test.each<[string, readonly string[], RegExp]>([
  ['a private key beside the pointer', ['--private-key', 'k.pem'], /--signing-pointer and --private-key were both given/],
  ['a key id beside the pointer', ['--key-id', 'edge/1'], /--signing-pointer and --key-id were both given/],
  ['an algorithm beside the pointer', ['--algorithm', 'ES256'], /--signing-pointer and --algorithm were both given/],
  ['a Region that is none', ['--region', 'here'], /--region was "here"/],
  ['a role that is none', ['--role-arn', 'edge'], /--role-arn was "edge"/],
  ['an endpoint without TLS that is elsewhere', ['--endpoint-url', 'http://example.com'], /--endpoint-url is not an address/],
  ['an endpoint with a path', ['--endpoint-url', 'https://example.com/x'], /--endpoint-url is not an address/],
])('refuses %s', async (_what, argv, says) => {
  const ended = await aws.run([...ASKED, ...argv]);

  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.error).toMatch(says);
  expect(aws.asked()).toEqual([]);
});

test('a profile without a pointer has nothing to do', async () => {
  const argv = [
    'asap',
    'token',
    '--issuer',
    'edge',
    '--key-id',
    KID,
    '--audience',
    'notes',
    '--private-key',
    aws.files.private('rsa'),
  ];

  expect(await aws.run(argv)).toMatchObject({ code: 0 });
  expect((await aws.run([...argv, '--profile', 'edge'])).error).toContain('--profile was given without --signing-pointer');
  // The old way still works beside it.
  expect(await verifyRun('x', aws.files.public('rsa'))).toMatchObject({ code: 1 });
});
