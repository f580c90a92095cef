// Which names resolve: DNS is a way out until a firewall closes it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import { inDomain } from '../../../../lib/proof/reachability/dns-firewall';
import { symbol } from '../../../../lib/proof/template';
import { APP, att, type Changes, INTERNET, networkOf, ref, said, tcp, type Written } from './worlds';

const resolver = (type: string, Properties: object, Condition?: string): Written => ({
  Type: `AWS::Route53Resolver::${type}`,
  Properties,
  ...(Condition !== undefined && { Condition }),
});
const domains = (...Domains: unknown[]) => resolver('FirewallDomainList', { Domains });
const rules = (...FirewallRules: object[]) => resolver('FirewallRuleGroup', { FirewallRules });
const rule = (Priority: number, Action: unknown, listId: string, more: object = {}) => ({
  Priority,
  Action,
  FirewallDomainListId: att(listId, 'Id'),
  ...more,
});
const associated = (group: string, Priority: number, Condition?: string) =>
  resolver('FirewallRuleGroupAssociation', { FirewallRuleGroupId: att(group, 'Id'), VpcId: ref('Vpc'), Priority }, Condition);

const CLOSED: Changes = {
  Known: domains('s3.eu-central-1.amazonaws.com', '*.example.com'),
  Everything: domains('*'),
  Rules: rules(rule(200, 'BLOCK', 'Everything', { BlockResponse: 'NXDOMAIN' }), rule(100, 'ALLOW', 'Known')),
  Associated: associated('Rules', 101),
};
const NO = 'blocked by DNS firewall Rules';

describe('a name', () => {
  test.each<[string, Changes, string, string]>([
    ['1 good: on the list', CLOSED, 's3.eu-central-1.amazonaws.com', 'allowed'],
    ['2 good: below one on the list', CLOSED, 'a.b.example.com', 'allowed'],
    ['3 good: in other letters, with a dot at the end', CLOSED, 'S3.EU-central-1.amazonaws.com.', 'allowed'],
    ['1 bad: any other', CLOSED, 'data.attacker.test', NO],
    ['2 bad: the name whose wildcard is on the list', CLOSED, 'example.com', NO],
    ['3 bad: one that ends alike', CLOSED, 'notexample.com', NO],
    ['4 bad: below a name without wildcard', CLOSED, 'x.s3.eu-central-1.amazonaws.com', NO],
    ['4 good: without a firewall', {}, 'data.attacker.test', 'allowed'],
    [
      '5 good: without a rule that matches',
      { ...CLOSED, Rules: rules(rule(100, 'ALLOW', 'Known')) },
      'data.attacker.test',
      'allowed',
    ],
    [
      '6 good: an alert lets it through',
      { ...CLOSED, Rules: rules(rule(1, 'ALERT', 'Everything'), rule(2, 'BLOCK', 'Everything')) },
      'a.test',
      'allowed',
    ],
    [
      '5 bad: the lower priority comes first',
      { ...CLOSED, Rules: rules(rule(1, 'BLOCK', 'Everything'), rule(2, 'ALLOW', 'Known')) },
      'a.example.com',
      NO,
    ],
    [
      '6 bad: of groups too',
      {
        ...CLOSED,
        First: rules(rule(1, 'BLOCK', 'Known')),
        Before: associated('First', 100),
      },
      'a.example.com',
      'blocked by DNS firewall First',
    ],
    [
      '7 good: a group that comes later',
      { ...CLOSED, Last: rules(rule(1, 'BLOCK', 'Known')), After: associated('Last', 500) },
      'a.example.com',
      'allowed',
    ],
    [
      '8 good: blocking one type of query leaves the others',
      { ...CLOSED, Rules: rules(rule(1, 'BLOCK', 'Everything', { Qtype: 'A' })) },
      'a.test',
      'allowed',
    ],
    [
      '9 good: an association of another VPC',
      {
        ...CLOSED,
        Associated: resolver('FirewallRuleGroupAssociation', {
          FirewallRuleGroupId: att('Rules', 'Id'),
          VpcId: 'vpc-1',
          Priority: 101,
        }),
      },
      'a.test',
      'allowed',
    ],
    [
      '7: a list of AWS',
      { ...CLOSED, Rules: rules({ Priority: 1, Action: 'BLOCK', FirewallDomainListId: 'rslvr-fdl-1' }) },
      'a.test',
      'unknown: rslvr-fdl-1',
    ],
    [
      '8 bad: a list of AWS before a block',
      {
        ...CLOSED,
        Rules: rules({ Priority: 1, Action: 'BLOCK', FirewallDomainListId: 'rslvr-fdl-1' }, rule(2, 'BLOCK', 'Everything')),
      },
      'a.test',
      NO,
    ],
    [
      '8: a rule about threats',
      { ...CLOSED, Rules: rules({ Priority: 1, Action: 'BLOCK', DnsThreatProtection: 'DGA' }) },
      'a.test',
      'unknown: the threats that net/Rules detects',
    ],
    [
      '9: an association that may not be there',
      { ...CLOSED, Associated: associated('Rules', 101, 'Perhaps') },
      'a.test',
      'unknown: the condition of net/Associated',
    ],
    [
      '10: a group from elsewhere',
      {
        ...CLOSED,
        Associated: resolver('FirewallRuleGroupAssociation', {
          FirewallRuleGroupId: 'rslvr-frg-1',
          VpcId: ref('Vpc'),
          Priority: 101,
        }),
      },
      'a.test',
      'unknown: rslvr-frg-1',
    ],
    [
      '11: a name given at deployment',
      { ...CLOSED, Known: domains({ 'Fn::Sub': 'x.${Later}.test' }) },
      'x.y.test',
      'unknown: x.<parameter net/Later>.test',
    ],
    ['9 bad: one that cannot be it', { ...CLOSED, Known: domains({ 'Fn::Sub': 'x.${Later}.test' }) }, 'x.y.other', NO],
    [
      '12: an action given at deployment',
      { ...CLOSED, Rules: rules(rule(1, ref('Later'), 'Everything')) },
      'a.test',
      expect.stringMatching(/^unknown/) as never,
    ],
    [
      '13: a VPC given at deployment',
      {
        ...CLOSED,
        Associated: resolver('FirewallRuleGroupAssociation', {
          FirewallRuleGroupId: att('Rules', 'Id'),
          VpcId: ref('Later'),
          Priority: 101,
        }),
      },
      'a.test',
      'unknown: <parameter net/Later>',
    ],
  ])('%s', (_title, changes, name, expected) => {
    const network = networkOf(changes);
    expect(said(network.resolves('net/Vpc', name))).toEqual(expected);
    const asEnd = network.reach(APP, { kind: 'dns', name }, { protocol: 'udp', port: 53 });
    expect(said(asEnd).replace('reachable', 'allowed')).toEqual(expected);
  });
});

