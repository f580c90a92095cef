// What a SegmentedVpc refuses in its properties, beyond their form, and the availability zones that they come to.

import { Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { needs, seen } from '../common/needs';
import { isDomainName } from './domain-name';
import { GATEWAY_DESTINATIONS } from './flow';
import type { SegmentedVpcProps } from './segmented-vpc-props';

export function checkNetworkProps(
  scope: Construct,
  { endpoints, organizationId, allowedDomainNames = [] }: SegmentedVpcProps,
): void {
  const gateway = endpoints?.find(({ shortName }) => GATEWAY_DESTINATIONS.some((service) => service === shortName));
  needs(
    gateway === undefined,
    scope,
    `endpoints contains ${seen(gateway?.shortName)}`,
    `services other than s3 and dynamodb: a flow creates the endpoint of these two`,
    `remove it from \`endpoints\`, and add Flow.between('…', '${gateway?.shortName}', ec2.Port.tcp(443)) to \`flows\``,
  );
  needs(
    organizationId === undefined || Token.isUnresolved(organizationId) || /^o-[a-z0-9]{10,32}$/.test(organizationId),
    scope,
    `organizationId is ${seen(organizationId)}`,
    'the id of an AWS organization, such as "o-a1b2c3d4e5"',
    'copy the id that `aws organizations describe-organization` shows, or leave `organizationId` out',
  );
  const openName = allowedDomainNames.find((name) => !isDomainName(Stack.of(scope).resolve(name)));
  needs(
    openName === undefined,
    scope,
    `allowedDomainNames contains ${seen(openName)}`,
    'names of two or more parts, such as "api.example.com" or "*.example.com"',
    'write the full domain name, or remove this name',
  );
}

export function zonesOf(
  scope: Construct,
  { availabilityZones, maxAzs = 2 }: Pick<SegmentedVpcProps, 'availabilityZones' | 'maxAzs'>,
): string[] {
  const count = availabilityZones?.length ?? maxAzs;
  needs(
    count === 2 || count === 3,
    scope,
    `the network has ${count} availability zones`,
    '2 or 3 zones: with 1 zone, its outage stops everything, and a segment has addresses for 3 zones at most',
    'write maxAzs: 2 or 3, or give 2 or 3 availabilityZones',
  );
  needs(
    new Set(availabilityZones).size === (availabilityZones?.length ?? 0),
    scope,
    `availabilityZones is ${seen(availabilityZones)}`,
    'each zone once',
    'remove the zone that is given twice',
  );
  // CloudFormation lists the zones at deployment: synthesis needs no look-up and no credentials.
  return availabilityZones ?? Array.from({ length: count }, (_zone, index) => Fn.select(index, Fn.getAzs()));
}
