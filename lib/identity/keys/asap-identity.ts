// The ASAP identity of one service: signing keys whose private halves never leave KMS, and their public halves published under key
// ids that are made of the issuer and the KMS key id, so that a key id never names two keys. A parameter says which of them signs.

import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ASAP_MAX_LIFETIME_SECONDS, DEFAULT_MAX_TOKEN_LIFETIME_SECONDS, isIssuer } from '../../../contract';
import { needs, seen } from '../../common/needs';
import { needsProperties } from '../../common/properties';
import type { ServiceKey } from '../../encryption';
import { keyAdministration, needsNoAdministrator } from '../../encryption/key-administrators';
import { type KeyPrincipal, keyPrincipalOf } from '../../encryption/key-principal';
import { use } from '../../encryption/key-statements';
import type { NetworkPlacementProps } from '../../network/placement';
import { ASAP_IDENTITY_PROPERTIES } from '../properties';
import type { AsapKeyRepository } from './asap-key-repository';
import { KeyPublisher } from './key-publisher';
import { KeyRevocation } from './key-revocation';
import { KeyRotation } from './key-rotation';
import type { KeyPlaces, NamedKey } from './key-state-machine';

/**
 * Properties of an `AsapIdentity`.
 */
export interface AsapIdentityProps extends NetworkPlacementProps {
  /**
   * The issuer, one of the key repository's list.
   */
  readonly issuer: string;

  /**
   * Where the public keys are published.
   */
  readonly keyRepository: AsapKeyRepository;

  /**
   * Names of the signing keys, one to four, oldest first, each a letter and up to 15 more letters and digits. A new name at the end is a new key,
   * which a rotation takes the identity to; a name taken away withdraws its key at once. Names are not used again: a new key needs a
   * new one.
   *
   * @default ['k1']
   */
  readonly keys?: string[];

  /**
   * Longest life of the tokens that this identity signs, up to 1 hour: a rotation keeps the older keys so much longer.
   *
   * @default Duration.minutes(5), the longest that authorizers accept by default
   */
  readonly tokenLifetime?: Duration;

  /**
   * Key of the publisher's log group.
   */
  readonly logsKey: ServiceKey;

  /**
   * Roles that may manage the signing keys without using them, beside the deployment role.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * What becomes of a signing key when it leaves the stack. Its public key is withdrawn in any case.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Signing keys (RSA 2048: verifies about four times faster than P-256), their published public keys, and the parameter that says
 * which of them signs.
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
   * Name of the Systems Manager parameter that names the key which signs and the role that may sign, as JSON:
   * `{ "kid": "…", "keyId": "…", "signer": "…" }`. For
   * `kmsSigningPointer` of `cdk-bulkhead/runtime`.
   */
  public readonly signingPointerName: string;

  /**
   * Takes the identity to its newest key: waits until verifiers can know it, moves the pointer, waits until no request with a token
   * of an older key is under way, disables and withdraws those. Looks before each step that the newest key is enabled and published,
   * and stops if it is not. Has no right to make keys or to write key policies. Starting it again, after whatever broke it off, ends
   * where it would have ended.
   */
  public readonly rotationStateMachine: stepfunctions.IStateMachine;

  /**
   * Revokes a key at once, given as `{ "kid": "…" }`: disables it, removes its public key, moves the pointer to the newest other key
   * that is enabled and published, and flushes the authorizer caches of the account and Region, now and once more when authorizers
   * have forgotten the key.
   */
  public readonly revocationStateMachine: stepfunctions.IStateMachine;

  private readonly own: Construct;
  private readonly keys: readonly kms.Key[];
  private readonly administrators: readonly iam.IRole[];
  private readonly pointerArn: string;
  private signerArn: string | undefined;

