import { covers, parseBlock } from '../../address';
import type { Rule } from '../rule';

export const subnetOutsideVpc: Rule = {
  id: 'subnet-outside-vpc',
  severity: 'error',
  why: 'EC2 refuses a subnet whose block is not inside a block of its VPC. The deployment fails at this subnet.',
  fix: 'Choose a block inside the VPC’s block, or add the block to the VPC.',
  source: 'Amazon VPC User Guide: Subnet CIDR blocks',
  *find({ network }) {
    for (const { resource, blocks, vpc } of network.subnets) {
      for (const family of [4, 6] as const) {
        const block = parseBlock(blocks[family] ?? '');
        const own = vpc.blocks[family];
        const around = own.flatMap((one) => parseBlock(one) ?? []);
        // A block of the VPC that only the deployment knows may contain the subnet.
        if (block === undefined || own.length === 0 || around.length < own.length) continue;
        if (around.some((one) => covers(one, block))) continue;
        yield { resource, message: `the block ${blocks[family]} is not inside ${own.join(', ')} of ${vpc.id}` };
      }
    }
  },
};
