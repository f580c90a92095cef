// The key of one service. Its policy is the only authority over it: no root delegation, so nobody gets in by an identity policy
// alone, and every user is named by a statement of its own.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App, Aws, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isIssuer } from '../../contract';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { keyAdministration, needsNoAdministrator } from './key-administrators';
import { type KeyPrincipal, keyPrincipalOf } from './key-principal';
import {
  ENVELOPE_ACTIONS,
  logsOfStack,
  tableAccess,
  tenantEnvelopeConditions,
  USE_ACTIONS,
  use,
  viaService,
} from './key-statements';
import { openDoor } from './open-door';
import { SERVICE_KEY_PROPERTIES } from './properties';

/**
 * Properties of a `ServiceKey`.
 */
export interface ServiceKeyProps {
  /**
   * Name of the service whose data the key protects; it is the `service` of every encryption context under this key.
   */
  readonly serviceName: string;

  /**
   * Roles that may manage the key (policy, rotation, deletion) without using it, beside the deployment role. Give a
   * second, independent one: a key nobody can administer is lost.
   *
   * @default - the stack's deployment role alone, with a warning; refused if the synthesizer names none
   */
  readonly administrators?: iam.IRole[];

  /**
   * What becomes of the key when it leaves the stack. Data encrypted under a deleted key is gone.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How often KMS makes new key material, 90 to 2560 days.
   *
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;

  /**
   * Names of log groups, wildcards allowed, that CloudWatch Logs may encrypt under this key.
   *
   * @default - those that CloudFormation names for this stack (`<stack name>-*`)
   */
  readonly logGroupNames?: string[];
}

/**
 * A KMS key under implicit deny: who is not named in its policy has no access, whatever their identity policies allow.
 *
 * Source of the model: Atlassian's services may only use keys they were explicitly authorized for.
 */
export class ServiceKey extends kms.Key {
  /**
   * Name of the service whose data the key protects.
   */
  public readonly serviceName: string;

  /**
   * Uses of this key that write both sides, identity policy and key policy.
   */
  public readonly uses: ServiceKeyUses;

  /** @internal */
  public readonly _administrators: readonly iam.IRole[];

  /** @internal Whether the log groups under it are those that somebody named. */
  public readonly _hasLogGroupNames: boolean;

  private readonly added: iam.PolicyStatement[] = [];

  /**
   * Creates the key. Its policy knows the administrators and the stack's log groups, and no user yet.
   */
  public constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    needsProperties(`${scope.node.path}/${id}`, props, SERVICE_KEY_PROPERTIES);
    super(scope, id, {
      description: `bulkhead: data of ${props.serviceName}`,
      enableKeyRotation: true,
      rotationPeriod: props.rotationPeriod ?? Duration.days(365),
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      pendingWindow: Duration.days(30),
      policy: new iam.PolicyDocument(),
    });
    needs(
      isIssuer(props.serviceName),
      this,
      `serviceName is ${seen(props.serviceName)}, expected segments of [A-Za-z0-9_.+-] joined by "/" (it is the service's ASAP issuer)`,
    );
    this.serviceName = props.serviceName;
    this._hasLogGroupNames = props.logGroupNames !== undefined;
    this.uses = new ServiceKeyUses(this);
    const stack = Stack.of(this);
    this._administrators = [...(props.administrators ?? [])];
    for (const statement of keyAdministration(this, this._administrators, { encryptsResources: true }).statements) {
      super.addToResourcePolicy(statement);
    }
    // A statement can be changed after it was added, and holds values that are produced at the end: all are judged again then.
    this.node.addValidation({
      validate: () => this.added.flatMap((statement) => this.refusalOf(statement) ?? []),
    });
    this.addToResourcePolicy(logsOfStack(stack, props.logGroupNames ?? [`${Aws.STACK_NAME}-*`]));
  }

  /**
   * Adds a statement to the key policy. Constructs that are handed a key write their own statements into it; those that would
   * open it to the account, to everybody, or to a service without naming on whose behalf, or that administer it, are refused.
   */
  public override addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
    const refusal = this.refusalOf(statement);
    needs(refusal === undefined, this, refusal ?? '');
    this.added.push(statement);
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  /**
   * The grants that every key has, on both sides as well. `uses` writes exact ones.
   */
  public override get grants(): kms.KeyGrants {
    return kms.KeyGrants.fromKey(this, false);
  }

  /**
   * Grants exactly these actions, on both sides: the identity policy and the key policy.
   *
   * The grantee is a role. One of another stack must have a name of its own.
   */
  public override grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this.uses.actions(grantee, ...actions);
  }

  /** Grants kms:Decrypt. */
  public override grantDecrypt(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'kms:Decrypt');
  }

  /** Grants kms:Encrypt and kms:GenerateDataKey. */
  public override grantEncrypt(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'kms:Encrypt', 'kms:GenerateDataKey');
  }

  /** Grants kms:Decrypt, kms:Encrypt and kms:GenerateDataKey. */
  public override grantEncryptDecrypt(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey');
  }

  /** Refused: administrators are given with the key, so that the list is in one place. */
  public override grantAdmin(_grantee: iam.IGrantable): iam.Grant {
    throw new Error(
      `${this.node.path}: administrators of a ServiceKey are given as its \`administrators\` property, not granted later`,
    );
  }

  private refusalOf(statement: iam.PolicyStatement): string | undefined {
    const refusal = openDoor(Stack.of(this).resolve(statement.toStatementJson()));
    return (
      refusal &&
      `refused a key policy statement${statement.sid ? ` (${statement.sid})` : ''}: ${refusal}. ` +
        'Use `key.uses`, or name a role; a service principal needs aws:SourceArn, aws:SourceAccount or an encryption context.'
    );
  }
}

