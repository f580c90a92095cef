import { list, pathOf } from '../access';
import type { Evidence } from '../evidence';
import { type Json, own, type Resource } from '../template';
import type { Check } from './check';
import { isEverybody } from './network-ends';
import { word } from './properties';

export const securityGroupOpenToWorld: Check = {
  id: 'security-group-open-to-world',
  severity: 'error',
  why: 'Anybody on the internet may try this port: scanners find it within minutes.',
  fix: 'Name the blocks or security groups that need it; to the world, open ports 80 and 443 of a load balancer alone.',
  source: 'Amazon VPC User Guide: Control traffic to your AWS resources using security groups: best practices',
  *find(evidence) {
    for (const { resource, rule, location } of ingressRules(evidence)) {
      const world = [own(rule, 'CidrIp'), own(rule, 'CidrIpv6')].map(word).find(isEverybody);
      if (world === undefined || isWeb(rule)) continue;
      yield { resource, location, message: `lets ${portsOf(rule)} in from ${world}`, because: `${pathOf(resource)} ${location}` };
    }
  },
};

interface Rule {
  readonly resource: Resource;
  readonly rule: Json;
  readonly location: string;
}

function ingressRules({ templates }: Evidence): Rule[] {
  return [
    ...templates.ofType('AWS::EC2::SecurityGroup').flatMap((resource) =>
      list(own(resource.properties, 'SecurityGroupIngress')).map((rule, index) => ({
        resource,
        rule,
        location: `Properties.SecurityGroupIngress[${index}]`,
      })),
    ),
    ...templates
      .ofType('AWS::EC2::SecurityGroupIngress')
      .map((resource) => ({ resource, rule: resource.properties, location: 'Properties' })),
  ];
}

/** Exactly one of the two ports that the world is served at. */
function isWeb(rule: Json): boolean {
  const [protocol, from, to] = ['IpProtocol', 'FromPort', 'ToPort'].map((name) => word(own(rule, name)));
  return (protocol === 'tcp' || protocol === '6') && from === to && (from === '80' || from === '443');
}

function portsOf(rule: Json): string {
  const protocol = word(own(rule, 'IpProtocol')) ?? 'every protocol';
  const [from, to] = [word(own(rule, 'FromPort')), word(own(rule, 'ToPort'))];
  if (protocol === '-1') return 'everything';
  if (from === undefined || from === '-1') return protocol;
  return `${protocol} ${from === to || to === undefined ? from : `${from}-${to}`}`;
}
