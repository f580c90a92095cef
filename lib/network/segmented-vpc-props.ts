// What a SegmentedVpc is made from.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { ServiceKey } from '../encryption';
import type { Flow } from './flow';
import type { Segment } from './segment';

/**
 * Properties of a `SegmentedVpc`.
 */
export interface SegmentedVpcProps {
  /**
   * Addresses of the network, a literal IPv4 block of /16 to /28. Segments are carved from it in their order.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Segments. Their order decides their addresses: append new ones. Exactly one is of kind endpoints.
   *
   * @default - edge, service, endpoints and data, with subnets of /24
   */
  readonly segments?: Segment[];

  /**
   * The ways through the network. What none of them names is closed: given ones take the place of the default ones.
   *
   * @default - HTTPS from every edge and service segment to the endpoints, and from every service segment to S3 and DynamoDB
   */
  readonly flows?: Flow[];

  /**
   * How many availability zones, 2 or 3.
   *
   * @default 2
   */
  readonly maxAzs?: number;

  /**
   * The availability zones themselves, 2 or 3. For Regions whose first zones lack an endpoint service.
   *
   * @default - the first `maxAzs` zones that CloudFormation lists for the Region
   */
  readonly availabilityZones?: string[];

  /**
   * Interface endpoints beside KMS, STS, Lambda, Systems Manager, CloudWatch Logs and execute-api.
   *
   * @default - none
   */
  readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Reach S3 and DynamoDB through interface endpoints instead of gateways. Strict, since no rule then names public addresses, and
   * not free: see docs/network.md.
   *
   * @default false
   */
  readonly interfaceEndpointsOnly?: boolean;

  /**
   * Organisation (`o-…`) whose principals and resources pass the endpoints.
   *
   * @default - those of this account alone
   */
  readonly organizationId?: string;

  /**
   * Names that resolve beside those of the endpoints; one that begins with `*.` stands for everything below it. Whoever runs a
   * domain's name servers learns what is asked for: each name is a way out.
   *
   * @default - none
   */
  readonly allowedDomainNames?: string[];

  /**
   * Key of the flow log, the DNS query log and the log of the function that closes the default security group.
   *
   * @default - one is made
   */
  readonly logsKey?: ServiceKey;

  /**
   * Roles that may manage the key that is made for the logs, beside the deployment role.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * How long flow log and DNS query log are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;
}