/**
 * The uses of a `ServiceKey`. Each writes both sides, and the key side under a Sid made of the family and the grantee.
 */
export class ServiceKeyUses {
  /** Whose statement stands under a Sid. */
  private readonly sids = new Map<string, string>();
  private readonly tableUsersOfOtherStacks: string[] = [];

  /**
   * Made by the key itself: see `ServiceKey.uses`.
   */
  public constructor(private readonly key: ServiceKey) {}

  /**
   * Exactly these actions, directly. Sid `Use<actions><grantee>`.
   */
  public actions(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    // L2s ask for families by wildcard; the policy names what they stand for.
    const exact = [...new Set(actions.flatMap((action) => WILDCARDS[action] ?? [action]))];
    needs(
      exact.length > 0 && exact.every((action) => USE_ACTIONS.includes(action)),
      this.key,
      `cannot grant ${seen(actions)}: expected operations that use the key (${USE_ACTIONS.join(', ')}), or ${Object.keys(WILDCARDS).join(', ')}`,
    );
    const sid = this.newSid(`Use${exact.map((action) => action.slice('kms:'.length)).join('')}`, grantee);
    if (sid !== undefined) this.key.addToResourcePolicy(use(sid, this.userOf(grantee), exact));
    return this.identitySide(grantee, exact);
  }

  /**
   * Reading and writing tables under this key: DynamoDB decrypts as the caller. Sid `Tables<grantee>`; roles of other stacks
   * share one statement, `TablesOfOtherStacks`, so that a policy of 32 KB holds many of them.
   */
  public tables(grantee: iam.IGrantable): iam.Grant {
    const stack = Stack.of(this.key);
    const principal = this.userOf(grantee);
    if (principal.roleArn !== undefined) {
      if (this.tableUsersOfOtherStacks.push(principal.roleArn) === 1) {
        // Not cached: it is resolved as soon as the statement is judged, when the list has one member.
        const users = Lazy.uncachedAny({ produce: () => [...new Set(this.tableUsersOfOtherStacks)] });
        const conditions = { ArnEquals: { 'aws:PrincipalArn': users } };
        this.key.addToResourcePolicy(tableAccess(stack, 'TablesOfOtherStacks', { ...principal, conditions }));
      }
    } else {
      const sid = this.newSid('Tables', grantee);
      if (sid !== undefined) this.key.addToResourcePolicy(tableAccess(stack, sid, principal));
    }
    return this.identitySide(grantee, ['kms:Decrypt'], { StringEquals: { 'kms:ViaService': viaService(stack, 'dynamodb') } });
  }

  /**
   * Envelope encryption in a session bound to one tenant: only with an encryption context that names this service and the
   * session's tenant. Sid `TenantEnvelope<grantee>`.
   */
  public tenantEnvelope(grantee: iam.IGrantable): iam.Grant {
    const conditions = tenantEnvelopeConditions(this.key.serviceName);
    const sid = this.newSid('TenantEnvelope', grantee);
    if (sid !== undefined) this.key.addToResourcePolicy(use(sid, this.userOf(grantee), ENVELOPE_ACTIONS, conditions));
    return this.identitySide(grantee, ENVELOPE_ACTIONS, conditions);
  }

  private userOf(grantee: iam.IGrantable): KeyPrincipal {
    needsNoAdministrator(this.key, this.key._administrators, grantee);
    return keyPrincipalOf(this.key, grantee);
  }

  private identitySide(
    grantee: iam.IGrantable,
    actions: string[],
    conditions?: { [operator: string]: { [key: string]: unknown } },
  ): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.key.keyArn], conditions });
  }

  /** A Sid of this family for the grantee, or undefined if its statement stands already. */
  private newSid(family: string, grantee: iam.IGrantable): string | undefined {
    const principal = grantee.grantPrincipal as Partial<iam.IRole>;
    const path = principal.node?.scopes.filter((scope) => !App.isApp(scope)).map((scope) => scope.node.id) ?? ['Given'];
    const whose =
      principal.node?.path ?? JSON.stringify(Stack.of(this.key).resolve(grantee.grantPrincipal.policyFragment.principalJson));
    const base = family + path.join('').replace(/[^A-Za-z0-9]/g, '');
    // Different paths can come to the same letters.
    for (let sid = base, again = 2; ; sid = `${base}${again++}`) {
      const owner = this.sids.get(sid);
      if (owner === whose) return undefined;
      if (owner !== undefined) continue;
      this.sids.set(sid, whose);
      return sid;
    }
  }
}

const WILDCARDS: { readonly [pattern: string]: readonly string[] } = {
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
};
