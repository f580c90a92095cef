// The properties of a SegmentedVpc.

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
   * Addresses of the network: a literal IPv4 block of /16 to /28. Segments take their blocks from it in their order.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Segments. Their order decides their addresses: append new segments. Exactly one segment is of kind endpoints.
   *
   * @default - edge, service, endpoints and data, each with subnets of /24
   */
  readonly segments?: Segment[];

  /**
   * The allowed connections in the network. What no flow names is closed. Flows that you give replace the default flows.
   *
   * @default - HTTPS from every edge and service segment to the endpoints, and from every service segment to S3 and DynamoDB
   */
  readonly flows?: Flow[];

  /**
   * Number of availability zones, 2 or 3.
   *
   * @default 2
   */
  readonly maxAzs?: number;

  /**
   * Names of the availability zones, 2 or 3. Use it in Regions whose first zones lack an endpoint service. It overrides `maxAzs`.
   *
   * @default - the first `maxAzs` zones that CloudFormation lists for the Region
   */
  readonly availabilityZones?: string[];

  /**
   * Interface endpoints besides those of KMS, STS, Lambda, Systems Manager, CloudWatch Logs and execute-api. A flow makes those of S3
   * and DynamoDB.
   *
   * @default - none
   */
  readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Whether S3 and DynamoDB have interface endpoints instead of gateway endpoints. No rule then names public addresses. Interface
   * endpoints cost money: see docs/network.md.
   *
   * @default false
   */
  readonly interfaceEndpointsOnly?: boolean;

  /**
   * Id of the AWS organisation (`o-…`) whose principals and resources the endpoint policies allow.
   *
   * @default - the endpoint policies allow those of this account alone
   */
  readonly organizationId?: string;

  /**
   * DNS names that resolve, besides those of the endpoints. A name that begins with `*.` stands for every name below it.
   *
   * Data can leave the network in DNS queries: the owner of a domain's name servers sees the names that are asked for.
   *
   * @default - none
   */
  readonly allowedDomainNames?: string[];

  /**
   * Key of the flow log, the DNS query log and the log of the function that closes the default security group.
   *
   * @default - a new key
   */
  readonly logsKey?: ServiceKey;

  /**
   * Roles that may manage the new key for the logs, besides the deployment role. Without effect if you give `logsKey`.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * How long CloudWatch Logs keeps the flow log and the DNS query log.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;
}
