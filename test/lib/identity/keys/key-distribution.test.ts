// The key repository's CloudFront distribution: who reads, how, for how long.
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AsapKeyRepository } from '../../../../lib';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { findings } from '../../../examples/findings';
import { logicalId, newApp, newStack, only, readable, resourcesOf, synthesise } from '../../templates';

function repository(domainName = 'keys.example.com', objectOwnership?: s3.ObjectOwnership) {
  const app = newApp();
  const stack = newStack({}, 'Stack', app);
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  );
  const logBucket = new s3.Bucket(stack, 'Log', {
    objectOwnership: objectOwnership ?? s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    enforceSSL: true,
  });
  const keys = new AsapKeyRepository(stack, 'Keys', { issuers: ['edge'], distribution: { domainName, certificate, logBucket } });
  return { stack, keys };
}

describe('a distribution', () => {
  const { stack, keys } = repository();
  const template = synthesise(stack);
  const [[distributionId] = ['']] = resourcesOf(template, 'AWS::CloudFront::Distribution');
  const { DistributionConfig: config } = only(template, 'AWS::CloudFront::Distribution').Properties;

  test('answers GET and HEAD over TLS 1.2 or later under its own name, and logs', () => {
    expect(readable(config)).toMatchObject({
      Aliases: ['keys.example.com'],
      DefaultCacheBehavior: { AllowedMethods: ['GET', 'HEAD'], ViewerProtocolPolicy: 'https-only' },
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      Logging: { Prefix: 'asap-keys/' },
    });
  });

  test('keeps a key no longer than five minutes, and what is missing for ten seconds', () => {
    expect(only(template, 'AWS::CloudFront::CachePolicy').Properties.CachePolicyConfig).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 300,
      MaxTTL: 300,
    });
    expect(config.CustomErrorResponses).toEqual([
      { ErrorCode: 403, ErrorCachingMinTTL: 10 },
      { ErrorCode: 404, ErrorCachingMinTTL: 10 },
    ]);
  });

  test('is the only one let in by the bucket, to read', () => {
    const statements = readable<{ Principal: object }[]>(
      only(template, 'AWS::S3::BucketPolicy', /^KeysPolicy/).Properties.PolicyDocument.Statement,
    );
    const allowed = statements.filter((statement) => JSON.stringify(statement).includes('cloudfront'));
    expect(allowed).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceArn': `arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<${distributionId}>` },
        },
      }),
    ]);
    expect(only(template, 'AWS::CloudFront::OriginAccessControl').Properties.OriginAccessControlConfig).toMatchObject({
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
  });

  test('leaves all of Block Public Access on', () => {
    expect(
      only(template, 'AWS::S3::Bucket', new RegExp(`^${logicalId(keys.bucket)}$`)).Properties.PublicAccessBlockConfiguration,
    ).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  test('has a base URL of its own beside the one for the network', () => {
    expect(keys.publicBaseUrl).toBe('https://keys.example.com');
    expect(readable(stack.resolve(keys.baseUrl))).toMatch(/^https:\/\/<Keys\w+>\.s3\./);
    expect(readable(stack.resolve(keys.distributionDomainName))).toBe(`<${distributionId}.DomainName>`);
  });
});

test('there is none unless it is asked for', () => {
  const stack = newStack();
  const keys = new AsapKeyRepository(stack, 'Keys', { issuers: ['edge'] });

  expect(resourcesOf(synthesise(stack), 'AWS::CloudFront::Distribution')).toEqual([]);
  expect(keys.publicBaseUrl).toBeUndefined();
});

test('the proof and cdk-nag find nothing in the key repository', () => {
  const { stack } = repository();
  const template = synthesise(stack) as unknown as JsonObject;
  const proven = runRules(new Evidence(new TemplateSet([{ stackName: 'Stack', template }]), new ActionCatalogue()));
  const nagged = findings([new AwsSolutionsChecks()], [repository().stack]).filter(({ path }) => path.startsWith('Stack/Keys'));

  expect(proven.findings.filter(({ resource }) => resource.startsWith('Keys')).map(({ id }) => id)).toEqual([]);
  expect(nagged).toEqual([]);
});

test.each(['', 'https://keys.example.com', 'Keys.example.com', 'keys', '*.example.com', 'a..b.com'])(
  'refuses the domain name %j',
  (domainName) => {
    expect(() => repository(domainName)).toThrow(/domainName is .*\n {2}expected {2}a literal host name in lower case/);
  },
);

test('refuses a log bucket without ACLs: CloudFront could not write to it', () => {
  expect(() => repository('keys.example.com', s3.ObjectOwnership.BUCKET_OWNER_ENFORCED)).toThrow(
    /^Stack\/Keys: logBucket Stack\/Log does not accept ACLs\n {2}expected {2}a bucket that accepts ACLs: CloudFront’s logging needs them\n {2}do {8}give the bucket `objectOwnership: s3\.ObjectOwnership\.BUCKET_OWNER_PREFERRED`$/,
  );
});
