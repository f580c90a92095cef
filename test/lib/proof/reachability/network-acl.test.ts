// Network ACLs alone, and where they are asked on the way.
import type { Probe } from '../../../../lib/proof/reachability';
import {
  APP,
  att,
  type Changes,
  DATA,
  ec2,
  entry,
  INTERNET,
  inAcl,
  networkOf,
  ref,
  said,
  subnet,
  subnetEnd,
  tcp,
} from './worlds';

const ACL = ref('Acl');
const ACL_ITSELF = ec2('NetworkAcl', { VpcId: ref('Vpc') });
const at = (address: string, port = 443, more: Partial<Probe> = {}): Probe => ({ protocol: 'tcp', address, port, ...more });
const ports = (From: number, To: number) => ({ Protocol: 6, PortRange: { From, To } });
const echo = at('10.9.1.1', 8, { protocol: 'icmp' });
const NO = 'blocked by network ACL Acl';

type Row = [title: string, entries: Changes, probe: Probe, expected: string];

describe('what comes in', () => {
  test.each<Row>([
    ['1 good: an entry that allows', { A: entry(ACL, 100, false, 'allow') }, at('10.9.1.1'), 'allowed'],
    ['1 bad: no entry', {}, at('10.9.1.1'), NO],
    ['2 good: Egress is false unless it is said', { A: entry(ACL, 100, undefined, 'allow') }, at('10.9.1.1'), 'allowed'],
    ['2 bad: an entry for what goes out', { A: entry(ACL, 100, true, 'allow') }, at('10.9.1.1'), NO],
    [
      '3 good: the lower number decides',
      { A: entry(ACL, 200, false, 'deny'), B: entry(ACL, 100, false, 'allow') },
      at('10.9.1.1'),
      'allowed',
    ],
    ['3 bad: and denies', { A: entry(ACL, 100, false, 'deny'), B: entry(ACL, 200, false, 'allow') }, at('10.9.1.1'), NO],
    [
      '4 good: numbers are numbers',
      { A: entry(ACL, '90', false, 'allow'), B: entry(ACL, 100, false, 'deny') },
      at('10.9.1.1'),
      'allowed',
    ],
    ['5 good: the port', { A: entry(ACL, 100, false, 'allow', ports(440, 450)) }, at('10.9.1.1', 440), 'allowed'],
    ['5 bad: the port before', { A: entry(ACL, 100, false, 'allow', ports(440, 450)) }, at('10.9.1.1', 439), NO],
    [
      '6 good: all protocols, whatever the ports',
      { A: entry(ACL, 100, false, 'allow', { PortRange: { From: 1, To: 1 } }) },
      at('10.9.1.1'),
      'allowed',
    ],
    ['7 bad: another protocol', { A: entry(ACL, 100, false, 'allow', { Protocol: 17 }) }, at('10.9.1.1'), NO],
    ['8 good: the block', { A: entry(ACL, 100, false, 'allow', { CidrBlock: '10.9.0.0/16' }) }, at('10.9.1.1'), 'allowed'],
    ['8 bad: another block', { A: entry(ACL, 100, false, 'allow', { CidrBlock: '10.8.0.0/16' }) }, at('10.9.1.1'), NO],
    [
      '9 good: IPv6',
      { A: entry(ACL, 100, false, 'allow', { Ipv6CidrBlock: '::/0' }) },
      at('2001:db8::1', 1, { family: 6 }),
      'allowed',
    ],
    ['9 bad: of an entry for IPv4', { A: entry(ACL, 100, false, 'allow') }, at('2001:db8::1', 1, { family: 6 }), NO],
    ['10 bad: IPv4 of an entry for IPv6', { A: entry(ACL, 100, false, 'allow', { Ipv6CidrBlock: '::/0' }) }, at('10.9.1.1'), NO],
    [
      '11 good: echo of any ICMP',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 1, Icmp: { Type: -1, Code: -1 } }) },
      at('10.9.1.1', 8, { protocol: 'icmp' }),
      'allowed',
    ],
    [
      '11 bad: of another type',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 1, Icmp: { Type: 0, Code: -1 } }) },
      at('10.9.1.1', 8, { protocol: 'icmp' }),
      NO,
    ],
    [
      '12: a block given at deployment',
      { A: entry(ACL, 100, false, 'allow', { CidrBlock: ref('Later') }) },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '12 good: that does not matter',
      { A: entry(ACL, 100, false, 'allow', { CidrBlock: ref('Later') }), B: entry(ACL, 200, false, 'allow') },
      at('10.9.1.1'),
      'allowed',
    ],
    ['12 bad: nor does it here', { A: entry(ACL, 100, false, 'deny', { CidrBlock: ref('Later') }) }, at('10.9.1.1'), NO],
    [
      '13: a number given at deployment',
      { A: entry(ACL, ref('Later'), false, 'deny'), B: entry(ACL, 100, false, 'allow') },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '13 good: of an entry that does not match',
      { A: entry(ACL, ref('Later'), false, 'deny', ports(1, 1)), B: entry(ACL, 100, false, 'allow') },
      at('10.9.1.1'),
      'allowed',
    ],
    [
      '14: an action given at deployment',
      { A: entry(ACL, 100, false, { Ref: 'Later' } as never) },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '15: an entry that may not be there',
      { A: entry(ACL, 100, false, 'allow', {}, 'Perhaps') },
      at('10.9.1.1'),
      'unknown: the condition of net/A',
    ],
    [
      '16: an entry of whatever ACL',
      { A: entry(ref('Later'), 100, false, 'allow') },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    ['17 bad: an entry of another ACL', { A: entry(att('Vpc', 'DefaultNetworkAcl'), 100, false, 'allow') }, at('10.9.1.1'), NO],
    [
      '18: a direction given at deployment',
      { A: entry(ACL, 100, { Ref: 'Later' } as never, 'allow') },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '19: a number given at deployment, written last',
      { B: entry(ACL, 100, false, 'allow'), A: entry(ACL, ref('Later'), false, 'deny') },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    ['20: no number', { A: entry(ACL, undefined, false, 'allow') }, at('10.9.1.1'), 'unknown: the number of net/A'],
    ['21: a number that is none', { A: entry(ACL, 'x', false, 'allow') }, at('10.9.1.1'), 'unknown: x (not a number)'],
    ['22 bad: no action', { A: entry(ACL, 100, false, undefined as never) }, at('10.9.1.1'), NO],
    [
      '23: a protocol given at deployment',
      { A: entry(ACL, 100, false, 'allow', { Protocol: ref('Later') }) },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
    [
      '24: a protocol that is none',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 'tpc' }) },
      at('10.9.1.1'),
      'unknown: protocol tpc',
    ],
    ['25 good: ICMP without a type', { A: entry(ACL, 100, false, 'allow', { Protocol: 1 }) }, echo, 'allowed'],
    [
      '26: a type given at deployment',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 1, Icmp: { Type: ref('Later'), Code: -1 } }) },
      echo,
      'unknown: <parameter net/Later>',
    ],
    [
      '27 good: a protocol without ports, whatever the range',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 47, PortRange: { From: 9, To: 9 } }) },
      at('10.9.1.1', 0, { protocol: 47 }),
      'allowed',
    ],
    [
      '28: ports given at deployment',
      { A: entry(ACL, 100, false, 'allow', { Protocol: 6, PortRange: { From: ref('Later'), To: 500 } }) },
      at('10.9.1.1'),
      'unknown: <parameter net/Later>',
    ],
  ])('%s', (_title, entries, probe, expected) => {
    expect(said(networkOf({ Acl: ACL_ITSELF, ...entries }).aclAllows('net/Acl', 'ingress', probe))).toBe(expected);
  });
});

