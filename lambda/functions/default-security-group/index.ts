// The function that closes a VPC's default security group, behind its custom resource.

import { EC2, type IpPermission } from '@aws-sdk/client-ec2';
import { ExplainedError } from '../../../contract';
import { answer, type CustomResourceEvent } from '../../aws/custom-resource';
import { eventually } from '../../aws/eventually';
import { close, type SecurityGroupPorts } from './close';

const ec2 = new EC2({ requestHandler: { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true } });

const ports: SecurityGroupPorts<IpPermission> = {
  async rules(groupId) {
    const { SecurityGroups = [] } = await eventually(() => ec2.describeSecurityGroups({ GroupIds: [groupId] }));
    const [group] = SecurityGroups;
    if (group === undefined)
      throw new ExplainedError(
        `there is no security group ${groupId}`,
        'the default security group of the VPC',
        'deploy again; if the VPC was deleted outside of CloudFormation, create a new network',
      );
    return { ingress: group.IpPermissions ?? [], egress: group.IpPermissionsEgress ?? [] };
  },
  async revokeIngress(groupId, rules) {
    await unlessGone(() => ec2.revokeSecurityGroupIngress({ GroupId: groupId, IpPermissions: [...rules] }));
  },
  async revokeEgress(groupId, rules) {
    await unlessGone(() => ec2.revokeSecurityGroupEgress({ GroupId: groupId, IpPermissions: [...rules] }));
  },
};

/** A rule that is gone by now, by an earlier attempt, needs no revoking; the check afterwards sees what is left. */
async function unlessGone(revoke: () => Promise<unknown>): Promise<void> {
  try {
    await eventually(revoke);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InvalidPermission.NotFound')) throw error;
  }
}

export const handler = (event: CustomResourceEvent): Promise<void> =>
  answer(event, () => close({ type: event.RequestType, properties: event.ResourceProperties }, ports));
