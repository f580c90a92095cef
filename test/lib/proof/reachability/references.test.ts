// What references, names and questions are read as, before anything is asked of a network.
import { Directory, flag, integer } from '../../../../lib/proof/reachability/directory';
import { literal, parsedBlocks, type Question, trafficOf } from '../../../../lib/proof/reachability/question';
import { serviceNameOf } from '../../../../lib/proof/reachability/service-name';
import { list, symbol, TemplateSet, text, texts } from '../../../../lib/proof/template';
import { APP, att, ec2, INTERNET, met, networkOf, ref, said, service, subnet, tcp, WEB, WORLD } from './worlds';

const endpoint = (ServiceName: unknown) => ({ id: 'net/E', properties: { ServiceName } }) as never;

describe('the service of an endpoint', () => {
  it.each([
    ['com.amazonaws.eu-central-1.s3', 's3'],
    ['com.amazonaws.eu-central-1.ecr.dkr', 'ecr.dkr'],
    ['cn.com.amazonaws.cn-north-1.s3', 's3'],
    ['aws.sagemaker.eu-central-1.notebook', 'sagemaker'],
    ['aws.sagemaker.eu-central-1', 'sagemaker'],
    [`com.amazonaws.${symbol('AWS::Region')}.dynamodb`, 'dynamodb'],
  ])('of %s is %s', (written, name) => {
    expect(serviceNameOf(endpoint(written))).toBe(name);
  });

  it.each([
    ['xcom.amazonaws.eu-central-1.s3', 'xcom.amazonaws.eu-central-1.s3'],
    ['com.amazonaws.s3', 'com.amazonaws.s3'],
    ['com.amazonaws.eu-central-1.', 'com.amazonaws.eu-central-1.'],
    ['xaws.sagemaker.eu-central-1', 'xaws.sagemaker.eu-central-1'],
    ['aws.sagemaker', 'aws.sagemaker'],
    ['com.amazonaws.vpce.eu-central-1.vpce-svc-1!', 'eu-central-1.vpce-svc-1!'],
    [`com.amazonaws.eu-central-1.${symbol('net/Later')}`, 'com.amazonaws.eu-central-1.<net/Later>'],
    [symbol('net/Later'), '<net/Later>'],
    [undefined, 'the service of net/E'],
    ['', 'the service of net/E'],
  ])('of %j is what it says, or not known', (written, expected) => {
    const name = serviceNameOf(endpoint(written));

    expect(typeof name === 'string' ? name : name.symbol).toBe(expected);
  });
});

describe('a reference', () => {
  const directory = new Directory(
    new TemplateSet([
      {
        stackName: 'net',
        template: {
          Resources: {
            Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
            Group: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
            List: {
              Type: 'AWS::EC2::PrefixList',
              Properties: { Entries: [{ Cidr: '192.0.2.0/24' }, { Cidr: att('Vpc', 'CidrBlock') }, '198.51.100.0/24', {}, null] },
            },
          },
        } as never,
      },
    ]),
  );

  it.each([
    ['net/Group', 'net/Group'],
    [symbol('net/Group'), 'net/Group'],
    [symbol('net/Group.GroupId'), 'net/Group'],
    [symbol('net/Group.Id'), 'net/Group'],
    [symbol('net/Group.GroupIdentity'), 'net/Group.GroupIdentity'],
    [symbol('net/Other.GroupId'), 'net/Other.GroupId'],
    ['sg-0123', 'sg-0123'],
    [`x${symbol('net/Later')}`, 'x<net/Later>'],
  ])('%s is %s', (reference, id) => {
    expect(directory.idOf(reference)).toBe(id);
  });

  it('of nothing finds nothing', () => {
    expect(directory.find(undefined)).toBeUndefined();
  });

  it.each([
    ['sg-0123', false, false],
    [symbol('net/Group'), false, false],
    [symbol('net/Gone'), false, true],
    [symbol('net/Gone.GroupId'), false, true],
    [symbol('net/Gone.GroupId.More'), true, false],
    [`a${symbol('net/Gone')}`, true, false],
    [`${symbol('net/Gone')}a`, true, false],
    [symbol('elsewhere/Gone'), true, false],
    [symbol('Later'), true, false],
    [symbol('net/Vpc.DefaultSecurityGroup'), false, false],
    [symbol('net/Vpc.DefaultNetworkAcl'), false, false],
    [symbol('other/Vpc.DefaultSecurityGroup'), true, false],
  ])('%s: open %p, missing %p', (reference, isOpen, isMissing) => {
    expect(directory.isOpen(reference)).toBe(isOpen);
    expect(directory.namesMissing(reference)).toBe(isMissing);
  });

  it.each([
    ['10.1.0.0/16', '10.1.0.0/16'],
    [symbol('net/Vpc.CidrBlock'), '10.0.0.0/16'],
    [symbol('net/Group.CidrBlock'), symbol('net/Group.CidrBlock')],
    [symbol('net/Vpc.CidrBlocks'), symbol('net/Vpc.CidrBlocks')],
    [symbol('net/Later'), symbol('net/Later')],
    [7, '7'],
    [undefined, undefined],
    [{}, undefined],
  ])('as a block, %j is %j', (written, expected) => {
    expect(directory.block(written as never)).toBe(expected);
  });

  it('to a prefix list is its blocks', () => {
    expect(directory.prefixList(symbol('net/List'))).toEqual(['192.0.2.0/24', '10.0.0.0/16', '198.51.100.0/24']);
    expect(directory.prefixList('pl-6ea54007')).toBeUndefined();
    expect(directory.prefixList(symbol('net/Vpc'))).toBeUndefined();
  });
});