describe('the resolver', () => {
  const DNS = { kind: 'dns' } as const;
  const udp = { protocol: 'udp', port: 53 } as const;

  test('is reached whatever groups, ACLs and routes say', () => {
    const network = networkOf({
      AppDefault: null,
      AppGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '255.255.255.255/32' }] },
      },
    });

    expect(said(network.reach(APP, DNS, udp))).toBe('reachable');
    expect(said(network.reach(APP, INTERNET, tcp(443)))).toBe('blocked by security group AppGroup');
  });

  test.each<[string, unknown, string]>([
    ['is off', false, 'blocked by VPC Vpc'],
    ['is on', true, 'reachable'],
    ['may be off', { Ref: 'Later' }, 'unknown: <parameter net/Later>'],
  ])('%s', (_title, EnableDnsSupport, expected) => {
    const network = networkOf({ Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsSupport } } });
    expect(said(network.reach(APP, DNS, udp))).toBe(expected);
    expect(said(network.reach(APP, { ...DNS, name: 'a.test' }, udp))).toBe(expected);
  });

  test('is not reached from outside, and opens no connection', () => {
    expect(said(networkOf().reach(INTERNET, DNS, udp))).toBe('blocked by VPC resolver the VPC resolver');
    expect(said(networkOf().reach(DNS, APP, udp))).toBe('blocked by VPC resolver the VPC resolver');
  });
});

test('the answer says that DNS is a way out, and when a firewall is not', () => {
  expect(networkOf().resolves('net/Vpc', 'a.test')).toMatchObject({
    by: { detail: 'no DNS firewall: every public name resolves, so data can leave in DNS queries' },
  });
  expect(networkOf(CLOSED).resolves('net/Vpc', 'a.test')).toMatchObject({
    by: { detail: expect.stringContaining('FirewallFailOpen') },
    why: 'rule 200 of net/Rules blocks a.test',
  });
});

test('a pattern of many symbols is read in one pass', () => {
  const pattern = Array.from({ length: 2000 }, (_one, index) => `${symbol(String(index))}a`).join('');
  expect(inDomain(`${pattern}!`, 'a'.repeat(5000))).toBe(false);
});