describe('the default ACL of a VPC', () => {
  const DEFAULT = att('Vpc', 'DefaultNetworkAcl');
  const ask = (entries: Changes, probe = at('10.9.1.1')) =>
    said(networkOf(entries).aclAllows('net/Vpc.DefaultNetworkAcl', 'egress', probe));

  test.each<[string, Changes, Probe, string]>([
    ['1 good: allows everything', {}, at('10.9.1.1'), 'allowed'],
    ['2 good: over IPv6 too', {}, at('2001:db8::1', 1, { family: 6 }), 'allowed'],
    [
      '1 bad: unless an entry comes before',
      { A: entry(DEFAULT, 99, true, 'deny') },
      at('10.9.1.1'),
      'blocked by network ACL Vpc.DefaultNetworkAcl',
    ],
    ['3 good: which one after it does not', { A: entry(DEFAULT, 101, true, 'deny') }, at('10.9.1.1'), 'allowed'],
    [
      '2 bad: IPv6 by one of its own',
      { A: entry(DEFAULT, 99, true, 'deny', { Ipv6CidrBlock: '::/0' }) },
      at('2001:db8::1', 1, { family: 6 }),
      'blocked by network ACL Vpc.DefaultNetworkAcl',
    ],
    [
      '4 good: IPv6 is not denied by one for IPv4',
      { A: entry(DEFAULT, 99, true, 'deny') },
      at('2001:db8::1', 1, { family: 6 }),
      'allowed',
    ],
  ])('%s', (_title, entries, probe, expected) => expect(ask(entries, probe)).toBe(expected));
});

