// Where services publish their ASAP public keys: `GET <base>/<kid>`. The list of issuers is literal and decided here: who is not
// on it exists for nobody, and each publisher writes under its own issuer's prefix alone, every key once.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isIssuer, overlappingIssuers, PUBLISHER_TAG } from '../../../contract';
import { acknowledgeRule } from '../../common/acknowledge';
import { ManagedPolicyRole } from '../../common/managed-policy-role';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';
import { ASAP_KEY_REPOSITORY_PROPERTIES } from '../properties';
import { type AsapKeyDistributionProps, KeyDistribution } from './key-distribution';

/**
 * Properties of an `AsapKeyRepository`.
 */
export interface AsapKeyRepositoryProps {
  /**
   * All issuers that exist, literally. None may be another one or a path prefix of another one, so that a key id belongs to one issuer.
   */
  readonly issuers: string[];

  /**
   * VPC endpoints to S3 through which keys are read by GET without a signature; in a `SegmentedVpc`, `network.endpointId('s3')`.
   *
   * @default - none: reads are signed with the reader's role
   */
  readonly vpcEndpointIds?: string[];

  /**
   * A CloudFront distribution for verifiers outside of the network.
   *
   * @default - none: nobody outside reads keys
   */
  readonly distribution?: AsapKeyDistributionProps;

  /**
   * Bucket that S3 writes its access log to.
   *
   * @default - one is made
   */
  readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * What becomes of the bucket when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket of PEM public keys. Reads are signed with the reader's role, or come through a VPC endpoint; there is no public access.
 */
export class AsapKeyRepository extends Construct {
  /**
   * All issuers that exist.
   */
  public readonly issuers: string[];

  /**
   * The bucket. Encrypted by S3's own keys: the content is public, and anonymous reads of KMS objects (through a VPC endpoint) are impossible.
   */
  public readonly bucket: s3.IBucket;

  /**
   * Base URL: a key is read at `<base>/<kid>`.
   */
  public readonly baseUrl: string;

  /**
   * Base URL for verifiers outside of the network, if there is a `distribution`.
   */
  public readonly publicBaseUrl?: string;

  /**
   * The `distribution`'s host name at CloudFront, for the DNS record of its domain name.
   */
  public readonly distributionDomainName?: string;

  private readonly identities = new Map<string, Construct>();

  /**
   * Creates the bucket; throws where a key id of one issuer could be taken for another's.
   */
  public constructor(scope: Construct, id: string, props: AsapKeyRepositoryProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_KEY_REPOSITORY_PROPERTIES);
    needs(
      props.issuers.length > 0 && props.issuers.every(isIssuer),
      this,
      `issuers is ${seen(props.issuers)}, expected a non-empty list of literal names: segments of [A-Za-z0-9_.+-] joined by "/"`,
    );
    const overlap = overlappingIssuers(props.issuers);
    needs(
      overlap === undefined,
      this,
      `issuers ${seen(overlap?.[0])} and ${seen(overlap?.[1])} overlap: a key id of one could be taken for the other's. Rename one of them.`,
    );
    needs(
      props.issuers.length <= MAX_ISSUERS,
      this,
      `${props.issuers.length} issuers, expected at most ${MAX_ISSUERS}: each takes a statement of the bucket policy, which S3 limits to 20 KB. Use a second repository.`,
    );
    const { vpcEndpointIds = [] } = props;
    const bytes = policyBytes(props.issuers, vpcEndpointIds.length) + (props.distribution === undefined ? 0 : DISTRIBUTION_BYTES);
    needs(
      bytes <= MAX_POLICY_BYTES,
      this,
      `${props.issuers.length} issuers take up to ${bytes} bytes of the bucket policy, expected at most ${MAX_POLICY_BYTES}: use shorter names, or a second repository.`,
    );
    this.issuers = [...props.issuers];

    const { removalPolicy = RemovalPolicy.RETAIN } = props;
    const secure: s3.BucketProps = {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy,
    };
    const serverAccessLogsBucket = props.serverAccessLogsBucket ?? new s3.Bucket(this, 'AccessLogs', secure);
    const bucket = new s3.Bucket(this, 'Keys', secure);
    acknowledgeRule(
      this,
      'S3DefaultEncryptionKMS',
      'public keys and the log of who read them: integrity matters here, and reads through an endpoint without a signature cannot use a KMS key',
    );
    logAccess(bucket, serverAccessLogsBucket);
    this.bucket = bucket;
    this.baseUrl = `https://${bucket.bucketName}.s3.${Stack.of(this).region}.${Aws.URL_SUFFIX}`;
    for (const statement of plainReads((keys) => bucket.arnForObjects(keys), vpcEndpointIds))
      bucket.addToResourcePolicy(statement);
    if (props.distribution !== undefined) {
      const { baseUrl, distribution } = new KeyDistribution(this, 'Distribution', { ...props.distribution, bucket });
      this.publicBaseUrl = baseUrl;
      this.distributionDomainName = distribution.distributionDomainName;
    }
    for (const statement of writeRules((keys) => bucket.arnForObjects(keys), this.issuers)) bucket.addToResourcePolicy(statement);
  }

