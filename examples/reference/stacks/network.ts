// The network that everything else runs in. Nothing leads into it or out of it; what its segments may say to each other is here.

import { Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Flow, Segment, SegmentedVpc } from 'cdk-bulkhead';
import type { Construct } from 'constructs';

export interface NetworkStackProps extends StackProps {
  readonly breakGlass: iam.IRole;
}

export class NetworkStack extends Stack {
  public readonly network: SegmentedVpc;

  public constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    this.network = new SegmentedVpc(this, 'Network', {
      cidr: '10.20.0.0/16',
      segments: [Segment.edge(), Segment.service(), Segment.endpoints({ cidrMask: 26 })],
      flows: [
        // What faces users calls services through their private APIs, and publishes its public key.
        Flow.between('edge', 'endpoints', ec2.Port.tcp(443)),
        Flow.between('edge', 's3', ec2.Port.tcp(443)),
        // Services sign, ask for sessions and call each other; they read public keys and rows.
        Flow.between('service', 'endpoints', ec2.Port.tcp(443)),
        Flow.between('service', 's3', ec2.Port.tcp(443)),
        Flow.between('service', 'dynamodb', ec2.Port.tcp(443)),
      ],
      keyAdministrators: [props.breakGlass],
    });
  }
}
