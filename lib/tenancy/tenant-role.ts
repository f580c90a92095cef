// The only role that may read and write a service's tenant data, and only in a session with the tag of one tenant. A principal that
// chooses the tag itself could read the data of every tenant. So exactly one role may assume this role: the service's session broker.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { IAM_MIN_MAX_SESSION_SECONDS, TENANT_SESSION_TAG, threeParts } from '../../contract';
import { ManagedPolicyRole } from '../common/managed-policy-role';
import { needs } from '../common/needs';
import { needsProperties } from '../common/properties';
import { TENANT_ROLE_PROPERTIES } from './properties';

/**
 * Properties of a `TenantRole`.
 */
export interface TenantRoleProps {
  /**
   * Name of the service whose tenant data the role may read and write.
   */
  readonly serviceName: string;

  /**
   * The VPCs from which a session of the role may call AWS, through VPC endpoints. Give all VPCs in which the service's functions run. Calls
   * that an AWS service makes for the session do not come from a VPC, and are not denied. A session cannot pre-sign URLs for other networks.
   *
   * @default - from anywhere
   */
  readonly onlyFromVpcs?: ec2.IVpc[];
}

/**
 * A role for one tenant at a time: its sessions carry the tenant id in the tag `TenantId` (`aws:PrincipalTag/TenantId`).
 */
export class TenantRole extends Construct implements iam.IGrantable {
  /**
   * The role. A separate managed policy has its permissions.
   */
  public readonly role: iam.Role;

  /**
   * The principal that grants are written to: the role.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  private broker: iam.IRole | undefined;

  /**
   * Creates the role. Nobody may assume it until you pass it to a `TenantSessionBroker`. Synthesis fails without a broker.
   */
  public constructor(scope: Construct, id: string, props: TenantRoleProps) {
    super(scope, id);
    needsProperties(this.node.path, props, TENANT_ROLE_PROPERTIES);
    this.role = new ManagedPolicyRole(this, 'Role', {
      assumedBy: new NobodyYet(),
      description: `bulkhead: tenant data of ${props.serviceName}, one tenant a session`,
      // IAM allows no shorter time. The broker asks for 15 minutes, and the session policy ends the session sooner.
      maxSessionDuration: Duration.seconds(IAM_MIN_MAX_SESSION_SECONDS),
    });
    this.grantPrincipal = this.role;
    if (props.onlyFromVpcs !== undefined) this.denyOutsideOf(props.onlyFromVpcs);
    this.node.addValidation({
      validate: () =>
        this.broker === undefined
          ? [
              threeParts(
                `${this.node.path}: no principal may assume this tenant role`,
                'one TenantSessionBroker with this role',
                'pass the role to a TenantSessionBroker as `tenantRole`',
              ),
            ]
          : [],
    });
  }

  private denyOutsideOf(vpcs: readonly ec2.IVpc[]): void {
    needs(
      vpcs.length > 0,
      this,
      'onlyFromVpcs is an empty list: it would deny every call that a session makes itself',
      'at least one VPC',
      'give the VPCs of the service’s functions, or leave onlyFromVpcs out',
    );
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'OnlyFromVpcs',
        effect: iam.Effect.DENY,
        actions: ['*'],
        resources: ['*'],
        // DynamoDB and S3 call KMS with the session of their caller, and without its network.
        conditions: {
          StringNotEquals: { 'aws:SourceVpc': vpcs.map(({ vpcId }) => vpcId) },
          Bool: { 'aws:ViaAWSService': 'false' },
        },
      }),
    );
  }

  /** @internal Lets one broker's role assume this one. `TenantSessionBroker` calls it, once. */
  public _trustBroker(broker: iam.IRole): void {
    needs(
      this.broker === undefined,
      this,
      `this tenant role already has the broker ${this.broker?.node.path}, and ${broker.node.path} would be a second broker`,
      'one broker for each tenant role, because a broker can name any tenant',
      'make a TenantRole for each TenantSessionBroker',
    );
    this.broker = broker;
    // STS authorizes AssumeRole and TagSession as two actions. Both carry the tags of the request.
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

/** A role needs a principal. This one writes no statement, so that the trust policy holds only what `_trustBroker` adds. */
class NobodyYet extends iam.PrincipalBase {
  public get policyFragment(): iam.PrincipalPolicyFragment {
    return new iam.PrincipalPolicyFragment({});
  }

  public override addToAssumeRolePolicy(_document: iam.PolicyDocument): void {}

  public dedupeString(): string | undefined {
    return undefined;
  }
}
