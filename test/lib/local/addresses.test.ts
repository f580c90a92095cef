import { localAddress } from '../../../lib/local/addresses';

const ENDPOINT = 'https://localhost:4566';
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const [api, bucket, region, suffix, stage] = ['Api', 'Bucket', 'AWS::Region', 'AWS::URLSuffix', 'Stage'].map((Ref) => ({ Ref }));
const imported = { 'Fn::ImportValue': 'Foundation:Bucket' };

test.each<[string, unknown, unknown]>([
  [
    'an API of this stack',
    join('https://', api, '.execute-api.', region, '.', suffix, '/', stage, '/'),
    join('https://localhost:4566/_aws/execute-api/', api, '/', stage, '/'),
  ],
  [
    'an API of another stack, with a path',
    join('https://', imported, '.execute-api.', region, '.', suffix, '/live/files'),
    join('https://localhost:4566/_aws/execute-api/', imported, '/live/files'),
  ],
  ['a bucket', join('https://', bucket, '.s3.', region, '.', suffix), join('https://localhost:4566/', bucket)],
  [
    'a bucket of another stack, with a key',
    join('https://', imported, '.s3.', region, '.', suffix, '/edge/1'),
    join('https://localhost:4566/', imported, '/edge/1'),
  ],
  [
    'a literal API',
    'https://abc123.execute-api.eu-central-1.amazonaws.com/live/',
    join('https://localhost:4566/_aws/execute-api/abc123/live/'),
  ],
  ['a literal bucket', 'https://keys.s3.eu-central-1.amazonaws.com', join('https://localhost:4566/keys')],
])('rewrites the address of %s', (_title, value, expected) => {
  expect(localAddress(value, ENDPOINT)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['a name', bucket],
  ['a literal', 'media'],
  ['nothing', undefined],
  ['a number', 5],
  ['a list of issuers', '["edge","media"]'],
  ['an ARN', join('arn:', { Ref: 'AWS::Partition' }, ':s3:::', bucket)],
  ['another host', 'https://example.com/execute-api.html'],
  ['the address of a service', join('https://sts.', region, '.', suffix)],
  ['an address within a text', join('see https://', bucket, '.s3.', region, '.', suffix)],
  ['an unencrypted address', 'http://keys.s3.eu-central-1.amazonaws.com'],
  ['a join by something', { 'Fn::Join': ['.', ['https://keys', 's3', 'eu-central-1', 'amazonaws.com']] }],
  ['a join of a list known at deployment', { 'Fn::Join': ['', { Ref: 'List' }] }],
])('passes on %s', (_title, value) => {
  expect(localAddress(value, ENDPOINT)).toBe(value);
});

test('rewrites to the same whether it is asked once or twice', () => {
  const once = localAddress(join('https://', bucket, '.s3.', region, '.', suffix), ENDPOINT);
  expect(localAddress(once, ENDPOINT)).toEqual(once);
});
