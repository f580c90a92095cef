import { type Block, last, parseBlock } from '../../address';
import { getOrAdd } from '../../collections';
import type { Subnet } from '../../reachability';
import type { Rule } from '../rule';

export const subnetOverlap: Rule = {
  id: 'subnet-overlap',
  severity: 'error',
  why: 'EC2 refuses a subnet whose block overlaps the block of another subnet of the same VPC. The deployment fails at this subnet.',
  fix: 'Give each subnet its own block.',
  source: 'Amazon VPC User Guide: Subnet CIDR blocks',
  *find({ network }) {
    const groups = new Map<string, { readonly subnet: Subnet; readonly block: Block; readonly text: string }[]>();
    for (const subnet of network.subnets) {
      // Conditions may exclude each other: then one subnet replaces the other, and both never exist together.
      if (subnet.resource.exists !== true) continue;
      for (const family of [4, 6] as const) {
        const text = subnet.blocks[family] ?? '';
        const block = parseBlock(text);
        if (block === undefined) continue;
        getOrAdd(groups, `${subnet.vpc.id} ${family}`, () => []).push({ subnet, block, text });
      }
    }
    for (const group of groups.values()) {
      group.sort((one, other) => (one.block.first < other.block.first ? -1 : one.block.first > other.block.first ? 1 : 0));
      let widest = group[0];
      for (const one of group.slice(1)) {
        if (widest !== undefined && one.block.first <= last(widest.block)) {
          yield {
            resource: one.subnet.resource,
            message: `the block ${one.text} overlaps ${widest.text} of ${widest.subnet.id}`,
          };
        }
        if (widest === undefined || last(one.block) > last(widest.block)) widest = one;
      }
    }
  },
};
