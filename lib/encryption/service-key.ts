// The key of one service. Its policy alone decides who has access. It does not delegate to the account's root: an identity policy alone
// gives no access, and every user of the key has its own statement.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ExplainedError, threeParts } from '../../contract';
import { needsIssuerName } from '../common/issuer-name';
import { needs } from '../common/needs';
import { needsProperties } from '../common/properties';
import { type KeyAdministration, keyAdministration } from './key-administrators';
import { logsOfStack } from './key-statements';
import { uncoveredLogGroups } from './log-groups';
import { openDoor } from './open-door';
import { SERVICE_KEY_PROPERTIES } from './properties';
import { ServiceKeyUses } from './service-key-uses';

/**
 * Properties of a `ServiceKey`.
 */
export interface ServiceKeyProps {
  /**
   * Name of the service whose data the key protects. It is the value of `service` in every encryption context under this key.
   *
   * 1 to 128 characters `[A-Za-z0-9_.+-]`, in segments joined by `/`.
   */
  readonly serviceName: string;

  /**
   * Roles that may manage the key (policy, rotation, deletion) but not use it, in addition to the deployment role. Give a
   * second, independent role: if nobody can administer the key, the key is lost. A role from IAM Identity Center:
   * `IdentityCenterRole.fromPermissionSet`.
   *
   * @default - only the stack's deployment role, with a warning. Synthesis fails if the synthesizer names no such role.
   */
  readonly administrators?: iam.IRole[];

  /**
   * Roles that may read the settings of the key: policies, grants, rotation, tags. They may neither use nor change it. An auditor from IAM
   * Identity Center: `IdentityCenterRole.fromPermissionSet`.
   *
   * @default - none
   */
  readonly auditors?: iam.IRole[];

  /**
   * What CloudFormation does with the key when it leaves the stack. Nobody can read data that a deleted key encrypted. The log groups that
   * this library makes under the key have the same removal policy.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: only a failed first deployment deletes the key
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How often KMS generates new key material, 90 to 2560 days.
   *
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;

  /**
   * Names of the log groups that CloudWatch Logs may encrypt under this key. Wildcards are allowed.
   *
   * Synthesis fails for a log group under this key with another name.
   *
   * @default - the log groups that CloudFormation names for this stack (`<stack name>-*`)
   */
  readonly logGroupNames?: string[];
}

/**
 * A KMS key under implicit deny. If the key policy does not name a principal, the principal has no access, even if its own identity
 * policy allows access.
 *
 * Source of the model: Atlassian's services may use only the keys that they were explicitly authorized for.
 */
export class ServiceKey extends kms.Key {
  /**
   * Name of the service whose data the key protects.
   */
  public readonly serviceName: string;

  /**
   * Grants of this key. Each writes both the identity policy and the key policy.
   */
  public readonly uses: ServiceKeyUses;

  /** @internal */
  public readonly _administrators: readonly iam.IRole[];

  /** @internal */
  public readonly _removalPolicy: RemovalPolicy;

  /** @internal Who deploys and administers the key. They also deploy and administer what it encrypts. */
  public readonly _administration: KeyAdministration;

  private readonly added: iam.PolicyStatement[] = [];

  /**
   * Creates the key. The key policy first allows only the administrators and the stack's log groups. No role may use the key yet.
   *
   * Throws if a property has the wrong form, or if nobody could administer the key.
   */
  public constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    needsProperties(`${scope.node.path}/${id}`, props, SERVICE_KEY_PROPERTIES);
    const { removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    super(scope, id, {
      description: `bulkhead: data of ${props.serviceName}`,
      enableKeyRotation: true,
      rotationPeriod: props.rotationPeriod ?? Duration.days(365),
      removalPolicy,
      pendingWindow: Duration.days(30),
      policy: new iam.PolicyDocument(),
    });
    needsIssuerName(this, 'serviceName', props.serviceName);
    this.serviceName = props.serviceName;
    this._removalPolicy = removalPolicy;
    this.uses = new ServiceKeyUses(this);
    const stack = Stack.of(this);
    this._administrators = [...(props.administrators ?? [])];
    this._administration = keyAdministration(this, this._administrators, {
      encryptsResources: true,
      auditors: props.auditors,
    });
    this._addOwnStatements(this._administration.statements);
    // A statement can change after it was added, and can hold values that are produced late: all statements are judged again at the end.
    this.node.addValidation({
      validate: () =>
        this.added.flatMap((statement) => {
          const refusal = this.refusalOf(statement);
          return refusal === undefined ? [] : threeParts(...refusal);
        }),
    });
    this.node.addValidation({
      validate: () =>
        uncoveredLogGroups(
          this,
          this.keyArn,
          this.added.map((one) => stack.resolve(one.toStatementJson())),
        ),
    });
    this.addToResourcePolicy(logsOfStack(stack, props.logGroupNames ?? [`${Aws.STACK_NAME}-*`]));
  }

  /**
   * Adds a statement to the key policy. Constructs that take a key add their own statements to its policy.
   *
   * Throws for a statement that allows the whole account or everybody, or that administers the key. Throws for a statement that allows
   * a service without a condition on the source (confused deputy).
   */
  public override addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
    const refusal = this.refusalOf(statement);
    if (refusal !== undefined) needs(false, this, ...refusal);
    this.added.push(statement);
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  /** @internal Statements that name roles by a path of ours, which `addToResourcePolicy` refuses from others. */
  public _addOwnStatements(statements: readonly iam.PolicyStatement[]): void {
    for (const statement of statements) super.addToResourcePolicy(statement);
  }

  /**
   * The grants that every KMS key has. They write both the identity policy and the key policy. `uses` has narrower grants.
   */
  public override get grants(): kms.KeyGrants {
    return kms.KeyGrants.fromKey(this, false);
  }

  /**
   * Grants exactly these actions, in both the identity policy and the key policy.
   *
   * The grantee must be a role. A role of another stack must have a `roleName`. Throws for any other principal, and for an action that
   * does not use the key.
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

  /** Always throws. Give administrators in the `administrators` property: the list is then in one place. */
  public override grantAdmin(_grantee: iam.IGrantable): iam.Grant {
    throw new ExplainedError(
      `${this.node.path}: grantAdmin is called on a ServiceKey`,
      'the administrators of a ServiceKey in its `administrators` property',
      'add the role to `administrators`',
    );
  }

  private refusalOf(statement: iam.PolicyStatement): [seen: string, expected: string, remedy: string] | undefined {
    const refusal = openDoor(Stack.of(this).resolve(statement.toStatementJson()));
    if (refusal === undefined) return undefined;
    return [
      `refused a key policy statement${statement.sid ? ` (${statement.sid})` : ''}: ${refusal}`,
      'a statement that names one role, or a service with aws:SourceArn, aws:SourceAccount or an encryption context',
      'call a method of `key.uses`, or name a role in the statement',
    ];
  }
}
