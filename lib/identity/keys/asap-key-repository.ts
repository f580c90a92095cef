// Where services publish their ASAP public keys: `GET <base>/<kid>`. The repository decides which issuers exist, by a literal list. Each
// publisher writes only under the prefix of its own issuer, and writes each key once.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isIssuer, overlappingIssuers, PUBLISHER_TAG } from '../../../contract';
import { acknowledgeRule } from '../../common/acknowledge';
import { ISSUER_FORM } from '../../common/issuer-name';
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
   * All issuers that exist, as a literal list of 1 to 40 names. A name has 1 to 128 characters `[A-Za-z0-9_.+-]`, in segments joined by
   * `/`. List each name once. No name may be a path prefix of another name, because a key id must belong to one issuer.
   */
  readonly issuers: string[];

  /**
   * Ids of VPC endpoints to S3. A GET request that comes through one of them needs no signature. In a `SegmentedVpc`, pass
   * `network.endpointId('s3')`.
   *
   * @default - none. Readers sign their requests with their role.
   */
  readonly vpcEndpointIds?: string[];

  /**
   * A CloudFront distribution for verifiers outside of the network.
   *
   * @default - none. Verifiers outside of the network cannot read the keys.
   */
  readonly distribution?: AsapKeyDistributionProps;

  /**
   * Bucket to which S3 writes the access log.
   *
   * @default - a new bucket
   */
  readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * What CloudFormation does with the bucket when it leaves the stack. DESTROY means RETAIN_ON_UPDATE_OR_DELETE here: S3 deletes no bucket
   * with objects, and a function that empties the bucket could remove every public key. Empty and delete the bucket by hand.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket of public keys in PEM. A reader signs requests with its role, or reads through a VPC endpoint. The bucket has no public access.
 */
export class AsapKeyRepository extends Construct {
  /**
   * All issuers that exist.
   */
  public readonly issuers: string[];

  /**
   * The bucket. S3 encrypts it with keys of S3 (SSE-S3), because reads without a signature cannot use a KMS key. Public keys are not
   * secret.
   */
  public readonly bucket: s3.IBucket;

  /**
   * Base URL of the keys, without a slash at the end. A key is at `<baseUrl>/<kid>`.
   */
  public readonly baseUrl: string;

  /**
   * Base URL for verifiers outside of the network. Undefined without a `distribution`.
   */
  public readonly publicBaseUrl?: string;

  /**
   * Host name of the `distribution` at CloudFront, for the DNS record of its domain name. Undefined without a `distribution`.
   */
  public readonly distributionDomainName?: string;

  private readonly identities = new Map<string, Construct>();

  /**
   * Creates the bucket.
   *
   * Throws if a property has the wrong form, if an issuer is listed twice or is a path prefix of another one, or if the
   * issuers do not fit into a bucket policy.
   */
  public constructor(scope: Construct, id: string, props: AsapKeyRepositoryProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_KEY_REPOSITORY_PROPERTIES);
    needs(
      props.issuers.length > 0 && props.issuers.every(isIssuer),
      this,
      `issuers is ${seen(props.issuers)}`,
      `a list of one or more literal names; each name has ${ISSUER_FORM}`,
      "write issuers: ['edge', 'issues'], with the names of your services",
    );
    const overlap = overlappingIssuers(props.issuers);
    needs(
      overlap === undefined,
      this,
      `issuers ${seen(overlap?.[0])} and ${seen(overlap?.[1])} overlap`,
      'no name that is a path prefix of another name: a key id must belong to exactly one issuer',
      'rename one of the two issuers',
    );
    needs(
      props.issuers.length <= MAX_ISSUERS,
      this,
      `issuers has ${props.issuers.length} names`,
      `at most ${MAX_ISSUERS} names: each name needs a statement in the bucket policy, and S3 limits this policy to 20 KB`,
      'make a second AsapKeyRepository',
    );
    const { vpcEndpointIds = [] } = props;
    const bytes = policyBytes(props.issuers, vpcEndpointIds.length) + (props.distribution === undefined ? 0 : DISTRIBUTION_BYTES);
    needs(
      bytes <= MAX_POLICY_BYTES,
      this,
      `the ${props.issuers.length} issuers need up to ${bytes} bytes in the bucket policy`,
      `at most ${MAX_POLICY_BYTES} bytes: S3 limits a bucket policy to 20 KB`,
      'use shorter issuer names, or make a second AsapKeyRepository',
    );
    this.issuers = [...props.issuers];

    const { removalPolicy: asked = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    // S3 deletes no bucket with objects, and the buckets keep old versions. A function that empties them could remove every public key.
    const removalPolicy = asked === RemovalPolicy.DESTROY ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : asked;
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
      'public keys and the log of their readers: integrity matters here, and reads without a signature through an endpoint cannot use a KMS key',
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
      `issuer ${seen(issuer)} already has the identity ${other?.node.path}`,
      'one identity for each issuer',
      'remove one of the two constructs (AsapIdentity or TenantService), or give one of them another name',
    );
    this.identities.set(issuer, identity);
  }

  /**
   * Lets a principal read every public key.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const keys = this.bucket.arnForObjects('*');
    if (grantee instanceof ManagedPolicyRole) {
      grantee._acknowledgeWildcard(
        keys,
        'public keys: a reader may read each of them, because it knows the kid only from the token',
      );
    }
    return iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [keys] });
  }
}

/** 20 KB of bucket policy, at about 450 bytes an issuer. */
const MAX_ISSUERS = 40;

/** S3: 20 KB a bucket policy, minus the statements of `enforceSSL` and `minimumTLSVersion`. */
const MAX_POLICY_BYTES = 20 * 1024 - 1024;

/** The statement of a distribution's origin access control. */
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

/** A policy whose condition names an endpoint is not public for S3, so all of Block Public Access stays on. */
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

/** For a Deny: every action that begins so, on versions, ACLs, tags and locks. It is short, because each issuer's statement has it. */
const REMOVAL = 's3:DeleteObject*';
const WRITES = [REMOVAL, 's3:PutObject*', 's3:RestoreObject'];

const REPLICATION = ['s3:ObjectOwnerOverrideToBucketOwner', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'];

/**
 * The policy recognises a publisher by its role's tag, not by its name or ARN. The repository's stack then refers to no publisher, and a
 * publisher's role can be created again. A principal that may tag roles in the account, or pass such a session tag to a role that may
 * write here, is a "can become" edge for the proof.
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
    // For other prefixes too: the publisher of an issuer that left the list withdraws what it published. Its own policy limits it to its prefix.
    new iam.PolicyStatement({
      ...deny,
      sid: 'OnlyPublishersRemove',
      actions: [REMOVAL],
      resources: [arnForObjects('*')],
      conditions: { Null: { [`aws:PrincipalTag/${PUBLISHER_TAG}`]: 'true' } },
    }),
    // A kid never names two keys: nobody can overwrite an object (S3's conditional writes, `If-None-Match: *`).
    new iam.PolicyStatement({
      ...deny,
      sid: 'NobodyOverwrites',
      actions: ['s3:PutObject'],
      resources: [arnForObjects('*')],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
    // Replication writes objects without PutObject, under the key that they have in the source bucket.
    new iam.PolicyStatement({ ...deny, sid: 'NobodyReplicatesInto', actions: REPLICATION, resources: [arnForObjects('*')] }),
  ];
}
