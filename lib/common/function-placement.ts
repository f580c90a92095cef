// Where in a network a function runs.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';

export interface FunctionPlacement {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroups: readonly ec2.ISecurityGroup[];
  /** Variables without which the function would not find what it calls. */
  readonly environment: { readonly [name: string]: string };
  /** What must stand before the function's calls get through. */
  readonly ready: readonly IDependable[];
}
