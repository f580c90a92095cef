// Which names resolve in a VPC (Route 53 Developer Guide, "How Route 53 Resolver DNS Firewall works"). The VPC resolver answers every
// resource in the VPC: security groups, network ACLs and routes do not filter it. Public names resolve without any gateway.

import { isObject, isSymbolic, type JsonObject, list, pieces, type Resource, shown, symbol, text, texts } from '../template';
import { all, allowed, blocked, type Decision, type Doubt, isDoubt, type Match, unknown } from './answer';
import { type Directory, existenceOf, integer } from './directory';
import type { Topology, Vpc } from './topology';

const FAIL_OPEN =
  'queries fail while the firewall is unavailable, unless FirewallFailOpen is on for the VPC (no template shows this)';

export class DnsFirewall {
  private readonly directory: Directory;

  public constructor(private readonly topology: Topology) {
    this.directory = topology.directory;
  }

  /** Whether a name resolves for the resources in a VPC. */
  public resolves(vpc: Vpc, name: string): Decision {
    const resolver = this.topology.hasResolver(vpc);
    const by = { kind: 'VPC', id: vpc.id } as const;
    if (resolver === false) return blocked(by, `${vpc.id} has no resolver, because EnableDnsSupport is off`);
    if (isDoubt(resolver)) return unknown(resolver.symbol, `${vpc.id} may have no resolver`);
    const rules = this.rulesOf(vpc);
    const decide = (index: number): Decision => {
      const rule = rules[index];
      if (rule === undefined) {
        const detail =
          rules.length === 0
            ? `no DNS firewall: every public name resolves, so data can leave in DNS queries`
            : `no rule of the DNS firewall matches: ${name} resolves`;
        return allowed({ kind: 'VPC resolver', id: vpc.id, detail });
      }
      const match = all(this.matches(rule, name), rule.isThere);
      if (match === false) return decide(index + 1);
      const component = { kind: 'DNS firewall', id: rule.id } as const;
      const passes = rule.action !== 'BLOCK';
      if (match === true && !isDoubt(rule.order)) {
        if (passes) return allowed({ ...component, detail: `${rule.action} at ${rule.priority}` });
        return blocked({ ...component, detail: FAIL_OPEN }, `rule ${rule.priority} of ${rule.id} blocks ${name}`);
      }
      const rest = decide(index + 1);
      if (rest.answer === (passes ? 'allowed' : 'blocked')) return rest;
      const open = [match, rule.order].flatMap((one) => (typeof one === 'object' ? [one.symbol] : []))[0] ?? rule.id;
      return unknown(open, `rule ${rule.priority} of ${rule.id} may decide about ${name}`);
    };
    return decide(0);
  }

  private rulesOf(vpc: Vpc): FirewallRule[] {
    return this.directory.templates
      .ofType('AWS::Route53Resolver::FirewallRuleGroupAssociation')
      .flatMap((association) => {
        const reference = text(association.properties.VpcId) ?? '';
        const isMine = this.directory.idOf(reference) === vpc.id;
        if (!isMine && !this.directory.isOpen(reference)) return [];
        const isThere: Match = isMine ? existenceOf(association) : { symbol: shown(reference) };
        return this.rulesOfGroup(association, isThere);
      })
      .sort((a, b) => rank(a.groupOrder) - rank(b.groupOrder) || rank(a.order) - rank(b.order));
  }

  private rulesOfGroup({ properties }: Resource, isThere: Match): FirewallRule[] {
    const reference = text(properties.FirewallRuleGroupId) ?? '';
    const group = this.directory.find(reference);
    const groupOrder = integer(properties.Priority) ?? 0;
    const outside = { id: this.directory.idOf(reference), isThere, groupOrder, order: 0, priority: '?', properties: {} };
    // The rules of a group outside the templates are unknown: they may allow or block.
    const either = (symbol: string) => [
      { ...outside, isThere: { symbol }, action: 'ALLOW' },
      { ...outside, isThere: { symbol }, action: 'BLOCK' },
    ];
    if (group?.type !== 'AWS::Route53Resolver::FirewallRuleGroup') return either(shown(reference));
    return list(group.properties.FirewallRules).flatMap((rule) => {
      if (!isObject(rule)) return either(shown(text(rule as string) ?? group.id));
      const order = integer(rule.Priority) ?? 0;
      const one = { id: group.id, groupOrder, order, priority: shown(text(rule.Priority) ?? '?'), properties: rule };
      const action = text(rule.Action)?.toUpperCase() ?? '';
      if (!isSymbolic(action)) return [{ ...one, isThere: all(isThere, existenceOf(group)), action }];
      return ['ALLOW', 'BLOCK'].map((each) => ({ ...one, isThere: { symbol: shown(action) }, action: each }));
    });
  }

  private matches({ properties, action, id }: FirewallRule, name: string): Match {
    const reference = text(properties.FirewallDomainListId);
    if (reference === undefined) {
      if (Object.keys(properties).length === 0) return true;
      return { symbol: `the threats that ${id} detects` };
    }
    // If a rule blocks one type of query, the other types can still carry data. If a rule allows one type, that type can carry data.
    if (properties.Qtype !== undefined && action === 'BLOCK') return false;
    const domains = this.directory.find(reference);
    const known = domains?.type === 'AWS::Route53Resolver::FirewallDomainList' && domains.properties.Domains !== undefined;
    if (!known) return { symbol: shown(reference) };
    const matches = texts(domains.properties.Domains).map((pattern) => inDomain(pattern, name));
    return matches.includes(true) || (matches.find(isDoubt) ?? false);
  }
}

interface FirewallRule {
  readonly id: string;
  readonly isThere: Match;
  readonly action: string;
  readonly groupOrder: number | Doubt;
  readonly order: number | Doubt;
  readonly priority: string;
  readonly properties: JsonObject;
}

function rank(order: number | Doubt): number {
  return typeof order === 'object' ? -1 : order;
}

/** "Domain list": a name, or an asterisk and the end of a name. `*.example.com` does not match `example.com`. */
export function inDomain(pattern: string, name: string): Match {
  const plain = (one: string) => one.toLowerCase().replace(/\.$/, '');
  if (plain(pattern) === plain(name)) return true;
  // The fixed parts of the pattern. Any text may be between them, for each symbol and for the asterisk at the beginning.
  const fixed = [''];
  for (const piece of pieces(plain(pattern).replace(/^\*/, symbol('*')))) {
    if (piece.isSymbol) fixed.push('');
    else fixed[fixed.length - 1] += piece.text;
  }
  if (!holdsInOrder(plain(name), fixed)) return false;
  return isSymbolic(pattern) ? { symbol: shown(pattern) } : true;
}

/** Whether `name` consists of the parts in this order, with any text between them. One pass only: a hostile template could cause endless backtracking. */
function holdsInOrder(name: string, [first = '', ...others]: readonly string[]): boolean {
  const end = others.pop();
  if (end === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const part of others) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return name.length - end.length >= position && name.endsWith(end);
}