describe('a value', () => {
  it('is text, a list, a number or a flag', () => {
    expect([text('a'), text(1), text(false), text({}), text(undefined)]).toEqual(['a', '1', 'false', undefined, undefined]);
    expect([list(undefined), list(null as never), list('a'), list(['a', 'b'])]).toEqual([[], [], ['a'], ['a', 'b']]);
    expect(texts(['a', {}, 1])).toEqual(['a', '1']);
    expect([integer(7), integer('7'), integer(undefined)]).toEqual([7, 7, undefined]);
    expect([integer(''), integer('7.5'), integer('x')].map((one) => (one as { symbol: string }).symbol)).toEqual([
      ' (not a number)',
      '7.5 (not a number)',
      'x (not a number)',
    ]);
    expect(integer(symbol('net/Later'))).toEqual({ symbol: '<net/Later>' });
    expect([flag(undefined, true), flag(undefined, false), flag('true', false), flag(true, false), flag('no', true)]).toEqual([
      true,
      false,
      true,
      true,
      { symbol: 'no (neither true nor false)' },
    ]);
    expect(flag(symbol('net/Later'), true)).toEqual({ symbol: '<net/Later>' });
  });
});

describe('a question', () => {
  it.each<[Question, number, number]>([
    [{ protocol: 'tcp', port: 0 }, 6, 0],
    [{ protocol: 'tcp', port: 65_535 }, 6, 65_535],
    [{ protocol: 'icmp' }, 1, 8],
    [{ protocol: 'icmpv6', family: 6 }, 58, 128],
    [{ protocol: 'icmp', port: 3 }, 1, 3],
    [{ protocol: 0 }, 0, 0],
    [{ protocol: 255 }, 255, 0],
    [{ protocol: 47, family: 6 }, 47, 0],
  ])('%j is protocol %i, port %i', (question, protocol, port) => {
    expect(trafficOf(question)).toEqual({ protocol, port });
  });

  it.each<[Question, RegExp]>([
    [{ protocol: -1 }, /protocol -1, expected/],
    [{ protocol: 256 }, /protocol 256, expected/],
    [{ protocol: 'all' as never }, /protocol all, expected/],
    [{ protocol: 'http' as never }, /protocol http, expected/],
    [{ protocol: 'icmp', family: 6 }, /icmp over IPv6, expected/],
    [{ protocol: 'icmpv6' }, /icmpv6 over IPv4, expected/],
    [{ protocol: 'tcp' }, /port undefined of tcp/],
    [{ protocol: 'udp' }, /port undefined of udp/],
    [{ protocol: 'tcp', port: -1 }, /port -1 of tcp/],
    [{ protocol: 'tcp', port: 65_536 }, /port 65536 of tcp/],
    [{ protocol: 'tcp', port: 1.5 }, /port 1.5 of tcp/],
  ])('%j is refused', (question, message) => {
    expect(() => trafficOf(question)).toThrow(message);
  });

  it('has literal addresses and blocks', () => {
    expect(literal('10.0.0.1', 4)).toMatchObject({ family: 4 });
    expect(() => literal('10.0.0.1', 6)).toThrow(/address 10.0.0.1, expected one of IPv6/);
    expect(() => literal('somewhere', 4)).toThrow(/address somewhere/);
    expect(parsedBlocks(['10.0.0.0/8', 'nowhere', '10.0.0.0/8', '::/0'])).toHaveLength(2);
  });
});

