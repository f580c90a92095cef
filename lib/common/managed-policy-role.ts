// A role with its permissions in a separate managed policy. Inline policies trip NIST, HIPAA and PCI rules, and a key
// policy that names a role whose inline policy names a table under that key is a cycle that CloudFormation refuses.

import * as iam from 'aws-cdk-lib/aws-iam';
import { type Duration, Names, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge';
import { duration, FLAG, type Forms, object, optional, text } from './forms';
import { needsProperties } from './properties';

/**
 * Properties of a `ManagedPolicyRole`.
 */
export interface ManagedPolicyRoleProps {
  /**
   * Who may assume the role.
   */
  readonly assumedBy: iam.IPrincipal;

  /**
   * What the role is for.
   */
  readonly description: string;

  /**
   * Whether the role gets a name that is known before deployment. A policy in another stack can then name the role without a
   * reference to this stack.
   *
   * @default false
   */
  readonly literalName?: boolean;

  /**
   * Longest session of the role, 1 to 12 hours.
   *
   * @default - 1 hour
   */
  readonly maxSessionDuration?: Duration;
}

const PROPERTIES: Forms<ManagedPolicyRoleProps> = {
  assumedBy: object('a principal', ['policyFragment'], "new iam.ServicePrincipal('lambda.amazonaws.com')"),
  description: text('Reads invoices'),
  literalName: optional(FLAG),
  maxSessionDuration: optional(duration('Duration.hours(1)')),
};

/** IAM: 64 characters; a Region's name takes up to 14 and its hyphen. */
const NAME_WITHOUT_REGION = 49;

/**
 * A role that writes its grants to a separate managed policy.
 */
export class ManagedPolicyRole extends iam.Role {
  private permissions: iam.ManagedPolicy | undefined;

  /**
   * Creates the role. The role has no policy before its first grant.
   */
  public constructor(scope: Construct, id: string, props: ManagedPolicyRoleProps) {
    needsProperties(`${scope.node.path}/${id}`, props, PROPERTIES);
    const { region } = Stack.of(scope);
    super(scope, id, {
      assumedBy: props.assumedBy,
      description: props.description,
      maxSessionDuration: props.maxSessionDuration,
      // Roles are the account's, not the Region's: without the Region a second deployment would meet the first one's role.
      ...(props.literalName && { roleName: `${uniqueName(scope, id)}-${region}` }),
    });
  }

  /**
   * Adds a statement to the role's managed policy.
   */
  public override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const permissions = this.policyBeside();
    permissions.addStatements(statement);
    return { statementAdded: true, policyDependable: permissions };
  }

  /** @internal Says why a resource of this role's statements holds a wildcard. */
  public _acknowledgeWildcard(resource: string, reason: string): void {
    acknowledgeWildcard(this.policyBeside(), resource, reason);
  }

  private policyBeside(): iam.ManagedPolicy {
    this.permissions ??= new iam.ManagedPolicy(this, 'Permissions', { roles: [this] });
    return this.permissions;
  }
}

function uniqueName(scope: Construct, id: string): string {
  // The name must be known before the role is in the tree; a construct of this id under this scope gets the same path.
  const base = Names.uniqueResourceName(scope, { maxLength: NAME_WITHOUT_REGION - id.length - 1, separator: '-' });
  return `${base}-${id}`;
}
