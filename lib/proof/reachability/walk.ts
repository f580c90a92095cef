// The path of a packet through subnets: the routes that it follows, the firewalls that it passes, and the network ACLs of every subnet
// that it leaves or enters.

import { isObject, type Json, texts } from '../template';
import { allowed, blocked, type Component, type Decision, isDoubt, unknown } from './answer';
import type { NetworkAcls } from './network-acl';
import type { Point } from './packet';
import type { RouteTable, RouteTables, Target } from './route';
import type { Subnet, Topology, Vpc } from './topology';

/** From a subnet to where its routes end: inside the VPC, or at the gateway that leads out of it. */
export interface Walk {
  readonly steps: readonly Decision[];
  /** Subnets of the firewalls on the way. */
  readonly subnets: readonly Subnet[];
  readonly firewalls: readonly string[];
  /** Undefined if there is none: then the steps give the reason. */
  readonly target?: Target;
}

/** One direction of a connection. */
export interface Stream {
  readonly protocol: number;
  /** Destination ports of which each must pass. */
  readonly ports: readonly number[];
  readonly from: Point;
  readonly to: Point;
}

export const DIRECT: Walk = { steps: [], subnets: [], firewalls: [] };

export class Walker {
  public constructor(
    private readonly topology: Topology,
    private readonly tables: RouteTables,
    private readonly acls: NetworkAcls,
  ) {}

  public out(start: Subnet, to: Point): Walk {
    return this.follow(this.tables.tableOf(start), start, to);
  }

  /** From an internet gateway to an address in the VPC: by the gateway's route table, if it has one. */
  public inward(vpc: Vpc, gatewayId: string, to: Point, subnet: Subnet): Walk {
    const table = this.tables.edgeTableOf(gatewayId, vpc);
    return table === undefined ? DIRECT : this.follow(table, subnet, to, 'edge');
  }

  /** What the network ACLs decide between the subnets of a chain. `undefined` is a place outside the VPC. */
  public acrossAcls(chain: readonly (Subnet | undefined)[], { protocol, ports, from, to }: Stream): Decision[] {
    return chain.slice(1).flatMap((next, index) => {
      const before = chain[index];
      // "Network ACL basics": a network ACL decides when a packet enters or leaves a subnet.
      if (before?.id === next?.id) return [];
      return [
        ...(before === undefined ? [] : [this.acl(before, true, protocol, ports, to)]),
        ...(next === undefined ? [] : [this.acl(next, false, protocol, ports, from)]),
      ];
    });
  }

  /** A firewall that sees only one direction of a connection drops its packets, or inspects nothing. */
  public symmetry(there: Walk, back: Walk): Decision[] {
    const returning = [...back.firewalls].reverse();
    const lone = (some: readonly string[], others: readonly string[]) => some.find((id, index) => others[index] !== id);
    const id = lone(there.firewalls, returning) ?? lone(returning, there.firewalls);
    if (id === undefined) return [];
    const [seen, unseen] = there.firewalls.includes(id) ? ['requests', 'responses'] : ['responses', 'requests'];
    return [blocked({ kind: 'firewall', id }, `asymmetric routing: ${seen} pass firewall ${id}, but ${unseen} do not`)];
  }

  private acl(subnet: Subnet, isEgress: boolean, protocol: number, ports: readonly number[], peer: Point): Decision {
    const id = this.acls.idOf(subnet);
    if (isDoubt(id)) return unknown(id.symbol, `the network ACL of subnet ${subnet.id} is not known`);
    const decisions = ports.map((port) => this.acls.allows(id, isEgress, { protocol, port, peer }));
    return (
      decisions.find(({ answer }) => answer === 'blocked') ??
      decisions.find(({ answer }) => answer === 'unknown') ??
      decisions[0] ??
      allowed({ kind: 'network ACL', id, detail: 'there is no response' })
    );
  }

  private follow(first: ReturnType<RouteTables['tableOf']>, start: Subnet, to: Point, from?: 'edge'): Walk {
    const steps: Decision[] = [];
    const subnets: Subnet[] = [];
    const firewalls: string[] = [];
    let table: RouteTable | { readonly symbol: string } = first;
    let subnet = start;
    for (;;) {
      if (isDoubt(table)) {
        const whose = from === 'edge' && subnets.length === 0 ? 'the internet gateway' : `subnet ${subnet.id}`;
        return { steps: [...steps, unknown(table.symbol, `the route table of ${whose} is not known`)], subnets, firewalls };
      }
      const { decision, target } = this.tables.decide(table, to);
      steps.push(decision);
      if (target?.kind !== 'firewall') return { steps, subnets, firewalls, target };
      const firewall: Component = {
        kind: 'firewall',
        id: target.id,
        detail: 'the proof does not evaluate the rules of the firewall',
      };
      if (firewalls.includes(target.id)) {
        return { steps: [...steps, blocked(firewall, `routes lead back to firewall ${target.id}: a loop`)], subnets, firewalls };
      }
      const next = this.firewallSubnet(target.id, subnet);
      if (next === undefined) {
        return { steps: [...steps, unknown(target.id, `the subnet of firewall ${target.id} is not known`)], subnets, firewalls };
      }
      steps.push(allowed(firewall));
      firewalls.push(target.id);
      subnets.push(next);
      subnet = next;
      table = this.tables.tableOf(next);
    }
  }

  /** The endpoint in the packet's own zone, or else the first. */
  private firewallSubnet(id: string, near: Subnet): Subnet | undefined {
    const properties = this.topology.directory.find(id)?.properties ?? {};
    const mappings = Array.isArray(properties.SubnetMappings) ? (properties.SubnetMappings as readonly Json[]) : [];
    const references = [
      ...mappings.flatMap((one) => texts(isObject(one) ? one.SubnetId : undefined)),
      ...texts(properties.SubnetIds),
    ];
    const subnets = references.flatMap((reference) => this.topology.subnetOf(reference) ?? []);
    const zone = (subnet: Subnet) => JSON.stringify(subnet.resource.properties.AvailabilityZone);
    return subnets.find((one) => zone(one) === zone(near)) ?? subnets[0];
  }
}