  /** @internal Each issuer has one identity: two would be two signers under one name. */
  public _register(issuer: string, identity: Construct): void {
    const other = this.identities.get(issuer);
    needs(
      other === undefined,
      identity,
      `issuer ${seen(issuer)} has an identity already, ${other?.node.path}: a service made twice, or two services of one name`,
    );
    this.identities.set(issuer, identity);
  }

  /**
   * Lets a role read public keys.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const keys = this.bucket.arnForObjects('*');
    if (grantee instanceof ManagedPolicyRole) {
      grantee._acknowledgeWildcard(keys, 'public keys: a reader may read every one, a kid is not known before a token names it');
    }
    return iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [keys] });
  }
}

/** 20 KB of bucket policy at some 450 bytes an issuer. */
const MAX_ISSUERS = 40;

/** S3: 20 KB a bucket policy, less what `enforceSSL` and `minimumTLSVersion` write. */
const MAX_POLICY_BYTES = 20 * 1024 - 1024;

/** What a distribution's origin access control writes. */
const DISTRIBUTION_BYTES = 512;

/** Size of the rules with the longest bucket name. */
function policyBytes(issuers: string[], endpoints: number): number {
  const arnForObjects = (keys: string) => `arn:aws-us-gov:s3:::${'b'.repeat(63)}/${keys}`;
  const endpointIds = Array.from({ length: endpoints }, () => `vpce-${'0'.repeat(17)}`);
  const rules = [...plainReads(arnForObjects, endpointIds), ...writeRules(arnForObjects, issuers)];
  return Buffer.byteLength(JSON.stringify(rules.map((rule) => rule.toStatementJson())));
}

/**
 * Server access logging by bucket policy. CDK's own way depends on a feature flag; without it CDK grants by ACL, which a bucket
 * without ACLs refuses.
 */
function logAccess(bucket: s3.Bucket, destination: s3.IBucket): void {
  const prefix = 'asap-keys/';
  (bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = {
    destinationBucketName: destination.bucketName,
    logFilePrefix: prefix,
  };
  destination.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AccessLogDelivery',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [destination.arnForObjects(`${prefix}*`)],
      conditions: {
        ArnEquals: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account },
      },
    }),
  );
}

/** S3 does not take a policy for public whose condition names an endpoint, so all of Block Public Access stays on. */
function plainReads(arnForObjects: (keys: string) => string, vpcEndpointIds: string[]): iam.PolicyStatement[] {
  if (vpcEndpointIds.length === 0) return [];
  return [
    new iam.PolicyStatement({
      sid: 'PlainReadsThroughEndpoint',
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [arnForObjects('*')],
      conditions: { StringEquals: { 'aws:SourceVpce': vpcEndpointIds } },
    }),
  ];
}

/** A Deny: every action that begins so, by version, ACL, tag or lock, and short, since it stands in each issuer's statement. */
const REMOVAL = 's3:DeleteObject*';
const WRITES = [REMOVAL, 's3:PutObject*', 's3:RestoreObject'];

const REPLICATION = ['s3:ObjectOwnerOverrideToBucketOwner', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'];

/**
 * A publisher is known by its role's tag, not by its name or ARN: the repository's stack then refers to no publisher, and a
 * publisher's role may be made again. Whoever may tag roles in the account, or pass such a session tag to a role that may write here, is a
 * "can become" edge.
 */
function writeRules(arnForObjects: (keys: string) => string, issuers: string[]): iam.PolicyStatement[] {
  const everybody = [new iam.AnyPrincipal()];
  const deny = { effect: iam.Effect.DENY, principals: everybody };
  const prefixes = issuers.map((issuer) => arnForObjects(`${issuer}/*`));
  return [
    ...issuers.map(
      (issuer, index) =>
        new iam.PolicyStatement({
          ...deny,
          sid: `OnlyItsPublisher${index}`,
          actions: WRITES,
          resources: [arnForObjects(`${issuer}/*`)],
          conditions: { StringNotEquals: { [`aws:PrincipalTag/${PUBLISHER_TAG}`]: issuer } },
        }),
    ),
    new iam.PolicyStatement({
      ...deny,
      sid: 'NobodyWritesElsewhere',
      actions: WRITES.filter((action) => action !== REMOVAL),
      notResources: prefixes,
    }),
    // Elsewhere too: the publisher of an issuer that was taken off the list withdraws what it published, its own rights say where.
    new iam.PolicyStatement({
      ...deny,
      sid: 'OnlyPublishersRemove',
      actions: [REMOVAL],
      resources: [arnForObjects('*')],
      conditions: { Null: { [`aws:PrincipalTag/${PUBLISHER_TAG}`]: 'true' } },
    }),
    // A kid never names two keys: what stands there cannot be written over (S3's conditional writes, `If-None-Match: *`).
    new iam.PolicyStatement({
      ...deny,
      sid: 'NobodyOverwrites',
      actions: ['s3:PutObject'],
      resources: [arnForObjects('*')],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
    // Replication writes objects without PutObject, under whatever key they have elsewhere.
    new iam.PolicyStatement({ ...deny, sid: 'NobodyReplicatesInto', actions: REPLICATION, resources: [arnForObjects('*')] }),
  ];
}