describe('on the way between subnets', () => {
  const open = { A: entry(ACL, 100, false, 'allow'), B: entry(ACL, 100, true, 'allow') };
  const onApp = { Acl: ACL_ITSELF, InAcl: inAcl('App', 'Acl') };
  const onData = { Acl: ACL_ITSELF, InAcl: inAcl('Data', 'Acl') };
  const back = (from: number, to: number) => ports(from, to);
  const row = (title: string, changes: Changes, expected: string): [string, Changes, string] => [title, changes, expected];

  test.each([
    row('1 good: the default ACL', {}, 'reachable'),
    row('2 good: one that is open', { ...onApp, ...open }, 'reachable'),
    row('1 bad: one without entries', onApp, NO),
    row(
      '3 good: out to the port, back to high ports',
      { ...onApp, A: entry(ACL, 1, true, 'allow', ports(5432, 5432)), B: entry(ACL, 1, false, 'allow', back(1024, 65_535)) },
      'reachable',
    ),
    row('2 bad: no way back', { ...onApp, A: entry(ACL, 1, true, 'allow', ports(5432, 5432)) }, NO),
    row(
      '3 bad: back to some high ports',
      { ...onApp, A: entry(ACL, 1, true, 'allow', ports(5432, 5432)), B: entry(ACL, 1, false, 'allow', back(1024, 65_534)) },
      NO,
    ),
    row(
      '4 bad: back to those of one system',
      { ...onApp, A: entry(ACL, 1, true, 'allow', ports(5432, 5432)), B: entry(ACL, 1, false, 'allow', back(32_768, 65_535)) },
      NO,
    ),
    row('5 bad: a hole in the middle', { ...onApp, ...open, C: entry(ACL, 9, false, 'deny', back(32_768, 32_768)) }, NO),
    row(
      '4 good: in at the port, out to high ports',
      { ...onData, A: entry(ACL, 1, false, 'allow', ports(5432, 5432)), B: entry(ACL, 1, true, 'allow', back(1024, 65_535)) },
      'reachable',
    ),
    row(
      '6 bad: not in at the port',
      { ...onData, A: entry(ACL, 1, false, 'allow', ports(5433, 5433)), B: entry(ACL, 1, true, 'allow') },
      NO,
    ),
    row('7 bad: no way out for answers', { ...onData, A: entry(ACL, 1, false, 'allow') }, NO),
    row(
      '8: an ACL that the templates only name',
      { InAcl: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('App'), NetworkAclId: 'acl-1' }) },
      'unknown: acl-1',
    ),
    row(
      '9: an association that may not be there',
      { Acl: ACL_ITSELF, InAcl: { ...inAcl('App', 'Acl'), Condition: 'Perhaps' } },
      'unknown: the condition of net/InAcl',
    ),
    row(
      '10: an association of whatever subnet',
      { Acl: ACL_ITSELF, InAcl: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Later'), NetworkAclId: ACL }) },
      'unknown: parameter net/Later',
    ),
    row('11: two associations', { ...onApp, Again: inAcl('App', 'Acl') }, 'unknown: which of net/InAcl, net/Again applies'),
  ])('%s', (_title, changes, expected) => {
    expect(said(networkOf(changes).reach(APP, DATA, tcp(5432)))).toBe(expected);
  });

  test('not within one subnet', () => {
    const network = networkOf(onApp);
    const [one, other] = [subnetEnd('App', '10.0.1.10'), subnetEnd('App', '10.0.1.11')];

    expect(said(network.reach(one, other, tcp(1)))).toBe('reachable');
    expect(said(network.reach(one, subnetEnd('Data'), tcp(1)))).toBe(NO);
  });

  test('an entry for a part of a subnet opens the subnet, though not its first address', () => {
    const part = { CidrBlock: '10.0.1.128/25' };
    const network = networkOf({ ...onData, A: entry(ACL, 1, false, 'allow', part), B: entry(ACL, 1, true, 'allow', part) });

    expect(said(network.reach(APP, DATA, tcp(5432)))).toBe('reachable');
    expect(said(network.reach({ ...APP, address: '10.0.1.10' } as never, DATA, tcp(5432)))).toBe(NO);
  });

  test('an entry for a part of the internet opens the internet', () => {
    const part = { CidrBlock: '203.0.113.0/24' };
    const network = networkOf({ ...onApp, A: entry(ACL, 1, false, 'allow', part), B: entry(ACL, 1, true, 'allow', part) });

    expect(said(network.reach(APP, INTERNET, tcp(443)))).toBe('reachable');
    expect(said(network.reach(APP, { kind: 'internet', address: '203.0.114.1' }, tcp(443)))).toBe(NO);
  });
});

