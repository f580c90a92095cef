// Where a construct's functions run: in a segment of a SegmentedVpc, in an existing VPC, or outside of any VPC.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { threeParts } from '../../contract';
import type { FunctionPlacement } from '../common/function-placement';
import { needs, seen } from '../common/needs';
import type { SegmentedVpc } from './segmented-vpc';

/**
 * Where functions run. Give `network`, or `vpc` with `vpcSubnets` and `securityGroups`, or none of them.
 */
export interface NetworkPlacementProps {
  /**
   * The network. Functions run in one of its segments, with the security group that the network makes for their service.
   *
   * @default - none. Functions run in the Lambda service's own network, and the API has a public address.
   */
  readonly network?: SegmentedVpc;

  /**
   * Name of the segment of `network` in which functions run.
   *
   * @default - the first segment of kind service
   */
  readonly segment?: string;

  /**
   * An existing VPC, instead of `network`. This library does not control the routes, rules, endpoint policies and DNS of that VPC:
   * docs/network.md lists what the library then does not promise.
   *
   * @default - none
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of `vpc` in which functions run.
   *
   * @default - none. Required with `vpc`.
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the functions in `vpc`, at least one.
   *
   * @default - none. Required with `vpc`.
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Ids of the VPC endpoints in `vpc`, by the service's short name. With `execute-api`, the API is private: it answers only through that
   * endpoint.
   *
   * @default - none. The API has a public address.
   */
  readonly vpcEndpointIds?: { [service: string]: string };
}

export interface Placement extends FunctionPlacement {
  /** The endpoint through which a private API answers. Without one the API has a public address. */
  readonly executeApiEndpointId?: string;
  /** Addresses that can reach that endpoint, if they are known. */
  readonly callerBlocks: readonly string[];
}

export interface PlacedThing {
  /** The name of the security group. */
  readonly name: string;
  /** Services that its functions call, by short name. */
  readonly calls: readonly string[];
}

/** Undefined if no property names a place: outside of any VPC. */
export function placementOf(scope: Construct, props: NetworkPlacementProps, thing: PlacedThing): Placement | undefined {
  const { network, vpc } = props;
  if (network !== undefined) return inSegment(scope, network, props, thing);
  needs(
    props.segment === undefined,
    scope,
    `segment is ${seen(props.segment)}, without a \`network\``,
    'a `network` that has this segment',
    'pass `network`, or leave `segment` out',
  );
  if (vpc !== undefined) return inExistingVpc(scope, vpc, props);
  for (const name of ['vpcSubnets', 'securityGroups', 'vpcEndpointIds'] as const) {
    needs(
      props[name] === undefined,
      scope,
      `${name} is given without \`vpc\``,
      `the VPC to which ${name} belongs`,
      `pass \`vpc\`, or leave \`${name}\` out`,
    );
  }
  return undefined;
}

function inSegment(scope: Construct, network: SegmentedVpc, props: NetworkPlacementProps, thing: PlacedThing): Placement {
  for (const name of ['vpc', 'vpcSubnets', 'securityGroups', 'vpcEndpointIds'] as const) {
    needs(
      props[name] === undefined,
      scope,
      `\`${name}\` and \`network\` are both given`,
      'either a `network`, or an existing `vpc` with its own properties',
      `remove \`${name}\`, or remove \`network\``,
    );
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
    `vpcEndpointIds names ${seen(unknown)}`,
    `short names of services: ${KNOWN_ENDPOINTS.join(', ')}`,
    'correct the name, or remove this endpoint',
  );
  needs(
    vpcSubnets !== undefined && securityGroups.length > 0,
    scope,
    `\`vpc\` is given without \`${vpcSubnets === undefined ? 'vpcSubnets' : 'securityGroups'}\``,
    'both `vpcSubnets` and `securityGroups`: without them, CDK chooses subnets and creates a group that allows all egress',
    'pass `vpcSubnets` and `securityGroups`',
  );
  Validations.of(scope).addWarning(
    'cdk-bulkhead:existing-vpc',
    threeParts(
      'the functions run in an existing VPC, and this library cannot verify an existing VPC',
      'routes, rules, endpoint policies and DNS that you verify yourself (docs/network.md lists what this library then does not promise)',
      "pass a SegmentedVpc as `network`, or write `Validations.of(scope).acknowledge({ id: 'cdk-bulkhead:existing-vpc', reason: '…' })`",
    ),
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
