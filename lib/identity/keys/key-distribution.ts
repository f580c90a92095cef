// Public keys for verifiers outside of the network: a CloudFront distribution in front of the key repository, under a name of its own.

import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS } from '../../../contract';
import { acknowledge } from '../../common/acknowledge';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';
import { ASAP_KEY_DISTRIBUTION_PROPERTIES } from '../properties';

/**
 * A CloudFront distribution from which verifiers outside of the network read public keys.
 */
export interface AsapKeyDistributionProps {
  /**
   * Host name of the keys, in lower case: a key is at `https://<domainName>/<kid>`. Create its DNS record yourself, as an alias of
   * `distributionDomainName`.
   */
  readonly domainName: string;

  /**
   * Certificate of that name, in us-east-1: CloudFront requires this Region.
   */
  readonly certificate: acm.ICertificate;

  /**
   * Bucket to which CloudFront writes its log of requests. It must accept ACLs (`objectOwnership: OBJECT_WRITER` or
   * `BUCKET_OWNER_PREFERRED`), which CloudFront's standard logging needs.
   */
  readonly logBucket: s3.IBucket;
}

export class KeyDistribution extends Construct {
  public readonly distribution: cloudfront.Distribution;
  public readonly baseUrl: string;

  public constructor(scope: Construct, id: string, props: AsapKeyDistributionProps & { readonly bucket: s3.IBucket }) {
    super(scope, id);
    needsProperties(`${scope.node.path}: distribution`, props, ASAP_KEY_DISTRIBUTION_PROPERTIES);
    const { bucket, certificate, domainName, logBucket } = props;
    needs(
      !Token.isUnresolved(domainName) && /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName),
      scope,
      `domainName is ${seen(domainName)}`,
      'a literal host name in lower case, such as "keys.example.com"',
      'write the host name that the certificate covers',
    );
    const { ownershipControls } = (logBucket.node.defaultChild ?? {}) as Partial<s3.CfnBucket>;
    needs(
      !(logBucket instanceof s3.Bucket) || /BucketOwnerPreferred|ObjectWriter/.test(JSON.stringify(ownershipControls) ?? ''),
      scope,
      `logBucket ${logBucket.node.path} does not accept ACLs`,
      'a bucket that accepts ACLs: CloudFront’s logging needs them',
      'give the bucket `objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED`',
    );
    // The cache serves a withdrawn key no longer than a verifier keeps it, and not longer if the bucket is out of reach.
    const cachePolicy = new cloudfront.CachePolicy(this, 'CachePolicy', {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(DEFAULT_KEY_MAX_AGE_SECONDS),
      maxTtl: Duration.seconds(DEFAULT_KEY_MAX_AGE_SECONDS),
    });
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: 'bulkhead: ASAP public keys',
      domainNames: [domainName],
      certificate,
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      defaultBehavior: {
        // CloudFront signs its reads, and the bucket policy allows this distribution alone.
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket, {
          originAccessLevels: [cloudfront.AccessLevel.READ],
        }),
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy,
        responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      },
      // A new key must be readable soon: S3 answers 403 for an object that does not exist.
      errorResponses: [403, 404].map((httpStatus) => ({ httpStatus, ttl: UNKNOWN_KEY_CACHED })),
      enableLogging: true,
      logBucket,
      logFilePrefix: 'asap-keys/',
      logIncludesCookies: false,
    });
    this.baseUrl = `https://${domainName}`;
    acknowledge(
      this.distribution,
      { id: 'AwsSolutions-CFR1', reason: 'public keys: everybody who verifies a token may read them, from every country' },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'answers GET and HEAD with files of some hundred bytes, without query, cookie or body: a firewall has nothing to inspect',
      },
    );
  }
}

/** Shorter than a rotation waits before a new key signs. */
const UNKNOWN_KEY_CACHED = Duration.seconds(10);
