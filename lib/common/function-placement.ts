// Where in a network a function runs.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';

export interface FunctionPlacement {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroups: readonly ec2.ISecurityGroup[];
  /** Variables that tell the function where to reach the services that it calls. */
  readonly environment: { readonly [name: string]: string };
  /** What must exist before the function can reach the services that it calls. */
  readonly ready: readonly IDependable[];
}
