// Our putting together of @smithy/signature-v4's parts against its own.
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { HeaderSigner } from '../../../lambda/aws/header-signer';
import { Sha256 } from '../../../lambda/aws/sha256';

const text = fc.string({ minLength: 1, maxLength: 20 });
const segment = fc.string({ unit: fc.constantFrom(...'ab/._-+%~ é&=*?#'), maxLength: 20 });
const requests = fc.record({
  service: fc.constantFrom('s3', 'dynamodb'),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: fc.option(text, { nil: undefined }),
  method: fc.constantFrom('GET', 'POST'),
  path: segment.map((path) => new URL(`https://example.com/${path.replace(/[?#]/g, '')}`).pathname),
  query: fc.dictionary(text, text, { maxKeys: 3 }),
  headers: fc.dictionary(fc.constantFrom('accept', 'content-type', 'x-amz-target', 'user-agent'), text),
  body: fc.option(fc.string(), { nil: undefined }),
  now: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
});

test('signs as SignatureV4 does', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (given) => {
      const { service, region, accessKeyId, secretAccessKey, sessionToken, method, path, query, body, now } = given;
      const options = {
        service,
        region,
        credentials: { accessKeyId, secretAccessKey, sessionToken },
        sha256: Sha256,
        uriEscapePath: service !== 's3',
      };
      const headers = { ...given.headers, host: 'example.com' };
      const request = { method, protocol: 'https:', hostname: 'example.com', path, query, headers, body };

      const signed = await new HeaderSigner(options).sign(request, now);
      const { headers: expected } = await new SignatureV4({ ...options, applyChecksum: true }).sign(request, {
        signingDate: now,
      });

      expect(signed).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('signs the moment of the call', async () => {
  const options = {
    service: 's3',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'hush-secret' },
    sha256: Sha256,
    uriEscapePath: false,
  };
  const request = { method: 'GET', protocol: 'https:', hostname: 'h', path: '/', query: {}, headers: { host: 'h' } };
  const signed = await new HeaderSigner(options).sign(request);

  expect(signed['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
  expect(JSON.stringify(signed)).not.toContain('hush-secret');
});