test('echo needs the reply, and no port', () => {
  const Acl = { Acl: ACL_ITSELF, InAcl: inAcl('App', 'Acl'), Other: subnet('10.0.9.0/24') };
  const echo = (Type: number) => ({ Protocol: 1, Icmp: { Type, Code: -1 } });
  const ask = (more: Changes) =>
    said(networkOf({ ...Acl, ...more }).reach(subnetEnd('App'), subnetEnd('Other'), { protocol: 'icmp' }));

  expect(ask({ A: entry(ACL, 1, true, 'allow', echo(8)), B: entry(ACL, 1, false, 'allow', echo(0)) })).toBe('reachable');
  expect(ask({ A: entry(ACL, 1, true, 'allow', echo(8)), B: entry(ACL, 1, false, 'allow', echo(8)) })).toBe(NO);
});

test('the answer names the entry that denies, or says that none allows', () => {
  const network = networkOf({ Acl: ACL_ITSELF, A: entry(ACL, 7, true, 'deny', { CidrBlock: '10.0.0.0/8' }) });
  const out = (address: string) => network.aclAllows('net/Acl', 'egress', at(address));

  expect(out('10.1.1.1')).toMatchObject({
    by: { kind: 'network ACL', id: 'net/Acl', detail: 'net/A' },
    why: 'entry 7 (net/A) of network ACL net/Acl denies tcp 443 out to 10.1.1.1',
  });
  expect(out('11.1.1.1')).toMatchObject({ why: 'no entry of network ACL net/Acl allows tcp 443 out to 11.1.1.1' });
});

test('an entry can be left out, to see whether it is needed', () => {
  const network = networkOf({ Acl: ACL_ITSELF, A: entry(ACL, 7, true, 'allow') });

  expect(network.aclEntries('net/Acl')?.map(({ id }) => id)).toEqual(['net/A']);
  expect(said(network.aclAllows('net/Acl', 'egress', at('10.1.1.1', 1, { without: 'net/A' })))).toBe(NO);
  expect(network.aclOf('net/App')).toBe('net/Vpc.DefaultNetworkAcl');
});

test('an entry that is left out may stand between others', () => {
  const network = networkOf({
    Acl: ACL_ITSELF,
    A: entry(ACL, 7, true, 'allow', ports(1, 1)),
    B: entry(ACL, 8, true, 'deny'),
    C: entry(ACL, 9, true, 'allow'),
  });

  expect(said(network.aclAllows('net/Acl', 'egress', at('10.1.1.1')))).toBe(NO);
  expect(said(network.aclAllows('net/Acl', 'egress', at('10.1.1.1', 443, { without: 'net/B' })))).toBe('allowed');
});

test('the answer names the entry that may decide', () => {
  const why = (RuleNumber: unknown, more: object) => {
    const network = networkOf({ Acl: ACL_ITSELF, A: entry(ACL, RuleNumber, false, 'allow', more) });
    return network.aclAllows('net/Acl', 'ingress', at('10.1.1.1'));
  };

  expect(why(7, { CidrBlock: ref('Later') })).toMatchObject({
    why: 'entry 7 (net/A) of network ACL net/Acl may decide about tcp 443 in from 10.1.1.1',
  });
  expect(why(ref('Later'), {})).toMatchObject({
    why: 'entry <parameter net/Later> (net/A) of network ACL net/Acl may decide about tcp 443 in from 10.1.1.1',
  });
});

test('a default ACL of what is no VPC, or whose name ends otherwise, is unknown', () => {
  for (const id of ['net/App.DefaultNetworkAcl', 'net/Vpc.DefaultNetworkAcls', 'net/None.DefaultNetworkAcl']) {
    expect(said(networkOf().aclAllows(id, 'ingress', at('10.0.0.1')))).toBe(`unknown: ${id}`);
  }
});
