// The ASAP identity of one service: a signing key whose private half never leaves KMS, and its public half published under a key
// id that is made of the issuer and the KMS key id, so that a key id never names two keys.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CustomResource, Duration, RemovalPolicy, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS, isIssuer, PUBLISHER_TAG } from '../../contract';
import { acknowledgeRule } from '../common/acknowledge';
import { bundledCode, IsolatedFunction } from '../common/isolated-function';
import { needs, seen } from '../common/needs';
import type { ServiceKey } from '../encryption';
import { keyAdministration, needsNoAdministrator } from '../encryption/key-administrators';
import { keyPrincipalOf } from '../encryption/key-principal';
import { use } from '../encryption/key-statements';
import { type NetworkPlacementProps, type Placement, placementOf } from '../network/placement';
import type { AsapKeyRepository } from './asap-key-repository';

/**
 * Properties of an `AsapIdentity`.
 */
export interface AsapIdentityProps extends NetworkPlacementProps {
  /**
   * The issuer, one of the key repository's list.
   */
  readonly issuer: string;

  /**
   * Where the public key is published.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Key of the publisher's log group.
   */
  readonly logsKey: ServiceKey;

  /**
   * Roles that may manage the signing key without using it, beside the deployment role.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * What becomes of the signing key when it leaves the stack. The public key is withdrawn in any case.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A signing key (RSA 2048: verifies about four times faster than P-256) and its published public key.
 */
export class AsapIdentity extends Construct {
  /**
   * The issuer: `iss` of the tokens.
   */
  public readonly issuer: string;

  /**
   * Key id of the tokens: `<issuer>/<KMS key id>`.
   */
  public readonly kid: string;

  /**
   * ARN of the signing key.
   */
  public readonly keyArn: string;

  private readonly key: kms.Key;
  private readonly administrators: readonly iam.IRole[];
  private signer: iam.IGrantable | undefined;

  /**
   * Creates the key and publishes its public half; throws where the key repository does not list the issuer.
   */
  public constructor(scope: Construct, id: string, props: AsapIdentityProps) {
    super(scope, id);
    const { issuer, keyRepository } = props;
    needs(isIssuer(issuer), this, `issuer is ${seen(issuer)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`);
    needs(
      keyRepository.issuers.includes(issuer),
      this,
      `issuer ${seen(issuer)} is not on the key repository's list ${seen(keyRepository.issuers)}: add it to the \`issuers\` of ${keyRepository.node.path}`,
    );
    this.issuer = issuer;
    keyRepository._register(issuer, this);
    this.administrators = [...(props.keyAdministrators ?? [])];
    this.key = new kms.Key(this, 'SigningKey', {
      description: `bulkhead: ASAP signing key of ${issuer}`,
      keySpec: kms.KeySpec.RSA_2048,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      pendingWindow: Duration.days(30),
      policy: new iam.PolicyDocument({
        statements: keyAdministration(this, this.administrators, { encryptsResources: false }).statements,
      }),
    });
    this.keyArn = this.key.keyArn;
    this.kid = `${issuer}/${this.key.keyId}`;

    // CloudFormation takes its answer under names that only a gateway leads to.
    const answers = props.network?._answersCustomResources ?? true;
    const placement = answers ? placementOf(this, props, { name: issuer, calls: ['kms', 's3'] }) : undefined;
    const publisher = this.publisher(props, placement);
    const published = new CustomResource(this, 'PublicKey', {
      resourceType: 'Custom::AsapPublicKey',
      serviceToken: publisher.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        KeyId: this.key.keyId,
        Kid: this.kid,
        Bucket: keyRepository.bucket.bucketName,
        CacheControl: `public, max-age=${DEFAULT_KEY_MAX_AGE_SECONDS}`,
      },
      // A withdrawn key must be gone from the repository, whatever becomes of the KMS key.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The permissions must stand before the publisher runs, and until after it withdrew the key.
    published.node.addDependency(publisher.role, ...(placement?.ready ?? []));
  }

  /**
   * Lets the service's role sign as this issuer (RS256), on both sides. One role only: an identity that two share is nobody's.
   * A role of another stack must have a name of its own.
   */
  public grantSign(grantee: iam.IGrantable): iam.Grant {
    needs(
      this.signer === undefined,
      this,
      `${seen(this.issuer)} has a signer already: make an AsapIdentity, and an issuer, for each service`,
    );
    needsNoAdministrator(this, this.administrators, grantee);
    this.signer = grantee;
    const conditions = { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } };
    this.key.addToResourcePolicy(use('Signer', keyPrincipalOf(this, grantee), ['kms:Sign'], conditions));
    return iam.Grant.addToPrincipal({ grantee, actions: ['kms:Sign'], resourceArns: [this.keyArn], conditions });
  }

  private publisher(props: AsapIdentityProps, placement: Placement | undefined): { function: lambda.Function; role: iam.Role } {
    const { issuer, keyRepository } = props;
    const publisher = new IsolatedFunction(this, 'Publisher', {
      code: bundledCode('asap-publisher'),
      handler: 'index.handler',
      description: `bulkhead: publishes the ASAP public key of ${issuer}`,
      environment: {},
      logsKey: props.logsKey,
      placement,
      timeout: Duration.seconds(90),
    });
    if (props.network !== undefined && placement === undefined) {
      acknowledgeRule(
        publisher.function,
        'LambdaInsideVPC',
        'with interface endpoints only, nothing in the network reaches the bucket that CloudFormation takes its answers in',
      );
    }
    Tags.of(publisher.role).add(PUBLISHER_TAG, issuer);
    this.key.addToResourcePolicy(use('Publisher', keyPrincipalOf(this, publisher.role), ['kms:GetPublicKey']));
    publisher.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ sid: 'ReadPublicHalf', actions: ['kms:GetPublicKey'], resources: [this.keyArn] }),
    );
    const ownKeys = keyRepository.bucket.arnForObjects(`${issuer}/*`);
    publisher.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'PublishUnderOwnIssuer',
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [ownKeys],
      }),
    );
    publisher.role._acknowledgeWildcard(
      ownKeys,
      'the issuer’s own prefix: the key id, and so the object key, is known at deployment only',
    );
    return publisher;
  }
}
