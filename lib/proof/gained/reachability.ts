// Gained connections: between resources in the network, to and from the internet, and to AWS services.

import { pathOf } from '../access';
import { getOrAdd } from '../collections';
import type { Evidence } from '../evidence';
import { type End, type Family, NETWORK_TYPES, type Network } from '../reachability';

export interface GainedReach {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  readonly family: Family;
  /** Gained ports, ascending. Only the first and last ports of the rules of both ends are tested. */
  readonly ports: readonly number[];
  /** False if it depends on facts that only the deployment knows. */
  readonly certain: boolean;
}

type Answer = 'blocked' | 'unknown' | 'reachable';

/** A resource in a network, an AWS service, or the internet. */
interface Party {
  readonly name: string;
  readonly end: End;
}

const INTERNET: Party = { name: 'the internet', end: { kind: 'internet' } };

/** Ports to test even if no rule names them. */
const USUAL = [22, 443, 3389];

export function gainedReach(before: Evidence, after: Evidence): GainedReach[] {
  const [old, now] = [new Connections(before), new Connections(after)];
  return now.pairs().flatMap(([from, to]) =>
    FAMILIES.flatMap((family) =>
      PROTOCOLS.flatMap((protocol) => {
        const ports = now.portsOf(from, to, protocol);
        const gained = ports.flatMap((port) => {
          const answer = now.ask(from.name, to.name, protocol, port, family);
          if (rank(answer) <= rank(old.ask(from.name, to.name, protocol, port, family))) return [];
          return [{ port, answer }];
        });
        return (['reachable', 'unknown'] as const).flatMap((kind) => {
          const those = gained.filter(({ answer }) => answer === kind).map(({ port }) => port);
          if (those.length === 0) return [];
          return [{ from: from.name, to: to.name, protocol, family, ports: those, certain: kind === 'reachable' }];
        });
      }),
    ),
  );
}

const FAMILIES = [4, 6] as const;
const PROTOCOLS = ['tcp', 'udp'] as const;

function rank(answer: Answer): number {
  return ['blocked', 'unknown', 'reachable'].indexOf(answer);
}

class Connections {
  private readonly parties = new Map<string, Party>();
  private readonly network: Network;
  /** Resources at the same place have the same answer. */
  private readonly answers = new Map<string, Answer>();

  public constructor(evidence: Evidence) {
    this.network = evidence.network;
    for (const resource of evidence.templates.resources) {
      if (!NETWORK_TYPES.includes(resource.type)) continue;
      const name = pathOf(resource);
      const [end] = this.network.endsOf(resource.id);
      if (end !== undefined) this.parties.set(name, { name, end: end.kind === 'eni' ? { ...end, id: name } : end });
      if (end?.kind === 'service') this.parties.set(end.name, { name: end.name, end });
    }
    if (this.network.vpcs.length > 0) this.parties.set(INTERNET.name, INTERNET);
  }

  public pairs(): (readonly [Party, Party])[] {
    const all = [...this.parties.values()];
    return all.flatMap((from) => {
      if (from.end.kind === 'service') return [];
      return all.filter((to) => to !== from && !(from === INTERNET && to.end.kind !== 'eni')).map((to) => [from, to] as const);
    });
  }

  public ask(from: string, to: string, protocol: 'tcp' | 'udp', port: number, family: Family): Answer {
    const [source, target] = [this.parties.get(from), this.parties.get(to)];
    if (source === undefined || target === undefined) return 'blocked';
    const key = JSON.stringify([placeOf(source), placeOf(target), protocol, port, family]);
    return getOrAdd(this.answers, key, () => this.network.reach(source.end, target.end, { protocol, port, family }).answer);
  }

  public portsOf(from: Party, to: Party, protocol: 'tcp' | 'udp'): number[] {
    const ports = new Set(protocol === 'tcp' ? USUAL : []);
    for (const [{ end }, direction] of [
      [from, 'egress'],
      [to, 'ingress'],
    ] as const) {
      if (end.kind !== 'eni') continue;
      for (const group of end.securityGroupIds) {
        for (const rule of this.network.securityGroupRules(group) ?? []) {
          if (rule.direction !== direction) continue;
          // The rule allows everything: test one port of each protocol.
          if (rule.protocol === -1) ports.add(protocol === 'tcp' ? 8080 : 53);
          if (rule.protocol !== (protocol === 'tcp' ? 6 : 17)) continue;
          for (const port of [rule.from, rule.to]) if (typeof port === 'number' && port >= 0 && port <= 65_535) ports.add(port);
        }
      }
    }
    return [...ports].sort((first, second) => first - second);
  }
}

function placeOf({ end }: Party): unknown {
  return end.kind === 'eni' ? { ...end, id: '' } : end;
}
