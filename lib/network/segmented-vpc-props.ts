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
   * Addresses of the network: a literal IPv4 block of /16 to /28. The segments take their blocks from it, in the order of `segments`.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * The segments. Their order decides their addresses, so add new segments at the end. Exactly one segment is of kind endpoints.
   *
   * @default - edge, service, endpoints and data, each with subnets of /24
   */
  readonly segments?: Segment[];

  /**
   * The connections that the network allows. The network blocks every other connection. Flows that you give replace the default flows.
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
   * Names of the availability zones, 2 or 3. Give them in a Region whose first zones lack an endpoint service. They override `maxAzs`.
   *
   * @default - the first `maxAzs` zones that CloudFormation lists for the Region
   */
  readonly availabilityZones?: string[];

  /**
   * Services that get an interface endpoint, in addition to KMS, STS, Lambda, Systems Manager, CloudWatch Logs and execute-api. For S3
   * and DynamoDB, declare a flow instead.
   *
   * @default - none
   */
  readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Whether S3 and DynamoDB have interface endpoints instead of gateway endpoints. Then no rule allows public addresses. Interface
   * endpoints cost money: see docs/network.md.
   *
   * @default false
   */
  readonly interfaceEndpointsOnly?: boolean;

  /**
   * Id of the AWS organization (`o-…`) whose principals and resources the endpoint policies allow.
   *
   * @default - the endpoint policies allow only principals and resources of this account
   */
  readonly organizationId?: string;

  /**
   * DNS names that the network resolves, in addition to the names of the endpoints. A name that begins with `*.` stands for every name
   * below it.
   *
   * Data can leave the network in DNS queries: the owner of a domain's name servers sees every name that the network queries.
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
   * Roles that may manage the new key for the logs, in addition to the deployment role. Not used if you give `logsKey`.
   *
   * @default - only the deployment role, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * How long CloudWatch Logs keeps the flow log and the DNS query log.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;
}