describe('a way', () => {
  const interfaceTo = (name: string, more: object = {}) =>
    ec2('VPCEndpoint', {
      VpcId: ref('Vpc'),
      ServiceName: `com.amazonaws.eu-central-1.${name}`,
      VpcEndpointType: 'Interface',
      SubnetIds: [ref('Data')],
      SecurityGroupIds: [att('Door', 'GroupId')],
      ...more,
    });
  const Door = ec2('SecurityGroup', {
    VpcId: ref('Vpc'),
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
  });
  const way = (changes: object, name = 'kms') =>
    met(networkOf({ Door, ...changes } as never).reach(APP, service(name), tcp(443)));

  it('to a service goes through its interface endpoint first, if that has the service’s name', () => {
    expect(way({ E: interfaceTo('kms', { PrivateDnsEnabled: true }) })).toContain('VPC endpoint E');
    expect(way({ E: interfaceTo('kms') })).not.toContain('VPC endpoint E');
    expect(way({ E: interfaceTo('kms'), AppDefault: null })).toContain('VPC endpoint E');
  });

  it('does not go through an endpoint of another service, kind or network', () => {
    const other = {
      ...WORLD,
      Other: ec2('VPC', { CidrBlock: '10.9.0.0/16' }),
      Far: subnet('10.9.1.0/24', { VpcId: ref('Other') }),
    };
    for (const E of [
      interfaceTo('sts', { PrivateDnsEnabled: true }),
      interfaceTo('kms', { PrivateDnsEnabled: true, VpcEndpointType: 'Gateway' }),
      interfaceTo('kms', { PrivateDnsEnabled: true, VpcId: ref('Other'), SubnetIds: [ref('Far')] }),
    ]) {
      expect(met(networkOf({ Door, E, AppDefault: null }, other).reach(APP, service('kms'), tcp(443)))).toBe(
        'blocked by route table AppTable',
      );
    }
  });

  it('from outside to outside is no business of a VPC', () => {
    const network = networkOf();

    expect(network.reach(INTERNET, service('kms'), tcp(443))).toEqual({
      answer: 'reachable',
      path: [{ kind: 'service', id: 'kms', detail: 'outside every VPC' }],
    });
    expect(network.reach(service('kms'), { kind: 'internet', address: '198.51.100.9' }, tcp(443))).toMatchObject({
      path: [{ kind: 'internet', id: '198.51.100.9' }],
    });
    expect(network.reach(service('kms'), INTERNET, tcp(443))).toMatchObject({ path: [{ id: 'the internet' }] });
    expect(said(network.reach(INTERNET, { kind: 'dns' }, tcp(53)))).toBe('blocked by VPC resolver the VPC resolver');
    expect(said(network.reach({ kind: 'dns' }, APP, tcp(53)))).toBe('blocked by VPC resolver the VPC resolver');
  });

  it('to the resolver is the VPC’s own', () => {
    expect(networkOf().reach(APP, { kind: 'dns' }, { protocol: 'udp', port: 53 })).toEqual({
      answer: 'reachable',
      path: [{ kind: 'VPC resolver', id: 'net/Vpc' }],
    });
  });

  it('to what has a public address may go out and in again, over IPv4 alone', () => {
    const Closed = ec2('SecurityGroup', {
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/1' }],
    });
    const network = networkOf({ Closed });
    const behind = { ...WEB, securityGroupIds: ['net/Closed'] } as typeof WEB;

    expect(met(network.reach(APP, WEB, tcp(443)))).not.toContain('NAT');
    expect(said(network.reach(APP, { ...behind, publicAddress: false } as typeof WEB, tcp(443)))).toBe('reachable');
    expect(said(network.reach(APP, WEB, { ...tcp(443), family: 6 }))).toMatch(/^blocked by subnet/);
  });
});
