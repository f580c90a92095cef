import { pathOf } from '../../access';
import { type Block, parseBlock, written } from '../../address';
import { grouped } from '../../collections';
import type { Evidence } from '../../evidence';
import { isSymbol, type Json, list, own, type Resource, text, whole } from '../../template';
import type { Rule } from '../rule';
import { named } from '../shared/properties';
import { few } from '../shared/statements';
import { areEverybody } from './network-ends';

export const securityGroupOpenToWorld: Rule = {
  id: 'security-group-open-to-world',
  severity: 'error',
  why: 'Anybody on the internet can try to connect to this port. Scanners find it within minutes.',
  fix: 'Name the blocks or security groups that need the port. Open only ports 80 and 443 of a load balancer to the internet.',
  source: 'Amazon VPC User Guide: Control traffic to your AWS resources using security groups: best practices',
  *find(evidence) {
    for (const rules of grouped(ingressRules(evidence), ({ group }) => group).values()) {
      for (const { rule, from } of openings(rules)) {
        const { resource, location } = rule;
        yield {
          resource,
          location,
          message: `allows ${portsOf(rule.rule)} in from ${few(from.map(nameOf))}`,
          because: `${pathOf(resource)} ${location}`,
        };
      }
    }
  },
};

interface IngressRule {
  readonly resource: Resource;
  readonly rule: Json;
  readonly location: string;
  /** Id of the group, or the reference to a group that is not in the templates. */
  readonly group: string;
  readonly blocks: readonly Block[];
}

interface Opening {
  readonly rule: IngressRule;
  readonly from: readonly Block[];
}

/** Rules that alone let everybody in. Of several rules that do so only together, the first. */
function openings(rules: readonly IngressRule[]): Opening[] {
  const candidates = rules.filter(({ rule, blocks }) => blocks.length > 0 && !isWeb(rule));
  const alone = candidates.filter(({ blocks }) => areEverybody(blocks));
  const others = candidates.filter((rule) => !alone.includes(rule));
  if (!areEverybody(others.flatMap(({ blocks }) => blocks))) return alone.map((rule) => ({ rule, from: rule.blocks }));
  const reported = new Set<IngressRule>();
  const together = others.flatMap((rule): Opening[] => {
    if (reported.has(rule)) return [];
    const beside = others.filter((other) => holdsBeginning(other.rule, rule.rule));
    const from = beside.flatMap(({ blocks }) => blocks);
    if (!areEverybody(from)) return [];
    for (const one of beside) reported.add(one);
    return [{ rule, from }];
  });
  return [...alone.map((rule) => ({ rule, from: rule.blocks })), ...together];
}

/** Whether a rule allows the first port of another rule. If two ranges overlap, one of them contains the first port of the other. */
function holdsBeginning(rule: Json, other: Json): boolean {
  const [protocol, theirs] = [protocolOf(rule), protocolOf(other)];
  if (protocol === '-1') return true;
  if (protocol !== theirs) return false;
  const begin = whole(own(other, 'FromPort')) ?? 0;
  const [from, to] = [whole(own(rule, 'FromPort')) ?? -1, whole(own(rule, 'ToPort')) ?? -1];
  return from === -1 || (from <= begin && (to === -1 || begin <= to));
}

function ingressRules(evidence: Evidence): IngressRule[] {
  const { templates } = evidence;
  return [
    ...templates.ofType('AWS::EC2::SecurityGroup').flatMap((resource) =>
      list(own(resource.properties, 'SecurityGroupIngress')).map((rule, index) => ({
        resource,
        rule,
        location: `Properties.SecurityGroupIngress[${index}]`,
        group: resource.id,
        blocks: blocksOf(evidence, rule),
      })),
    ),
    ...templates.ofType('AWS::EC2::SecurityGroupIngress').map((resource) => ({
      resource,
      rule: resource.properties,
      location: 'Properties',
      group: groupOf(text(own(resource.properties, 'GroupId')) ?? resource.id),
      blocks: blocksOf(evidence, resource.properties),
    })),
  ];
}

/** `Ref` and `GetAtt` of the GroupId name the same group. */
function groupOf(reference: string): string {
  return isSymbol(reference) ? reference.slice(1, -1).replace(/\.GroupId$/, '') : reference;
}

/** The blocks of the rule, or of the prefix list in the templates that the rule names. */
function blocksOf({ templates }: Evidence, rule: Json): Block[] {
  const prefixes = named(templates, own(rule, 'SourcePrefixListId'), 'AWS::EC2::PrefixList');
  const listed = list(own(prefixes?.properties, 'Entries')).map((entry) => own(entry, 'Cidr'));
  return [own(rule, 'CidrIp'), own(rule, 'CidrIpv6'), ...listed].flatMap((one) => parseBlock(text(one) ?? '') ?? []);
}

function nameOf({ family, first, prefix }: Block): string {
  return `${written({ family, value: first })}/${prefix}`;
}

function protocolOf(rule: Json): string | undefined {
  const protocol = text(own(rule, 'IpProtocol'))?.toLowerCase();
  return protocol === 'tcp' ? '6' : protocol === 'udp' ? '17' : protocol;
}

/** Exactly port 80 or exactly port 443: the ports of a public web server. */
function isWeb(rule: Json): boolean {
  const [from, to] = [text(own(rule, 'FromPort')), text(own(rule, 'ToPort'))];
  return protocolOf(rule) === '6' && from === to && (from === '80' || from === '443');
}

function portsOf(rule: Json): string {
  const protocol = text(own(rule, 'IpProtocol')) ?? 'every protocol';
  const [from, to] = [text(own(rule, 'FromPort')), text(own(rule, 'ToPort'))];
  if (protocol === '-1') return 'everything';
  if (from === undefined || from === '-1') return protocol;
  return `${protocol} ${from === to || to === undefined ? from : `${from}-${to}`}`;
}
