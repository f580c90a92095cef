// The subnets of a segment, its network ACL, and the entries of that ACL.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SEGMENT_TAG, threeParts } from '../../contract';
import { needs, seen } from '../common/needs';
import type { AddressPlan, PlannedSegment } from './address-plan';
import type { Flow } from './flow';
import { ACL_ENTRIES, type AclEntry, aclEntries } from './rules';

/** The subnets of one segment, each with its own route table, and their network ACL. */
export class SegmentSubnets extends Construct {
  public readonly acl: ec2.CfnNetworkAcl;
  public readonly subnetIds: string[] = [];
  public readonly routeTableIds: string[] = [];

  public constructor(
    scope: Construct,
    public readonly planned: PlannedSegment,
    vpc: ec2.CfnVPC,
    zones: string[],
  ) {
    const { segmentName } = planned.segment;
    super(scope, segmentName);
    this.acl = new ec2.CfnNetworkAcl(this, 'Acl', { vpcId: vpc.ref });
    planned.subnets.forEach((block, index) => {
      const subnet = new ec2.CfnSubnet(this, `Subnet${index + 1}`, {
        vpcId: vpc.ref,
        cidrBlock: block.toString(),
        availabilityZone: zones[index],
        mapPublicIpOnLaunch: false,
      });
      // One for each zone: a later route to something in that zone then replaces no association.
      const routeTable = new ec2.CfnRouteTable(this, `RouteTable${index + 1}`, { vpcId: vpc.ref });
      new ec2.CfnSubnetRouteTableAssociation(this, `Routes${index + 1}`, {
        subnetId: subnet.ref,
        routeTableId: routeTable.ref,
      });
      new ec2.CfnSubnetNetworkAclAssociation(this, `AclAssociation${index + 1}`, {
        subnetId: subnet.ref,
        networkAclId: this.acl.attrId,
      });
      this.subnetIds.push(subnet.ref);
      this.routeTableIds.push(routeTable.ref);
    });
    Tags.of(this).add(SEGMENT_TAG, segmentName);
    Tags.of(this).add('Name', this.node.path);
  }
}

export interface AclSource {
  readonly plan: AddressPlan;
  /** The flows as the user wrote them, for messages. */
  readonly declared: readonly Flow[];
  /** The flows as traffic takes them. */
  readonly passing: readonly Flow[];
  readonly segmentName: string;
}

/** Writes the ACL's entries, which follow from the flows. Throws if Amazon VPC does not accept so many. `scope` is the network. */
export function writeAclEntries(
  scope: Construct,
  acl: ec2.CfnNetworkAcl,
  { plan, declared, passing, segmentName }: AclSource,
): void {
  const entries = aclEntries(plan, passing, segmentName);
  for (const direction of ['ingress', 'egress'] as const) {
    const written = entries.filter((entry) => entry.direction === direction);
    const flows = declared.filter(({ source, destination }) => source === segmentName || destination === segmentName);
    needs(
      written.length <= ACL_ENTRIES.most,
      scope,
      `segment ${seen(segmentName)} needs ${written.length} ${direction} entries in its network ACL, for these flows: ${flows.join('; ')}`,
      `at most ${ACL_ENTRIES.most} entries in a direction (Amazon VPC's limit)`,
      'join adjacent ports into ranges (ec2.Port.tcpRange), or split the segment',
    );
    if (written.length > ACL_ENTRIES.byDefault) {
      Validations.of(scope).addWarning(
        'cdk-bulkhead:acl-quota',
        threeParts(
          `segment ${segmentName} needs ${written.length} ${direction} entries in its network ACL`,
          `at most ${ACL_ENTRIES.byDefault}, the default of the quota "Rules per network ACL"`,
          `raise this quota of Amazon VPC to ${written.length} or more before you deploy, or join adjacent ports into ranges`,
        ),
      );
    }
    for (const entry of written)
      new ec2.CfnNetworkAclEntry(acl.node.scope as Construct, entryId(entry), aclProperties(acl, entry));
  }
}

/** IANA's protocol numbers. */
const PROTOCOL_NUMBERS = { all: -1, tcp: 6, udp: 17 };

function aclProperties(acl: ec2.CfnNetworkAcl, entry: AclEntry): ec2.CfnNetworkAclEntryProps {
  return {
    networkAclId: acl.attrId,
    ruleNumber: entry.number,
    egress: entry.direction === 'egress',
    ruleAction: entry.action,
    cidrBlock: entry.cidr,
    protocol: PROTOCOL_NUMBERS[entry.action === 'deny' ? 'all' : entry.protocol],
    ...(entry.action === 'allow' && { portRange: { from: entry.fromPort, to: entry.toPort } }),
  };
}

/** The id contains the whole rule: another rule is another resource. */
function entryId(entry: AclEntry): string {
  const direction = entry.direction === 'egress' ? 'Egress' : 'Ingress';
  if (entry.action === 'deny') return `${direction}-deny-vpc`;
  return `${direction}-${entry.protocol}-${entry.fromPort}-${entry.toPort}-${entry.peer}`;
}
