// Publishes an identity's public keys in the repository, and creates the pointer to the key that signs. A function does it: CloudFormation
// cannot read the public half of a KMS key.

import * as iam from 'aws-cdk-lib/aws-iam';
import { CustomResource, Duration, Lazy, RemovalPolicy, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS, PUBLISHER_TAG } from '../../../contract';
import { acknowledgeRule } from '../../common/acknowledge';
import { bundledCode, IsolatedFunction } from '../../common/isolated-function';
import type { ServiceKey } from '../../encryption';
import { type NetworkPlacementProps, type Placement, placementOf } from '../../network/placement';
import type { AsapKeyRepository } from './asap-key-repository';
import type { KeyPlaces, NamedKey } from './key-state-machine';

export interface KeyPublisherProps extends NetworkPlacementProps {
  /** The identity that has this publisher. Errors name it. */
  readonly identity: Construct;
  readonly issuer: string;
  readonly keyRepository: AsapKeyRepository;
  readonly logsKey: ServiceKey;
  readonly keys: readonly NamedKey[];
  readonly places: KeyPlaces;
  readonly pointerArn: string;
}

export class KeyPublisher extends IsolatedFunction {
  private readonly placement: Placement | undefined;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: KeyPublisherProps,
  ) {
    const { issuer, keyRepository, keys, pointerArn } = props;
    // The bucket for answers to CloudFormation has names that only the gateway endpoint serves.
    const answers = props.network?._answersCustomResources ?? true;
    const placement = answers ? placementOf(props.identity, props, { name: issuer, calls: ['kms', 's3', 'ssm'] }) : undefined;
    super(scope, id, {
      code: bundledCode('asap-publisher'),
      handler: 'index.handler',
      description: `bulkhead: publishes the ASAP public keys of ${issuer}`,
      environment: {},
      logsKey: props.logsKey,
      placement,
      timeout: Duration.seconds(90),
    });
    this.placement = placement;
    if (props.network !== undefined && placement === undefined) {
      acknowledgeRule(
        this.function,
        'LambdaInsideVPC',
        'with interface endpoints only, nothing in the network reaches CloudFormation’s bucket for the answers of custom resources',
      );
    }
    Tags.of(this.role).add(PUBLISHER_TAG, issuer);
    const may = (sid: string, actions: string[], resources: string[]) =>
      this.role.addToPrincipalPolicy(new iam.PolicyStatement({ sid, actions, resources }));
    may(
      'ReadPublicHalves',
      ['kms:DescribeKey', 'kms:GetPublicKey'],
      keys.map(({ keyId }) => keyId),
    );
    const ownKeys = keyRepository.bucket.arnForObjects(`${issuer}/*`);
    may('PublishUnderOwnIssuer', ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [ownKeys]);
    may('KeepPointer', ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'], [pointerArn]);
    this.bindToCode(['s3:DeleteObject', 's3:PutObject', 'ssm:DeleteParameter', 'ssm:PutParameter']);
    this.role._acknowledgeWildcard(
      ownKeys,
      'the issuer’s own prefix: only the deployment knows the key id, which is the object key',
    );
  }

  /**
   * Call it after the key policies allow the publisher. The pointer comes after the public keys, and names a published key: a key that is
   * listed and enabled may have been withdrawn, and no deployment publishes a withdrawn key again.
   */
  public publish(): void {
    const { keys, places } = this.props;
    const resource = (id: string, resourceType: string, properties: { [name: string]: unknown }): CustomResource => {
      const made = new CustomResource(this, id, {
        resourceType,
        serviceToken: this.function.functionArn,
        serviceTimeout: Duration.minutes(2),
        properties,
        // A withdrawn key must leave the repository, whatever happens to the KMS key.
        removalPolicy: RemovalPolicy.DESTROY,
      });
      // The permissions must exist before the publisher runs, and until it has withdrawn the key.
      made.node.addDependency(this.role, ...(this.placement?.ready ?? []));
      return made;
    };
    const published = keys.map(({ name, kid, keyId }) =>
      resource(`PublicKey-${name}`, 'Custom::AsapPublicKey', {
        KeyId: keyId,
        Kid: kid,
        Bucket: places.bucketName,
        // No stale answer: a shared cache that does not reach the repository must not serve a withdrawn key.
        CacheControl: `public, max-age=${DEFAULT_KEY_MAX_AGE_SECONDS}, stale-if-error=0`,
      }),
    );
    resource('SigningPointer', 'Custom::AsapSigningPointer', {
      ParameterName: places.parameterName,
      Bucket: places.bucketName,
      Signer: Lazy.string({ produce: places.signer }),
      Keys: keys.map(({ kid, keyId }) => ({ Kid: kid, KeyId: keyId })),
    }).node.addDependency(...published);
  }
}
