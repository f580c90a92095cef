// The ASAP identity of one service: signing keys whose private halves never leave KMS, and published public keys. A key id consists of
// the issuer and the KMS key id, so that it never names two keys. A parameter names the key that signs.

import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { pointerText } from '../../../contract';
import { needsIssuerName } from '../../common/issuer-name';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';
import type { ServiceKey } from '../../encryption';
import { keyAdministration, needsNoAdministrator } from '../../encryption/key-administrators';
import { type KeyPrincipal, keyPrincipalOf } from '../../encryption/key-principal';
import { use } from '../../encryption/key-statements';
import type { NetworkPlacementProps } from '../../network/placement';
import { ASAP_IDENTITY_PROPERTIES } from '../properties';
import type { AsapKeyRepository } from './asap-key-repository';
import { checkedLifetime, checkedNames } from './identity-checks';
import { KeyPublisher } from './key-publisher';
import { KeyRevocation } from './key-revocation';
import { KeyRotation } from './key-rotation';
import type { KeyPlaces, NamedKey } from './key-state-machine';

/**
 * Properties of an `AsapIdentity`.
 */
export interface AsapIdentityProps extends NetworkPlacementProps {
  /**
   * The issuer: one of `issuers` of the key repository.
   */
  readonly issuer: string;

  /**
   * The key repository in which the identity publishes its public keys.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Names of the signing keys, one to four, oldest first. A name is a letter and up to 15 more letters and digits.
   *
   * If you add a name at the end, the deployment creates a new key. A rotation then makes that key sign. If you remove a name, the
   * deployment withdraws its key at once. Never use a name again: a new key needs a new name.
   *
   * @default ['k1']
   */
  readonly keys?: string[];

  /**
   * Longest lifetime of the tokens that this identity signs, 1 second to 1 hour. A rotation keeps older keys at least for this time.
   *
   * @default Duration.minutes(5), the longest lifetime that authorizers accept by default
   */
  readonly tokenLifetime?: Duration;

  /**
   * Key of the log group of the function that publishes the public keys.
   */
  readonly logsKey: ServiceKey;

  /**
   * Roles that may manage the signing keys but not use them, in addition to the deployment role.
   *
   * @default - only the deployment role, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * Roles that may read the settings of the signing keys: policies, grants, rotation, tags. They may neither use nor change them. An auditor from IAM
   * Identity Center: `IdentityCenterRole.fromPermissionSet`.
   *
   * @default - none
   */
  readonly keyAuditors?: iam.IRole[];

  /**
   * What CloudFormation does with a signing key when it leaves the stack. The deployment withdraws the public key in any case.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: only a failed first deployment deletes the key
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The ASAP identity of one service: signing keys, their published public keys, and the parameter that names the key that signs.
 *
 * The keys are RSA 2048, which verifies about four times faster than P-256.
 */
export class AsapIdentity extends Construct {
  /**
   * The issuer: `iss` of the tokens.
   */
  public readonly issuer: string;

  /**
   * Key ids, `<issuer>/<KMS key id>`, in the order of `keys`.
   */
  public readonly kids: string[];

  /**
   * ARNs of the signing keys, in the order of `keys`.
   */
  public readonly keyArns: string[];

  /**
   * Name of the Systems Manager parameter that names the key that signs and the role that may sign. Its value is JSON:
   * `{ "kid": "…", "keyId": "…", "signer": "…" }`. Pass the name to `kmsSigningPointer` of `cdk-bulkhead/runtime`.
   */
  public readonly signingPointerName: string;

  /**
   * The oldest key as text, in the form of the parameter's value: `{ "kid": "…", "keyId": "…" }`. Pass it to a signer as `deployed` of
   * `kmsSigningPointer`, for new execution environments while Systems Manager throttles. A rotation changes the parameter and not this text.
   */
  public readonly deployedSigningKey: string;

