// The security groups of a network: one for each name and segment, made at the first call, with the rules that the flows declare.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SEGMENT_TAG } from '../../contract';
import type { AddressPlan } from './address-plan';
import type { Flow } from './flow';
import { type Rule, securityGroupRules } from './rules';

export interface SecurityGroupsProps {
  readonly vpcId: string;
  readonly plan: AddressPlan;
  readonly flows: readonly Flow[];
}

export class SecurityGroups extends Construct {
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: SecurityGroupsProps,
  ) {
    super(scope, id);
  }

  /** The same name and segment give the same group. */
  public groupFor(name: string, segmentName: string): ec2.ISecurityGroup {
    const inSegment = (this.node.tryFindChild(segmentName) as Construct | undefined) ?? new Construct(this, segmentName);
    // In a construct's id a slash would begin another construct. Two names must not yield one id.
    const id = encodeURIComponent(name);
    const existing = inSegment.node.tryFindChild(id)?.node.tryFindChild('Attributes');
    if (existing !== undefined) return existing as unknown as ec2.ISecurityGroup;
    const scope = new Construct(inSegment, id);
    const rules = securityGroupRules(this.props.plan, this.props.flows, segmentName);
    const written = (direction: Rule['direction']) => rules.filter((rule) => rule.direction === direction).map(ruleProperty);
    const ingress = written('ingress');
    const egress = written('egress');
    const group = new ec2.CfnSecurityGroup(scope, 'Resource', {
      groupDescription: `bulkhead: ${name} in segment ${segmentName}`,
      vpcId: this.props.vpcId,
      ...(ingress.length > 0 && { securityGroupIngress: ingress }),
      // CloudFormation adds a rule that allows everything to a group without egress rules. NO_EGRESS matches nothing.
      securityGroupEgress: egress.length > 0 ? egress : [NO_EGRESS],
    });
    Tags.of(group).add('Name', group.node.path.replace(/\/Resource$/, ''));
    Tags.of(group).add(SEGMENT_TAG, segmentName);
    return ec2.SecurityGroup.fromSecurityGroupId(scope, 'Attributes', group.attrGroupId, { mutable: false });
  }
}

/** ICMP with a type that does not exist, to an address that nobody has. */
const NO_EGRESS: ec2.CfnSecurityGroup.EgressProperty = {
  description: 'No way out',
  ipProtocol: 'icmp',
  fromPort: 252,
  toPort: 86,
  cidrIp: '255.255.255.255/32',
};

function ruleProperty({ direction, protocol, peer, cidr, fromPort, toPort }: Rule): ec2.CfnSecurityGroup.IngressProperty {
  return {
    description: `${direction === 'egress' ? 'to' : 'from'} ${peer}`,
    ipProtocol: protocol,
    fromPort,
    toPort,
    cidrIp: cidr,
  };
}
