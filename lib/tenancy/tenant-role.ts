// The only role that may touch a service's tenant data, and only in a session tagged with one tenant. Whoever could assume it
// with a tag of its choice would have every tenant, so exactly one role may: the service's session broker.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { IAM_MIN_MAX_SESSION_SECONDS, TENANT_SESSION_TAG } from '../../contract';
import { ManagedPolicyRole } from '../common/managed-policy-role';
import { needs } from '../common/needs';
import { needsProperties } from '../common/properties';
import { TENANT_ROLE_PROPERTIES } from './properties';

/**
 * Properties of a `TenantRole`.
 */
export interface TenantRoleProps {
  /**
   * Name of the service whose tenants' data the role opens.
   */
  readonly serviceName: string;
}

/**
 * A role that is good for one tenant at a time: `aws:PrincipalTag/TenantId` of its sessions.
 */
export class TenantRole extends Construct implements iam.IGrantable {
  /**
   * The role. Data permissions lie in a managed policy beside it.
   */
  public readonly role: iam.Role;

  /**
   * What grants are written to.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  private broker: iam.IRole | undefined;

  /**
   * Creates the role, which nobody may assume before a `TenantSessionBroker` has it: synthesis fails without it.
   */
  public constructor(scope: Construct, id: string, props: TenantRoleProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_ROLE_PROPERTIES);
    this.role = new ManagedPolicyRole(this, 'Role', {
      assumedBy: new NobodyYet(),
      description: `bulkhead: tenant data of ${props.serviceName}, one tenant a session`,
      // IAM allows no less. Sessions ask for 15 minutes, and their session policy ends them sooner.
      maxSessionDuration: Duration.seconds(IAM_MIN_MAX_SESSION_SECONDS),
    });
    this.grantPrincipal = this.role;
    this.node.addValidation({
      validate: () =>
        this.broker === undefined
          ? [
              `${this.node.path}: nobody may assume this tenant role; give it to a TenantSessionBroker, which makes the broker that may`,
            ]
          : [],
    });
  }

  /** @internal Lets one broker's role assume this one. `TenantSessionBroker` calls it, once. */
  public _trustBroker(broker: iam.IRole): void {
    needs(
      this.broker === undefined,
      this,
      `${this.broker?.node.path} is already the broker of this tenant role, ${broker.node.path} cannot be a second one: ` +
        'each of them could name any tenant. Make a TenantRole for each TenantSessionBroker.',
    );
    this.broker = broker;
    // STS checks AssumeRole and TagSession as two actions; both carry the tags of the request.
    this.role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        sid: 'BrokerNamesOneTenant',
        principals: [broker],
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        conditions: {
          Null: { [`aws:RequestTag/${TENANT_SESSION_TAG}`]: 'false' },
          StringLike: { [`aws:RequestTag/${TENANT_SESSION_TAG}`]: '?*' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [TENANT_SESSION_TAG] },
        },
      }),
    );
  }
}

/** A role must be made with a principal; this one writes no statement, so that the trust policy holds what `_trustBroker` adds and nothing else. */
class NobodyYet extends iam.PrincipalBase {
  public get policyFragment(): iam.PrincipalPolicyFragment {
    return new iam.PrincipalPolicyFragment({});
  }

  public override addToAssumeRolePolicy(_document: iam.PolicyDocument): void {}

  public dedupeString(): string | undefined {
    return undefined;
  }
}
