// Our Signature Version 4 against @smithy/signature-v4's.
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { signedHeaders } from '../../../lambda/aws/signature-v4';
import { Sha256 } from './sha256';

const text = fc.string({ minLength: 1, maxLength: 20 });
const segment = fc.string({ unit: fc.constantFrom(...'abZ09._-~+é&=@: '), minLength: 1, maxLength: 12 });
const requests = fc.record({
  service: fc.constantFrom('s3', 'dynamodb', 'sts'),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: fc.option(text, { nil: undefined }),
  method: fc.constantFrom('GET', 'POST'),
  host: fc.constantFrom('example.com', 'localhost:4566'),
  segments: fc.array(segment, { maxLength: 4 }),
  endsInSlash: fc.boolean(),
  headers: fc.dictionary(fc.constantFrom('accept', 'content-type', 'x-amz-target', 'x-custom'), text),
  body: fc.option(fc.string(), { nil: undefined }),
  now: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
});

test('signs as SignatureV4 does', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (given) => {
      const { service, region, accessKeyId, secretAccessKey, sessionToken, method, host, segments, body, now } = given;
      const path = segments.map((one) => `/${encodeURIComponent(one)}`).join('') + (given.endsInSlash ? '/' : '');
      const url = new URL(`https://${host}${path}`);
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      const reference = new SignatureV4({
        ...{ service, region, credentials, sha256: Sha256, applyChecksum: true },
        uriEscapePath: service !== 's3',
      });
      const { headers: expected } = await reference.sign(
        {
          ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname, query: {}, body },
          headers: { ...given.headers, host: url.host },
        },
        { signingDate: now },
      );

      expect(signedHeaders({ service, region, method, url, headers: given.headers, body }, credentials, now)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

const CREDENTIALS = { accessKeyId: 'AKID', secretAccessKey: 'hush-secret' };
const get = (url: string) => ({ service: 's3', region: 'eu-west-1', method: 'GET', url: new URL(url), headers: {} });

test('signs the moment of the call', () => {
  const signed = signedHeaders(get('https://h/'), CREDENTIALS);

  expect(signed['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
  expect(JSON.stringify(signed)).not.toContain('hush-secret');
});

test.each([
  'https://h/?prefix=a',
  'https://h/a//b',
  'https://h//',
  "https://h/it's",
  'https://h/a(b)',
  'https://h/a*',
  'https://h/a+b',
])('signs nothing for %s, which has more than one canonical form, and does not repeat it', (url) => {
  const sign = () => signedHeaders(get(url), CREDENTIALS);

  expect(sign).toThrow(/cannot be signed\n {2}expected {2}a path whose segments/);
  expect(sign).not.toThrow(new URL(url).pathname.slice(1) || 'prefix');
});
