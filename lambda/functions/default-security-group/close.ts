// Empties a security group. Every VPC comes with one that lets its members talk to each other and to everybody, it cannot be deleted,
// and CloudFormation has no resource for its rules.

import { ExplainedError } from '../../../contract';

export interface SecurityGroupPorts<Permission> {
  rules(groupId: string): Promise<{ readonly ingress: readonly Permission[]; readonly egress: readonly Permission[] }>;
  revokeIngress(groupId: string, rules: readonly Permission[]): Promise<void>;
  revokeEgress(groupId: string, rules: readonly Permission[]): Promise<void>;
}

export interface CloseRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly properties: { readonly [name: string]: unknown };
}

const RE_READS = 10;
const PAUSE_MILLISECONDS = 2000;

const pauseFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The physical id is the group: another VPC's is another resource. On Delete the group goes with its VPC, and stays closed until then. */
export async function close<Permission>(
  { type, properties }: CloseRequest,
  ports: SecurityGroupPorts<Permission>,
  pause = pauseFor,
): Promise<{ physicalId: string }> {
  const groupId = properties.DefaultSecurityGroupId;
  if (typeof groupId !== 'string' || groupId === '') {
    throw new ExplainedError(
      `property DefaultSecurityGroupId is ${JSON.stringify(groupId)}`,
      'the id of a security group',
      'let SegmentedVpc make this resource, and deploy again',
    );
  }
  if (type === 'Delete') return { physicalId: groupId };
  const { ingress, egress } = await ports.rules(groupId);
  if (ingress.length > 0) await ports.revokeIngress(groupId, ingress);
  if (egress.length > 0) await ports.revokeEgress(groupId, egress);
  // EC2 is eventually consistent: what was revoked may still be shown for a while.
  let left = await ports.rules(groupId);
  for (let again = 0; again < RE_READS && left.ingress.length + left.egress.length > 0; again += 1) {
    await pause(PAUSE_MILLISECONDS);
    left = await ports.rules(groupId);
  }
  if (left.ingress.length + left.egress.length > 0) {
    throw new ExplainedError(
      `security group ${groupId} still has ${left.ingress.length} ingress and ${left.egress.length} egress rules after this function revoked all rules`,
      'no rule in the default security group of the VPC',
      'find out in CloudTrail who adds the rules (AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress), and deploy again',
    );
  }
  return { physicalId: groupId };
}
