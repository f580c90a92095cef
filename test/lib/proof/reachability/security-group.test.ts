// Security groups alone: each row is a rule and what it lets through, next to what it does not.

import type { Probe } from '../../../../lib/proof/reachability';
import { anywhere, att, type Changes, ec2, group, NO_WAY_OUT, networkOf, ref, rule, said } from './worlds';

const ingress = (properties: object, Condition?: string) =>
  ec2('SecurityGroupIngress', { GroupId: att('G', 'GroupId'), ...properties }, Condition);
const egress = (properties: object, Condition?: string) =>
  ec2('SecurityGroupEgress', { GroupId: att('G', 'GroupId'), ...properties }, Condition);
const from = (address: string, port = 443, more: Partial<Probe> = {}): Probe => ({ protocol: 'tcp', address, port, ...more });
const echo = from('10.9.1.1', 8, { protocol: 'icmp' });
const PEER = { securityGroupIds: ['net/AppGroup'] };

type Row = [title: string, changes: Changes, probe: Probe, expected: string];
const NO = 'blocked by security group G';

describe('what comes in', () => {
  test.each<Row>([
    ['1 good: a block that holds the source', { G: group([rule(443, { CidrIp: '10.9.0.0/16' })]) }, from('10.9.1.1'), 'allowed'],
    ['1 bad: a block that does not', { G: group([rule(443, { CidrIp: '10.8.0.0/16' })]) }, from('10.9.1.1'), NO],
    ['2 good: the port', { G: group([{ ...rule(440, anywhere), ToPort: 450 }]) }, from('10.9.1.1', 450), 'allowed'],
    ['2 bad: the next port', { G: group([{ ...rule(440, anywhere), ToPort: 450 }]) }, from('10.9.1.1', 451), NO],
    ['3 good: a port written as text', { G: group([{ ...rule(443, anywhere), FromPort: '443' }]) }, from('10.9.1.1'), 'allowed'],
    ['4 good: a protocol by number', { G: group([rule(443, anywhere, 6)]) }, from('10.9.1.1'), 'allowed'],
    ['4 bad: another protocol', { G: group([rule(443, anywhere, 'udp')]) }, from('10.9.1.1'), NO],
    ['5 good: every protocol, whatever the ports', { G: group([rule(1, anywhere, '-1')]) }, from('10.9.1.1'), 'allowed'],
    ['6 good: -1 as a number', { G: group([rule(undefined, anywhere, -1)]) }, from('10.9.1.1'), 'allowed'],
    ['7 good: no ports are all', { G: group([rule(undefined, anywhere)]) }, from('10.9.1.1', 9), 'allowed'],
    ['8 bad: nothing without a rule', { G: group() }, from('10.9.1.1'), NO],
    ['9 good: udp', { G: group([rule(53, anywhere, 17)]) }, from('10.9.1.1', 53, { protocol: 'udp' }), 'allowed'],
    ['10 good: echo', { G: group([rule(-1, anywhere, 'icmp')]) }, from('10.9.1.1', 8, { protocol: 'icmp' }), 'allowed'],
    [
      '10 bad: another type',
      { G: group([{ ...rule(3, anywhere, 1), ToPort: -1 }]) },
      from('10.9.1.1', 8, { protocol: 'icmp' }),
      NO,
    ],
    [
      '11 good: a protocol without ports',
      { G: group([rule(5, anywhere, '47')]) },
      from('10.9.1.1', 0, { protocol: 47 }),
      'allowed',
    ],
    [
      '12 good: IPv6',
      { G: group([rule(443, { CidrIpv6: '2001:db8::/32' })]) },
      from('2001:db8::1', 443, { family: 6 }),
      'allowed',
    ],
    ['12 bad: IPv4 only', { G: group([rule(443, anywhere)]) }, from('2001:db8::1', 443, { family: 6 }), NO],
    ['13 bad: IPv6 only', { G: group([rule(443, { CidrIpv6: '::/0' })]) }, from('10.9.1.1'), NO],
    [
      '14 good: a member of the group',
      { G: group([rule(443, { SourceSecurityGroupId: ref('AppGroup') })]) },
      from('10.0.1.9', 443, PEER),
      'allowed',
    ],
    [
      '14 bad: a member of another',
      { G: group([rule(443, { SourceSecurityGroupId: ref('DataGroup') })]) },
      from('10.0.1.9', 443, PEER),
      NO,
    ],
    [
      '15 bad: an address without groups',
      { G: group([rule(443, { SourceSecurityGroupId: ref('AppGroup') })]) },
      from('10.0.1.9'),
      NO,
    ],
    ['16 good: a rule of its own', { G: group(), R: ingress(rule(443, anywhere)) }, from('10.9.1.1'), 'allowed'],
    [
      '16 bad: of another group',
      { G: group(), R: ec2('SecurityGroupIngress', { GroupId: ref('AppGroup'), ...rule(443, anywhere) }) },
      from('10.9.1.1'),
      NO,
    ],
    [
      '17 good: a prefix list of the template',
      {
        G: group([rule(443, { SourcePrefixListId: att('List', 'PrefixListId') })]),
        List: ec2('PrefixList', { Entries: [{ Cidr: '10.7.0.0/16' }, { Cidr: '10.9.0.0/16' }] }),
      },
      from('10.9.1.1'),
      'allowed',
    ],
    [
      '17 bad: without the block',
      {
        G: group([rule(443, { SourcePrefixListId: att('List', 'PrefixListId') })]),
        List: ec2('PrefixList', { Entries: [{ Cidr: '10.7.0.0/16' }] }),
      },
      from('10.9.1.1'),
      NO,
    ],
    ['18: a prefix list of AWS', { G: group([rule(443, { SourcePrefixListId: 'pl-1' })]) }, from('10.9.1.1'), 'unknown: pl-1'],
    [
      '19: a block given at deployment',
      { G: group([rule(443, { CidrIp: ref('Later') })]) },
      from('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '19 good: and another rule that holds it',
      { G: group([rule(443, { CidrIp: ref('Later') }), rule(443, anywhere)]) },
      from('10.9.1.1'),
      'allowed',
    ],
    ['19 bad: at another port', { G: group([rule(443, { CidrIp: ref('Later') })]) }, from('10.9.1.1', 80), NO],
    [
      '20: a port given at deployment',
      { G: group([{ ...rule(443, anywhere), ToPort: ref('Later') }]) },
      from('10.9.1.1', 500),
      'unknown: <parameter net/Later>',
    ],
    ['20 bad: below the known end', { G: group([{ ...rule(443, anywhere), ToPort: ref('Later') }]) }, from('10.9.1.1', 80), NO],
    [
      '21: a group given at deployment',
      { G: group([rule(443, { SourceSecurityGroupId: ref('Later') })]) },
      from('10.0.1.9', 443, PEER),
      'unknown: parameter net/Later',
    ],
    ['21 bad: and nobody is a member', { G: group([rule(443, { SourceSecurityGroupId: ref('Later') })]) }, from('10.0.1.9'), NO],
    [
      '22: a protocol given at deployment',
      { G: group([rule(443, anywhere, ref('Later'))]) },
      from('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '23: a rule that may not be there',
      { G: group(), R: ingress(rule(443, anywhere), 'Perhaps') },
      from('10.9.1.1'),
      'unknown: the condition of net/R',
    ],
    [
      '24: a list given at deployment',
      { G: group({ 'Fn::If': ['Perhaps', [rule(443, anywhere)], []] }) },
      from('10.9.1.1'),
      expect.stringMatching(/^unknown: /) as never,
    ],
    [
      '25: a rule of whatever group',
      { G: group(), R: ec2('SecurityGroupIngress', { GroupId: ref('Later'), ...rule(443, anywhere) }) },
      from('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    ['26 bad: a rule about nobody', { G: group([rule(443, {})]) }, from('10.9.1.1'), NO],
    ['26 bad: and a member of a group', { G: group([rule(443, {})]) }, from('10.0.1.9', 443, PEER), NO],
    ['27 good: GetAtt of a block', { G: group([rule(443, { CidrIp: att('Vpc', 'CidrBlock') })]) }, from('10.0.1.1'), 'allowed'],
    ['27 bad: outside of it', { G: group([rule(443, { CidrIp: att('Vpc', 'CidrBlock') })]) }, from('10.1.1.1'), NO],
    ['28 bad: a block that is none', { G: group([rule(443, { CidrIp: '10.0.0.0' })]) }, from('10.0.0.0'), NO],
    ['29: a protocol that is none', { G: group([rule(443, anywhere, 'tpc')]) }, from('10.9.1.1'), 'unknown: protocol tpc'],
    // AWS::EC2::SecurityGroup Ingress: FromPort is the type and ToPort the code of ICMP, -1 is all of them.
    ['30 good: echo by type and code', { G: group([{ ...rule(8, anywhere, 'icmp'), ToPort: 0 }]) }, echo, 'allowed'],
    ['31 good: by type', { G: group([{ ...rule(8, anywhere, 'icmp'), ToPort: -1 }]) }, echo, 'allowed'],
    ['31 bad: by another code', { G: group([{ ...rule(8, anywhere, 'icmp'), ToPort: 3 }]) }, echo, NO],
    ['32 good: ICMP without a type', { G: group([rule(undefined, anywhere, 'icmp')]) }, echo, 'allowed'],
    [
      '33: a type given at deployment',
      { G: group([{ ...rule(8, anywhere, 'icmp'), FromPort: ref('Later'), ToPort: -1 }]) },
      echo,
      'unknown: <parameter net/Later>',
    ],
    [
      '34: a code given at deployment',
      { G: group([{ ...rule(8, anywhere, 'icmp'), ToPort: ref('Later') }]) },
      echo,
      'unknown: <parameter net/Later>',
    ],
    ['35 good: all ports of TCP as -1', { G: group([rule(-1, anywhere)]) }, from('10.9.1.1', 443), 'allowed'],
    ['36 good: from a port on', { G: group([{ ...rule(440, anywhere), ToPort: -1 }]) }, from('10.9.1.1', 443), 'allowed'],
    ['36 bad: not below', { G: group([{ ...rule(440, anywhere), ToPort: -1 }]) }, from('10.9.1.1', 439), NO],
    ['37 good: up to a port', { G: group([{ ...rule(450, anywhere), FromPort: -1 }]) }, from('10.9.1.1', 443), 'allowed'],
    [
      '38 good: a prefix list of IPv6',
      {
        G: group([rule(443, { SourcePrefixListId: ref('List') })]),
        List: ec2('PrefixList', { Entries: [{ Cidr: '2001:db8::/32' }] }),
      },
      from('2001:db8::1', 443, { family: 6 }),
      'allowed',
    ],
    ['39: a rule that is text', { G: group(['later']) }, from('10.9.1.1'), 'unknown: later'],
    ['40: a rule that is nothing', { G: group([null]) }, from('10.9.1.1'), 'unknown: net/G/SecurityGroupIngress/0 (not a rule)'],
  ])('%s', (_title, changes, probe, expected) => {
    expect(said(networkOf(changes).securityGroupAllows('net/G', 'ingress', probe))).toEqual(expected);
  });
});

describe('what goes out', () => {
  test.each<Row>([
    ['1 good: no rule is a rule for everything', { G: group() }, from('198.51.100.1'), 'allowed'],
    ['2 good: an empty list is too', { G: group([], []) }, from('198.51.100.1'), 'allowed'],
    ['3 good: over IPv6 as well', { G: group() }, from('2001:db8::1', 443, { family: 6 }), 'allowed'],
    ['1 bad: one inline rule takes its place', { G: group([], [NO_WAY_OUT]) }, from('198.51.100.1'), NO],
    [
      '2 bad: one standalone rule does',
      { G: group([], []), R: egress(rule(5432, { CidrIp: '10.0.0.0/8' })) },
      from('198.51.100.1'),
      NO,
    ],
    [
      '4 good: the standalone rule',
      { G: group([], []), R: egress(rule(5432, { CidrIp: '10.0.0.0/8' })) },
      from('10.0.0.1', 5432),
      'allowed',
    ],
    [
      '5: a standalone rule that may not be there',
      { G: group(), R: egress(NO_WAY_OUT, 'Perhaps') },
      from('198.51.100.1'),
      'unknown: the condition of net/R',
    ],
    [
      '6 good: to a group',
      { G: group([], [rule(443, { DestinationSecurityGroupId: ref('AppGroup') })]) },
      from('10.0.1.9', 443, PEER),
      'allowed',
    ],
    [
      '6 bad: to another',
      { G: group([], [rule(443, { DestinationSecurityGroupId: ref('DataGroup') })]) },
      from('10.0.1.9', 443, PEER),
      NO,
    ],
    [
      '7: to a prefix list of AWS',
      { G: group([], [rule(443, { DestinationPrefixListId: 'pl-1' })]) },
      { protocol: 'tcp', port: 443, service: 's3' },
      'unknown: pl-1',
    ],
    [
      '8 good: to a service, everywhere',
      { G: group([], [rule(443, anywhere)]) },
      { protocol: 'tcp', port: 443, service: 's3' },
      'allowed',
    ],
    [
      '8 bad: within private addresses',
      { G: group([], [rule(443, { CidrIp: '10.0.0.0/8' })]) },
      { protocol: 'tcp', port: 443, service: 's3' },
      NO,
    ],
    [
      '8: to some public addresses',
      { G: group([], [rule(443, { CidrIp: '52.0.0.0/8' })]) },
      { protocol: 'tcp', port: 443, service: 's3' },
      'unknown: the public addresses of s3',
    ],
    [
      '9 good: a rule for what comes in that may not be there',
      { G: group(), R: ingress(rule(443, anywhere), 'Perhaps') },
      from('198.51.100.1'),
      'allowed',
    ],
  ])('%s', (_title, changes, probe, expected) => {
    expect(said(networkOf(changes).securityGroupAllows('net/G', 'egress', probe))).toBe(expected);
  });
});

describe('the default group of a VPC', () => {
  const ask = (changes: Changes, direction: 'ingress' | 'egress', more: Partial<Probe> = {}) =>
    said(networkOf(changes).securityGroupAllows('net/Vpc.DefaultSecurityGroup', direction, from('10.0.1.9', 443, more)));
  const member = { securityGroupIds: ['net/Vpc.DefaultSecurityGroup'] };

  test('lets its members in, nobody else, and everything out', () => {
    expect([ask({}, 'ingress', member), ask({}, 'ingress'), ask({}, 'egress')]).toEqual([
      'allowed',
      'blocked by security group Vpc.DefaultSecurityGroup',
      'allowed',
    ]);
  });

  test('has the rules that templates add', () => {
    const R = ec2('SecurityGroupIngress', { GroupId: att('Vpc', 'DefaultSecurityGroup'), ...rule(443, anywhere) });
    expect(ask({ R }, 'ingress')).toBe('allowed');
  });
});

test('a group that the templates only name is unknown', () => {
  expect(said(networkOf().securityGroupAllows('sg-1', 'ingress', from('10.0.0.1')))).toBe('unknown: sg-1');
});

test('the answer names the rule, or says what no rule lets through', () => {
  const network = networkOf({ G: group([rule(443, anywhere)], [NO_WAY_OUT]) });

  expect(network.securityGroupAllows('net/G', 'ingress', from('10.9.1.1'))).toEqual({
    answer: 'allowed',
    by: { kind: 'security group', id: 'net/G', detail: 'net/G/SecurityGroupIngress/0' },
  });
  expect(network.securityGroupAllows('net/G', 'egress', from('10.0.1.10', 5432))).toMatchObject({
    why: 'no rule of security group net/G allows tcp 5432 out to 10.0.1.10',
  });
});

test('a rule can be left out, to see whether it is needed', () => {
  const network = networkOf({ G: group([rule(443, anywhere), rule(80, anywhere)]) });
  const without = network.securityGroupRules('net/G')?.[0]?.id;

  expect(said(network.securityGroupAllows('net/G', 'ingress', from('10.9.1.1', 443, { without })))).toBe(NO);
  expect(said(network.securityGroupAllows('net/G', 'ingress', from('10.9.1.1', 80, { without })))).toBe('allowed');
});

test('the answer says which way, and names all groups of an interface', () => {
  const network = networkOf({ G: group([], [NO_WAY_OUT]), H: group([], [NO_WAY_OUT]) });
  const data = { kind: 'eni', id: 'data', subnetIds: ['net/Data'], securityGroupIds: ['net/G'] } as const;
  const app = { ...data, id: 'app', subnetIds: ['net/App'] };
  const why = (groups: readonly string[]) =>
    network.reach({ ...app, securityGroupIds: groups }, data, { protocol: 'tcp', port: 1 });

  expect(network.securityGroupAllows('net/G', 'ingress', from('10.0.1.10', 5432))).toMatchObject({
    why: 'no rule of security group net/G allows tcp 5432 in from 10.0.1.10',
  });
  expect(why(['net/G'])).toMatchObject({ why: 'no rule of security group net/G allows tcp 1 out to 10.0.2.4' });
  expect(why(['net/G', 'net/H'])).toMatchObject({ why: 'no rule of security groups net/G, net/H allows tcp 1 out to 10.0.2.4' });
});

test('the groups that templates make', () => {
  expect(networkOf().securityGroups).toEqual(['net/AppGroup', 'net/DataGroup', 'net/PublicGroup']);
});

test('a default group of what is no VPC, or whose name ends otherwise, is unknown', () => {
  for (const id of ['net/App.DefaultSecurityGroup', 'net/Vpc.DefaultSecurityGroups', 'net/None.DefaultSecurityGroup']) {
    expect(said(networkOf().securityGroupAllows(id, 'ingress', from('10.0.0.1')))).toBe(`unknown: ${id}`);
  }
});