  /**
   * The state machine that makes the newest key sign. It takes no input.
   *
   * It waits until verifiers can know the newest key, and then makes that key sign. It waits until no request with a token of an older
   * key can run, and then disables the older keys and removes their public keys. Before each step it verifies that the newest key is
   * enabled and published. It fails if the newest key is not. It may not create keys or change key policies. If an execution fails, fix
   * the cause and start a new execution.
   */
  public readonly rotationStateMachine: stepfunctions.IStateMachine;

  /**
   * The state machine that revokes a key at once. Its input is `{ "kid": "…" }`.
   *
   * It disables the key and removes its public key. If that key signed, the newest other key that is enabled and published now signs. It
   * flushes the authorizer caches of the account and Region. It does all of this a second time, after authorizers have forgotten the key.
   */
  public readonly revocationStateMachine: stepfunctions.IStateMachine;

  private readonly own: Construct;
  private readonly keys: readonly kms.Key[];
  private readonly administrators: readonly iam.IRole[];
  private readonly auditors: readonly iam.IRole[];
  private readonly pointerArn: string;
  private signerArn: string | undefined;

  /**
   * Creates the keys, and publishes their public keys.
   *
   * Throws if a property has the wrong form, if the key repository does not list the issuer, or if the issuer has an identity already.
   */
  public constructor(scope: Construct, id: string, props: AsapIdentityProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_IDENTITY_PROPERTIES);
    const { issuer, keyRepository } = props;
    needsIssuerName(this, 'issuer', issuer);
    needs(
      keyRepository.issuers.includes(issuer),
      this,
      `issuer ${seen(issuer)} is not an issuer of the key repository`,
      `one of its issuers: ${keyRepository.issuers.join(', ')}`,
      `correct the name, or add it to \`issuers\` of ${keyRepository.node.path}`,
    );
    const names = checkedNames(this, props.keys ?? ['k1']);
    const tokenLifetime = checkedLifetime(this, props.tokenLifetime);
    this.issuer = issuer;
    keyRepository._register(issuer, this);
    this.administrators = [...(props.keyAdministrators ?? [])];
    this.auditors = props.keyAuditors ?? [];
    // Another issuer, or another repository, is another identity: new keys and a new publisher. The old publisher withdraws what it
    // published, with the rights that it had, before CloudFormation deletes it. A publisher that changed in place could not.
    this.own = new Construct(this, `Of-${digestOf(issuer, keyRepository.node.path)}`);
    this.keys = names.map((name) => this.signingKey(name, props.removalPolicy));
    this.keyArns = this.keys.map(({ keyArn }) => keyArn);
    this.kids = this.keys.map(({ keyId }) => `${issuer}/${keyId}`);
    // Literal: roles and state machines of this stack name it, and so does the function's environment.
    this.signingPointerName = `/bulkhead/asap/${Names.uniqueResourceName(this.own, { maxLength: 128, separator: '-' })}`;
    this.pointerArn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      // The ARN of a parameter has one slash between the two, which is the name's own.
      resourceName: this.signingPointerName.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });

    const named = names.map((name, index): NamedKey => ({ name, kid: this.kids[index] ?? '', keyId: this.keyArns[index] ?? '' }));
    // The first deployment points to the oldest key. After a rotation KMS refuses it, until its name leaves the list.
    this.deployedSigningKey = pointerText({ kid: this.kids[0] ?? '', keyId: this.keyArns[0] ?? '' });
    const places: KeyPlaces = {
      bucketName: keyRepository.bucket.bucketName,
      parameterName: this.signingPointerName,
      signer: () => this.signerArn,
    };
    const publisher = new KeyPublisher(this.own, 'Publisher', {
      ...props,
      identity: this,
      keys: named,
      places,
      pointerArn: this.pointerArn,
    });
    this.letIn('Publisher', publisher.role, ['kms:DescribeKey', 'kms:GetPublicKey']);
    publisher.publish();

    const ownKeys = keyRepository.bucket.arnForObjects(`${issuer}/*`);
    const may = (sid: string, actions: string[], resources: string[]) => new iam.PolicyStatement({ sid, actions, resources });
    const statements = [
      may('SeeAndWithdrawPublicKeys', ['s3:DeleteObject', 's3:GetObject'], [ownKeys]),
      may('SeeAndMovePointer', ['ssm:GetParameter', 'ssm:PutParameter'], [this.pointerArn]),
      may('SeeKeys', ['kms:DescribeKey'], [...this.keyArns]),
    ];
    const rotation = new KeyRotation(this.own, 'Rotation', {
      issuer,
      keys: named,
      places,
      tokenLifetime,
      statements,
    });
    const revocation = new KeyRevocation(this.own, 'Revocation', {
      issuer,
      keys: named,
      places,
      statements,
    });
    for (const { role } of [rotation, revocation])
      role._acknowledgeWildcard(
        ownKeys,
        'the issuer’s own prefix: only the deployment knows the key id, which is the object key',
      );
    this.letIn('Rotation', rotation.role, ['kms:DescribeKey', 'kms:DisableKey'], this.keys.slice(0, -1));
    this.letIn('Rotation', rotation.role, ['kms:DescribeKey'], this.keys.slice(-1));
    this.letIn('Revocation', revocation.role, ['kms:DescribeKey', 'kms:DisableKey']);
    this.rotationStateMachine = rotation.stateMachine;
    this.revocationStateMachine = revocation.stateMachine;
  }

  /**
   * Lets the service's role sign as this issuer (RS256), in both the identity policy and the key policies. The role may also read the
   * parameter that names the key that signs. A role of another stack must have a `roleName`.
   *
   * A second call throws, because an identity belongs to one service. Throws for a principal that is not a role, and for an administrator
   * of the keys.
   */
  public grantSign(grantee: iam.IGrantable): iam.Grant {
    needs(
      this.signerArn === undefined,
      this,
      `grantSign is called a second time: another role may already sign as ${seen(this.issuer)}`,
      'one role that signs as this issuer: two services must not share an identity',
      'make an AsapIdentity, with its own issuer, for each service',
    );
    needsNoAdministrator(this, this.administrators, grantee);
    this.signerArn = roleArnOf(keyPrincipalOf(this, grantee));
    const conditions = { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } };
    this.letIn('Signer', grantee, ['kms:Sign'], this.keys, conditions);
    iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [this.pointerArn] });
    return iam.Grant.addToPrincipal({ grantee, actions: ['kms:Sign'], resourceArns: [...this.keyArns], conditions });
  }

  private signingKey(name: string, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE): kms.Key {
    return new kms.Key(this.own, `SigningKey-${name}`, {
      description: `bulkhead: ASAP signing key ${name} of ${this.issuer}`,
      keySpec: kms.KeySpec.RSA_2048,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      removalPolicy,
      pendingWindow: Duration.days(30),
      policy: new iam.PolicyDocument({
        statements: keyAdministration(this, this.administrators, { encryptsResources: false, auditors: this.auditors })
          .statements,
      }),
    });
  }

  private letIn(
    sid: string,
    grantee: iam.IGrantable,
    actions: string[],
    keys: readonly kms.Key[] = this.keys,
    conditions?: { [operator: string]: { [key: string]: unknown } },
  ): void {
    for (const key of keys) key.addToResourcePolicy(use(sid, keyPrincipalOf(this, grantee), actions, conditions));
  }
}

/** A role of this stack by reference, and every other role by the ARN that the key policy has. */
function roleArnOf({ roleArn, principals: [principal] }: KeyPrincipal): string {
  return roleArn ?? (principal as iam.IRole).roleArn;
}

/** A digest of the issuer and of the place where its keys are published. */
function digestOf(issuer: string, repositoryPath: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, repositoryPath]))
    .digest('hex')
    .slice(0, 8);
}
