// asap verify with a private key repository: what the bucket answers to a read that is signed, and to one that is not.
import { needsSignedHost } from '../../../../bin/cli/commands/asap/signed-host';
import { PEM_MEDIA_TYPE } from '../../../../contract';
import { KID, keyPair, pemOf, SERVICE } from '../../../lambda/tokens';
import { ran } from '../ran';
import { localAws } from './local-aws';

const aws = localAws();

beforeEach(() => {
  // As a bucket does that lets in its readers alone.
  aws.answers['s3:GET'] = ({ headers }) =>
    headers.authorization === undefined
      ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>', type: 'application/xml' }
      : { body: pemOf(keyPair('rsa').publicKey), type: PEM_MEDIA_TYPE };
});

async function token(): Promise<string> {
  const argv = ['asap', 'token', '--issuer', 'gateway', '--key-id', KID, '--audience', SERVICE, '--tenant', 'acme'];
  return (await ran([...argv, '--private-key', aws.files.private('rsa')])).out.trim();
}

/** @param keys where the public key is, as options */
async function verifiedWith(keys: readonly string[], environment = {}) {
  return aws.run(['asap', 'verify', await token(), '--audience', SERVICE, '--issuer', 'gateway', ...keys], environment);
}

function verified(argv: readonly string[], environment = {}) {
  return verifiedWith(['--key-repository', `${aws.server().url}/keys`, ...argv], environment);
}

test.each([[['--signed']], [['--region', 'us-east-1']]])('reads with credentials: %s', async (argv) => {
  const { code, error } = await verified(argv);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(aws.server().received[0]).toMatchObject({ method: 'GET', url: `/keys/${KID}` });
  expect(aws.server().received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAUSER\/\d+\/us-east-1\/s3\//);
});

test('a bucket that does not let the reader in: what to do, instead of publishing what is there', async () => {
  aws.answers['s3:GET'] = () => ({ status: 403, body: '<Error/>', type: 'application/xml' });
  const { code, error } = await verified(['--signed']);

  expect(code).toBe(1);
  expect(error).toContain('key.unknown');
  expect(error).toMatch(/seen +signed GET \S+: 403/);
  expect(error).toMatch(/do +use credentials that may read the bucket/);
});

test('without credentials nothing is decided, and AWS is not asked', async () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  const { code, error } = await verified(['--signed'], none);

  expect(code).toBe(3);
  expect(error).toMatch(/there are no usable AWS credentials/);
  expect(aws.asked()).toEqual([]);
});

test('credentials for a key in a file make no sense', async () => {
  expect(await verifiedWith(['--public-key', aws.files.public('rsa'), '--signed'])).toMatchObject({ code: 2 });
});

test.each([
  ['another host', 'https://keys.example.com/keys', {}],
  ['a host that only begins like a bucket', 'https://keys.s3.eu-west-1.amazonaws.com.example.com', {}],
  ['a host that only ends like one', 'https://example-s3.amazonaws.community', {}],
  ['a load balancer whose name looks like S3', 'https://dualstack.s3-evil-1234567890.eu-west-1.elb.amazonaws.com', {}],
  ['another port than the endpoint’s', 'https://localhost:1/keys', {}],
  ['an endpoint that is none', 'https://keys.example.com', { AWS_ENDPOINT_URL: 'keys.example.com' }],
])('no credentials go to %s', async (_what, url, environment) => {
  const { code, error } = await verifiedWith(['--key-repository', url, '--signed'], environment);

  expect(code).toBe(2);
  expect(error).toMatch(/an option asks for reads that are signed with AWS credentials\n {2}expected {2}the address of a bucket/);
  expect(aws.asked()).toEqual([]);
});

test.each([
  'https://keys.s3.eu-west-1.amazonaws.com',
  'https://keys.example.s3.amazonaws.com/',
  'https://keys.s3.dualstack.eu-west-1.amazonaws.com',
  'https://keys.s3-fips.us-gov-west-1.amazonaws.com',
  'https://keys.s3.cn-north-1.amazonaws.com.cn',
  'https://keys.s3.eusc-de-east-1.amazonaws.eu',
])('a read of %s is signed', (url) => {
  expect(() => needsSignedHost(url, {}, {})).not.toThrow();
});