  /**
   * Creates the keys and publishes their public halves; throws where the key repository does not list the issuer.
   */
  public constructor(scope: Construct, id: string, props: AsapIdentityProps) {
    super(scope, id);
    needsProperties(this.node.path, props, ASAP_IDENTITY_PROPERTIES);
    const { issuer, keyRepository } = props;
    needs(isIssuer(issuer), this, `issuer is ${seen(issuer)}, expected segments of [A-Za-z0-9_.+-] joined by "/"`);
    needs(
      keyRepository.issuers.includes(issuer),
      this,
      `issuer ${seen(issuer)} is not on the key repository's list ${seen(keyRepository.issuers)}: add it to the \`issuers\` of ${keyRepository.node.path}`,
    );
    const names = checkedNames(this, props.keys ?? ['k1']);
    const tokenLifetime = checkedLifetime(this, props.tokenLifetime);
    this.issuer = issuer;
    keyRepository._register(issuer, this);
    this.administrators = [...(props.keyAdministrators ?? [])];
    // Another issuer, or another repository, is another identity: new keys and a new publisher, and the old publisher withdraws what
    // it published, with the rights that it had, before it goes. Changed in place, it could no longer.
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
        'the issuer’s own prefix: the key id, and so the object key, is known at deployment only',
      );
    this.letIn('Rotation', rotation.role, ['kms:DescribeKey', 'kms:DisableKey'], this.keys.slice(0, -1));
    this.letIn('Rotation', rotation.role, ['kms:DescribeKey'], this.keys.slice(-1));
    this.letIn('Revocation', revocation.role, ['kms:DescribeKey', 'kms:DisableKey']);
    this.rotationStateMachine = rotation.stateMachine;
    this.revocationStateMachine = revocation.stateMachine;
  }

  /**
   * Lets the service's role sign as this issuer (RS256), on both sides, and read which key to sign with. One role only: an identity
   * that two share is nobody's. A role of another stack must have a name of its own.
   */
  public grantSign(grantee: iam.IGrantable): iam.Grant {
    needs(
      this.signerArn === undefined,
      this,
      `${seen(this.issuer)} has a signer already: make an AsapIdentity, and an issuer, for each service`,
    );
    needsNoAdministrator(this, this.administrators, grantee);
    this.signerArn = roleArnOf(keyPrincipalOf(this, grantee));
    const conditions = { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } };
    this.letIn('Signer', grantee, ['kms:Sign'], this.keys, conditions);
    iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [this.pointerArn] });
    return iam.Grant.addToPrincipal({ grantee, actions: ['kms:Sign'], resourceArns: [...this.keyArns], conditions });
  }

  private signingKey(name: string, removalPolicy = RemovalPolicy.RETAIN): kms.Key {
    return new kms.Key(this.own, `SigningKey-${name}`, {
      description: `bulkhead: ASAP signing key ${name} of ${this.issuer}`,
      keySpec: kms.KeySpec.RSA_2048,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      removalPolicy,
      pendingWindow: Duration.days(30),
      policy: new iam.PolicyDocument({
        statements: keyAdministration(this, this.administrators, { encryptsResources: false }).statements,
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

/** A role of this stack by a reference to itself, every other one as its ARN is written into the key policy. */
function roleArnOf({ roleArn, principals: [principal] }: KeyPrincipal): string {
  return roleArn ?? (principal as iam.IRole).roleArn;
}

/** Of whose keys these are, and where they are published. */
function digestOf(issuer: string, repositoryPath: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, repositoryPath]))
    .digest('hex')
    .slice(0, 8);
}

/** CloudFormation tells the keys apart by these names. */
function checkedNames(scope: Construct, names: string[]): string[] {
  needs(
    Array.isArray(names) && names.length > 0 && names.length <= MAX_KEYS,
    scope,
    `keys (\`signingKeys\` of a TenantService) is ${seen(names)}, expected 1 to ${MAX_KEYS} names, oldest first`,
  );
  const odd = names.find((name) => typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9]{0,15}$/.test(name));
  needs(odd === undefined, scope, `keys has ${seen(odd)}, expected a letter and up to 15 more letters and digits`);
  needs(new Set(names).size === names.length, scope, `keys is ${seen(names)}, expected each name once`);
  return [...names];
}

/** One signs, one is on its way out, one on its way in, and one for what nobody thought of. */
const MAX_KEYS = 4;

function checkedLifetime(scope: Construct, given = Duration.seconds(DEFAULT_MAX_TOKEN_LIFETIME_SECONDS)): Duration {
  const seconds = given.toSeconds();
  needs(
    seconds >= 1 && seconds <= ASAP_MAX_LIFETIME_SECONDS,
    scope,
    `tokenLifetime is ${seconds} seconds, expected 1 to ${ASAP_MAX_LIFETIME_SECONDS} (ASAP’s limit)`,
  );
  return given;
}
