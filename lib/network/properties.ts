// The forms of the properties of the network's constructs and factories.

import { FLAG, type Forms, listOf, number, object, optional, ROLES, text, texts } from '../common/forms';
import { SERVICE_KEY } from '../encryption/properties';
import type { NetworkPlacementProps } from './placement';
import type { SegmentOptions } from './segment';
import type { SegmentedVpcProps } from './segmented-vpc-props';

/** For constructs whose functions run somewhere. */
export const PLACEMENT_PROPERTIES: Forms<NetworkPlacementProps> = {
  network: optional(
    object('a SegmentedVpc', ['endpointId', 'securityGroupFor', 'subnetsOf'], "new SegmentedVpc(this, 'Network')"),
  ),
  segment: optional(text('service')),
  vpc: optional(object('a VPC', ['vpcId', 'selectSubnets'], "ec2.Vpc.fromVpcAttributes(this, 'Vpc', { … })")),
  vpcSubnets: optional(object('a selection of subnets', [], '{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }')),
  securityGroups: optional(
    listOf(object('security groups', ['securityGroupId'], "ec2.SecurityGroup.fromSecurityGroupId(this, 'Group', 'sg-…')")),
  ),
  vpcEndpointIds: optional(object('an object of endpoint ids', [], "{ 'execute-api': 'vpce-…' }")),
};

export const SEGMENTED_VPC_PROPERTIES: Forms<SegmentedVpcProps> = {
  cidr: optional(text('10.0.0.0/16')),
  segments: optional(listOf(object('Segments', ['segmentName', 'kind'], 'Segment.service()'))),
  flows: optional(listOf(object('Flows', ['source', 'destination', 'port'], "Flow.between('service', 's3', ec2.Port.tcp(443))"))),
  maxAzs: optional(number(2)),
  availabilityZones: optional(texts('eu-central-1a', 'eu-central-1b')),
  endpoints: optional(
    listOf(object('services of interface endpoints', ['shortName'], 'ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER')),
  ),
  interfaceEndpointsOnly: optional(FLAG),
  organizationId: optional(text('o-a1b2c3d4e5')),
  allowedDomainNames: optional(texts('api.example.com')),
  logsKey: optional(SERVICE_KEY),
  keyAdministrators: optional(ROLES),
  logRetention: optional(number(365)),
};

export const SEGMENT_OPTIONS: Forms<SegmentOptions> = {
  segmentName: optional(text('orders')),
  cidrMask: optional(number(24)),
};
