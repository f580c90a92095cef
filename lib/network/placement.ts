// Where a construct's functions run: in a segment of a SegmentedVpc, in an existing VPC, or in none.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { FunctionPlacement } from '../common/function-placement';
import { needs, seen } from '../common/needs';
import type { SegmentedVpc } from './segmented-vpc';

/**
 * Where functions run. Give `network`, or `vpc` with `vpcSubnets` and `securityGroups`.
 */
export interface NetworkPlacementProps {
  /**
   * The network. Functions run in one of its segments, with the security group that it makes for their service.
   *
   * @default - none: functions run in the Lambda service's own network, and an API has a public address
   */
  readonly network?: SegmentedVpc;

  /**
   * Segment of `network`.
   *
   * @default - the first one of kind service
   */
  readonly segment?: string;

  /**
   * An existing VPC in place of `network`. Its routes, rules, endpoint policies and DNS are not this library's: docs/network.md lists
   * what is then not promised.
   *
   * @default - none
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of `vpc`.
   *
   * @default - none; required with `vpc`
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups in `vpc`, at least one.
   *
   * @default - none; required with `vpc`
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Ids of the endpoints of `vpc`, by the service's short name. With `execute-api`, an API is private and answers through that
   * endpoint alone.
   *
   * @default - none: an API has a public address
   */
  readonly vpcEndpointIds?: { [service: string]: string };
}

export interface Placement extends FunctionPlacement {
  /** Through which a private API answers; without one it has a public address. */
  readonly executeApiEndpointId?: string;
  /** Addresses from which that endpoint is reached, if they are known. */
  readonly callerBlocks: readonly string[];
}

export interface PlacedThing {
  /** Whose security group it is. */
  readonly name: string;
  /** Services that its functions call, by short name. */
  readonly calls: readonly string[];
}

/** Undefined if nothing says where: outside of any VPC. */
export function placementOf(scope: Construct, props: NetworkPlacementProps, thing: PlacedThing): Placement | undefined {
  const { network, vpc } = props;
  if (network !== undefined) return inSegment(scope, network, props, thing);
  needs(props.segment === undefined, scope, `segment is ${seen(props.segment)}, and there is no \`network\` it would be of`);
  if (vpc !== undefined) return inExistingVpc(scope, vpc, props);
  for (const name of ['vpcSubnets', 'securityGroups', 'vpcEndpointIds'] as const) {
    needs(props[name] === undefined, scope, `${name} is given without \`vpc\`: say which VPC it belongs to`);
  }
  return undefined;
}

function inSegment(scope: Construct, network: SegmentedVpc, props: NetworkPlacementProps, thing: PlacedThing): Placement {
  for (const name of ['vpc', 'vpcSubnets', 'securityGroups', 'vpcEndpointIds'] as const) {
    needs(props[name] === undefined, scope, `${name} is given beside \`network\`, which has its own: remove one of them`);
  }
  network._needsReach(scope, props.segment, thing.calls);
  return {
    vpc: network.vpc,
    vpcSubnets: network.subnetsOf(props.segment),
    securityGroups: [network.securityGroupFor(thing.name, props.segment)],
    environment: network._environment,
    ready: [network._ready],
    executeApiEndpointId: network.endpointId('execute-api'),
    callerBlocks: network._blocksThatReachEndpoints(),
  };
}

/** What the constructs of this library call. */
const KNOWN_ENDPOINTS = ['dynamodb', 'execute-api', 'kms', 'lambda', 'logs', 's3', 'ssm', 'sts'];

function inExistingVpc(scope: Construct, vpc: ec2.IVpc, props: NetworkPlacementProps): Placement {
  const { vpcSubnets, securityGroups = [], vpcEndpointIds = {} } = props;
  const unknown = Object.keys(vpcEndpointIds).find((service) => !KNOWN_ENDPOINTS.includes(service));
  needs(
    unknown === undefined,
    scope,
    `vpcEndpointIds names ${seen(unknown)}, expected short names of services: ${KNOWN_ENDPOINTS.join(', ')}`,
  );
  needs(
    vpcSubnets !== undefined && securityGroups.length > 0,
    scope,
    '`vpc` is given without `vpcSubnets` or `securityGroups`: CDK would choose subnets, and a group that lets everything out',
  );
  Validations.of(scope).addWarning(
    'cdk-bulkhead:existing-vpc',
    'runs in a VPC that this library did not make: its routes, rules, endpoint policies and DNS are not checked (docs/network.md lists what that loses)',
  );
  return {
    vpc,
    vpcSubnets,
    securityGroups,
    environment: {},
    ready: [],
    executeApiEndpointId: vpcEndpointIds['execute-api'],
    callerBlocks: [],
  };
}
