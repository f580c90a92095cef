// A network in segments: what no flow declares is closed, and there is no way out.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Fn, Stack, Tags, Token, Validations } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { NETWORK_METADATA, SEGMENT_TAG } from '../../contract';
import { acknowledge } from '../common/acknowledge';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { type AddressPlan, type PlannedSegment, planAddresses } from './address-plan';
import { closeDefaultNetworkAcl, closeDefaultSecurityGroup } from './defaults-of-vpc';
import { DnsFirewall } from './dns-firewall';
import { DEFAULT_ENDPOINTS, Endpoints } from './endpoints';
import { Flow, FlowProtocol, GATEWAY_DESTINATIONS, type GatewayDestination } from './flow';
import { NetworkLogs } from './network-logs';
import { SEGMENTED_VPC_PROPERTIES } from './properties';
import { ACL_ENTRIES, type AclEntry, aclEntries, checkFlows, type Rule, securityGroupRules } from './rules';
import { Segment, SegmentKind } from './segment';

/**
 * Properties of a `SegmentedVpc`.
 */
export interface SegmentedVpcProps {
  /**
   * Addresses of the network, a literal IPv4 block of /16 to /28. Segments are carved from it in their order.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Segments. Their order decides their addresses: append new ones. Exactly one is of kind endpoints.
   *
   * @default - edge, service, endpoints and data, with subnets of /24
   */
  readonly segments?: Segment[];

  /**
   * The ways through the network. What none of them names is closed: given ones take the place of the default ones.
   *
   * @default - HTTPS from every edge and service segment to the endpoints, and from every service segment to S3 and DynamoDB
   */
  readonly flows?: Flow[];

  /**
   * How many availability zones, 2 or 3.
   *
   * @default 2
   */
  readonly maxAzs?: number;

  /**
   * The availability zones themselves, 2 or 3. For Regions whose first zones lack an endpoint service.
   *
   * @default - the first `maxAzs` zones that CloudFormation lists for the Region
   */
  readonly availabilityZones?: string[];

  /**
   * Interface endpoints beside KMS, STS, Lambda, Systems Manager, CloudWatch Logs and execute-api.
   *
   * @default - none
   */
  readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Reach S3 and DynamoDB through interface endpoints instead of gateways. Strict, since no rule then names public addresses, and
   * not free: see docs/network.md.
   *
   * @default false
   */
  readonly interfaceEndpointsOnly?: boolean;

  /**
   * Organisation (`o-…`) whose principals and resources pass the endpoints.
   *
   * @default - those of this account alone
   */
  readonly organizationId?: string;

  /**
   * Names that resolve beside those of the endpoints; one that begins with `*.` stands for everything below it. Whoever runs a
   * domain's name servers learns what is asked for: each name is a way out.
   *
   * @default - none
   */
  readonly allowedDomainNames?: string[];

  /**
   * Key of the flow log, the DNS query log and the log of the function that closes the default security group.
   *
   * @default - one is made
   */
  readonly logsKey?: ServiceKey;

  /**
   * Roles that may manage the key that is made for the logs, beside the deployment role.
   *
   * @default - the deployment role alone, with a warning
   */
  readonly keyAdministrators?: iam.IRole[];

  /**
   * How long flow log and DNS query log are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * A VPC of segments with declared flows between them, private endpoints to AWS services, and no way to or from the internet: no
 * internet gateway, no NAT, no default route, and no name that is not on a list.
 */
export class SegmentedVpc extends Construct {
  /**
   * The VPC, for constructs that ask for one. Its subnets are isolated ones, in groups named after the segments. It is not the
   * construct itself, and its security groups are not changed by `connections`: flows are declared here or not at all.
   */
  public readonly vpc: ec2.IVpc;

  /**
   * The segments, in the order of their addresses.
   */
  public readonly segments: Segment[];

  /**
   * The declared flows.
   */
  public readonly flows: Flow[];

  /** @internal Environment variables that functions need to find the endpoints. */
  public readonly _environment: { readonly [name: string]: string };

  /**
   * @internal Whether a custom resource gets through to CloudFormation: the private names of an S3 interface endpoint do not cover
   * those of the bucket that it answers to.
   */
  public readonly _answersCustomResources: boolean;

  /** @internal What must stand before traffic passes. */
  public readonly _ready: IDependable;

  private readonly plan: AddressPlan;
  private readonly declared: readonly Flow[];
  private readonly passing: readonly Flow[];
  private readonly endpoints: Endpoints;
  private readonly securityGroups: Construct;

  /**
   * Creates the network with its flows and no others; throws where segments do not fit or a flow cannot be.
   */
  public constructor(scope: Construct, id: string, props: SegmentedVpcProps = {}) {
    super(scope, id);
    needsProperties(this.node.path, props, SEGMENTED_VPC_PROPERTIES);
    this.segments = [...(props.segments ?? [Segment.edge(), Segment.service(), Segment.endpoints(), Segment.data()])];
    const zones = this.zones(props);
    this.plan = planAddresses(this, props.cidr ?? '10.0.0.0/16', this.segments, zones.length);
    this.declared = [...(props.flows ?? defaultFlows(this.segments))];
    checkFlows(this, this.plan, this.declared);
    // A copy: what is put into the list later opens nothing.
    this.flows = [...this.declared];
    const gateway = props.endpoints?.find(({ shortName }) => GATEWAY_DESTINATIONS.some((service) => service === shortName));
    needs(
      gateway === undefined,
      this,
      `endpoints holds ${seen(gateway?.shortName)}, which is reached by a flow: Flow.between('…', '${gateway?.shortName}').tcp(443), ` +
        'and through an interface endpoint with `interfaceEndpointsOnly`',
    );
    const { organizationId, interfaceEndpointsOnly = false, allowedDomainNames = [] } = props;
    needs(
      organizationId === undefined || Token.isUnresolved(organizationId) || /^o-[a-z0-9]{10,32}$/.test(organizationId),
      this,
      `organizationId is ${seen(organizationId)}, expected the id of an AWS organisation, such as "o-a1b2c3d4e5"`,
    );
    const openName = allowedDomainNames.find((name) => !isDomainName(Stack.of(this).resolve(name)));
    needs(
      openName === undefined,
      this,
      `allowedDomainNames holds ${seen(openName)}, expected names of two or more parts such as "api.example.com" or "*.example.com"`,
    );
    this._answersCustomResources = !interfaceEndpointsOnly;
    // Without gateways, S3 and DynamoDB are two more endpoints.
    this.passing = interfaceEndpointsOnly
      ? this.declared.map((flow) =>
          flow._gateway === undefined ? flow : Flow.between(flow.source, this.endpointsSegment).tcp(443),
        )
      : this.declared;

    acknowledge(this, {
      id: 'AwsSolutions-VPC3',
      reason: 'stateless rules beside the security groups: written from the same flows, so that the two cannot come to differ',
    });
    const vpc = new ec2.CfnVPC(this, 'Vpc', {
      cidrBlock: this.plan.vpc.toString(),
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    Tags.of(vpc).add('Name', this.node.path);
    vpc.addMetadata(NETWORK_METADATA, {
      segments: this.plan.segments.map(({ segment, block }) => ({ name: segment.segmentName, block: block.toString() })),
      flows: this.passing.map(({ source, destination, protocol, fromPort, toPort }) => ({
        from: source,
        to: destination,
        protocol,
        fromPort,
        toPort,
      })),
    });
    const subnets = this.plan.segments.map((planned) => new SegmentSubnets(this, planned, vpc, zones));
    for (const { acl, planned } of subnets) this.writeAcl(acl, planned.segment.segmentName);
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Attributes', {
      vpcId: vpc.ref,
      vpcCidrBlock: this.plan.vpc.toString(),
      availabilityZones: zones,
      isolatedSubnetNames: this.segments.map(({ segmentName }) => segmentName),
      isolatedSubnetIds: subnets.flatMap(({ subnetIds }) => subnetIds),
      isolatedSubnetRouteTableIds: subnets.flatMap(({ routeTableIds }) => routeTableIds),
      isolatedSubnetIpv4CidrBlocks: this.plan.segments.flatMap((planned) => planned.subnets.map(String)),
    });

    this.securityGroups = new Construct(this, 'SecurityGroups');
    const routeTablesTo = (service: GatewayDestination) =>
      subnets
        .filter(({ planned }) =>
          this.declared.some((flow) => flow.source === planned.segment.segmentName && flow._gateway === service),
        )
        .flatMap(({ routeTableIds }) => routeTableIds);
    this.endpoints = new Endpoints(this, 'Endpoints', {
      vpcId: vpc.ref,
      subnetIds: subnets
        .filter(({ planned }) => planned.segment.segmentName === this.endpointsSegment)
        .flatMap(({ subnetIds }) => subnetIds),
      securityGroupId: this.securityGroupFor('endpoints', this.endpointsSegment).securityGroupId,
      services: [...DEFAULT_ENDPOINTS, ...(props.endpoints ?? [])],
      gateways: { s3: routeTablesTo('s3'), dynamodb: routeTablesTo('dynamodb') },
      interfacesOnly: interfaceEndpointsOnly,
      perimeter: { organizationId },
    });
    this._environment = this.endpoints.environment;
    const dnsFirewall = new DnsFirewall(this, 'DnsFirewall', {
      vpcId: vpc.ref,
      allowedDomainNames: [...this.endpoints.domainNames, ...allowedDomainNames],
    });
    this._ready = new DependencyGroup(...subnets, this.endpoints, dnsFirewall);
    needs(
      props.logsKey === undefined || Stack.of(props.logsKey) === Stack.of(this) || props.logsKey._hasLogGroupNames,
      this,
      `logsKey is ${props.logsKey?.node.path} of another stack, whose policy lets CloudWatch Logs encrypt that stack's log groups alone: ` +
        "make the key in the network's stack, or give it `logGroupNames` that cover this one's",
    );
    const logsKey =
      props.logsKey ?? new ServiceKey(this, 'LogsKey', { serviceName: 'network', administrators: props.keyAdministrators });
    new NetworkLogs(this, 'Logs', { vpcId: vpc.ref, logsKey, retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR });
    closeDefaultNetworkAcl(this, vpc);
    closeDefaultSecurityGroup(vpc, logsKey);
  }

  /**
   * The security group of one service (or anything else that has a name) in a segment. It is made at the first call, in the
   * network's stack, and holds what flows declare for the segment. Nothing can be added to it.
   *
   * @param name whose security group it is; the same name gives the same group
   * @param segmentName the segment; by default the first one of kind service
   */
  public securityGroupFor(name: string, segmentName?: string): ec2.ISecurityGroup {
    // It is the group's description, and EC2 takes few characters there.
    needs(
      /^[A-Za-z0-9_.+/-]{1,128}$/.test(name),
      this,
      `securityGroupFor ${seen(name)}, expected a literal name of 1 to 128 characters [A-Za-z0-9_.+/-]`,
    );
    const segment = this.segmentNamed(segmentName).segmentName;
    const inSegment =
      (this.securityGroups.node.tryFindChild(segment) as Construct | undefined) ?? new Construct(this.securityGroups, segment);
    // In a construct's id a slash would be a path; two names must not come to one id.
    const id = encodeURIComponent(name);
    const existing = inSegment.node.tryFindChild(id)?.node.tryFindChild('Attributes');
    if (existing !== undefined) return existing as unknown as ec2.ISecurityGroup;
    const scope = new Construct(inSegment, id);
    const rules = securityGroupRules(this.plan, this.passing, segment);
    const written = (direction: Rule['direction']) => rules.filter((rule) => rule.direction === direction).map(ruleProperty);
    const ingress = written('ingress');
    const egress = written('egress');
    const group = new ec2.CfnSecurityGroup(scope, 'Resource', {
      groupDescription: `bulkhead: ${name} in segment ${segment}`,
      vpcId: this.vpc.vpcId,
      ...(ingress.length > 0 && { securityGroupIngress: ingress }),
      // A group without egress rules is given one that allows everything (CloudFormation): this one matches nothing.
      securityGroupEgress: egress.length > 0 ? egress : [NO_WAY_OUT],
    });
    Tags.of(group).add('Name', group.node.path.replace(/\/Resource$/, ''));
    Tags.of(group).add(SEGMENT_TAG, segment);
    return ec2.SecurityGroup.fromSecurityGroupId(scope, 'Attributes', group.attrGroupId, { mutable: false });
  }

  /**
   * The subnets of a segment, for constructs that ask for a selection.
   *
   * @param segmentName the segment; by default the first one of kind service
   */
  public subnetsOf(segmentName?: string): ec2.SubnetSelection {
    return { subnetGroupName: this.segmentNamed(segmentName).segmentName };
  }

  /**
   * Id of the endpoint to a service, by its short name (`kms`, `s3`, `execute-api`).
   */
  public endpointId(service: string): string {
    const id = this.endpoints.ids.get(service);
    needs(id !== undefined, this, `there is no endpoint to ${seen(service)}: ${this.howToGet(service)}`);
    return id;
  }

  /** @internal Refuses a segment from which one of these services is not reached. */
  public _needsReach(scope: Construct, segmentName: string | undefined, services: readonly string[]): void {
    const { segmentName: source } = this.segmentNamed(segmentName);
    for (const service of services) {
      needs(
        this.endpoints.ids.has(service),
        scope,
        `needs the endpoint to ${seen(service)}, and ${this.node.path} has none: ${this.howToGet(service)}`,
      );
      const destination = this.declared.some(({ _gateway }) => _gateway === service) ? service : this.endpointsSegment;
      needs(
        this.declared.some(
          (flow) =>
            flow.source === source &&
            flow.destination === destination &&
            flow.protocol === FlowProtocol.TCP &&
            flow.fromPort <= 443 &&
            flow.toPort >= 443,
        ),
        scope,
        `needs ${seen(service)} from segment ${seen(source)}, and no flow of ${this.node.path} leads there: add Flow.between('${source}', '${destination}').tcp(443)`,
      );
    }
  }

  /** @internal Blocks of the segments that reach the interface endpoints, and so every private API of the VPC. */
  public _blocksThatReachEndpoints(): string[] {
    return this.plan.segments
      .filter(({ segment }) =>
        this.passing.some(({ source, destination }) => source === segment.segmentName && destination === this.endpointsSegment),
      )
      .map(({ block }) => block.toString());
  }

  private howToGet(service: string): string {
    return service === 's3' || service === 'dynamodb'
      ? `declare Flow.between('…', '${service}').tcp(443) for the segments that use it`
      : 'add it to `endpoints`';
  }

  private get endpointsSegment(): string {
    return this.segments.find(({ kind }) => kind === SegmentKind.ENDPOINTS)?.segmentName ?? '';
  }

  private segmentNamed(name: string | undefined): Segment {
    const found = this.segments.find(({ kind, segmentName }) =>
      name === undefined ? kind === SegmentKind.SERVICE : segmentName === name,
    );
    needs(
      found !== undefined,
      this,
      name === undefined
        ? 'there is no segment of kind service: say which segment is meant'
        : `there is no segment ${seen(name)}, expected one of ${seen(this.segments.map(({ segmentName }) => segmentName))}`,
    );
    return found;
  }

  private zones({ availabilityZones, maxAzs = 2 }: SegmentedVpcProps): string[] {
    const count = availabilityZones?.length ?? maxAzs;
    needs(
      count === 2 || count === 3,
      this,
      `${count} availability zones, expected 2 or 3: fewer do not survive the loss of one, and a segment's block has room for no more`,
    );
    needs(
      new Set(availabilityZones).size === (availabilityZones?.length ?? 0),
      this,
      `availabilityZones is ${seen(availabilityZones)}, expected each zone once`,
    );
    // Asked of CloudFormation, not of the account: synthesis needs no look-up and no credentials.
    return availabilityZones ?? Array.from({ length: count }, (_zone, index) => Fn.select(index, Fn.getAzs()));
  }

  private writeAcl(acl: ec2.CfnNetworkAcl, segmentName: string): void {
    const entries = aclEntries(this.plan, this.passing, segmentName);
    for (const direction of ['ingress', 'egress'] as const) {
      const written = entries.filter((entry) => entry.direction === direction);
      const flows = this.declared.filter(({ source, destination }) => source === segmentName || destination === segmentName);
      needs(
        written.length <= ACL_ENTRIES.most,
        this,
        `segment ${seen(segmentName)} takes ${written.length} ${direction} entries of its network ACL, expected at most ${ACL_ENTRIES.most} ` +
          `(Amazon VPC's limit): ${flows.join('; ')}. Join neighbouring ports into ranges, or split the segment.`,
      );
      if (written.length > ACL_ENTRIES.byDefault) {
        Validations.of(this).addWarning(
          'cdk-bulkhead:acl-quota',
          `segment ${segmentName} takes ${written.length} ${direction} entries of its network ACL; the quota "Rules per network ACL" is ${ACL_ENTRIES.byDefault} unless it was raised`,
        );
      }
      for (const entry of written)
        new ec2.CfnNetworkAclEntry(acl.node.scope as Construct, entryId(entry), aclProperties(acl, entry));
    }
  }
}

/** ICMP of a type that does not exist, to an address that nobody has. */
const NO_WAY_OUT: ec2.CfnSecurityGroup.EgressProperty = {
  description: 'No way out',
  ipProtocol: 'icmp',
  fromPort: 252,
  toPort: 86,
  cidrIp: '255.255.255.255/32',
};

function ruleProperty({ direction, protocol, peer, cidr, fromPort, toPort }: Rule): ec2.CfnSecurityGroup.IngressProperty {
  return {
    description: `${direction === 'egress' ? 'to' : 'from'} ${peer}`,
    ipProtocol: protocol,
    fromPort,
    toPort,
    cidrIp: cidr,
  };
}

/** IANA's protocol numbers. */
const PROTOCOL_NUMBERS = { all: -1, tcp: 6, udp: 17 };

function aclProperties(acl: ec2.CfnNetworkAcl, entry: AclEntry): ec2.CfnNetworkAclEntryProps {
  return {
    networkAclId: acl.attrId,
    ruleNumber: entry.number,
    egress: entry.direction === 'egress',
    ruleAction: entry.action,
    cidrBlock: entry.cidr,
    protocol: PROTOCOL_NUMBERS[entry.action === 'deny' ? 'all' : entry.protocol],
    ...(entry.action === 'allow' && { portRange: { from: entry.fromPort, to: entry.toPort } }),
  };
}

/** Says what the entry says: another rule is another resource. */
function entryId(entry: AclEntry): string {
  const direction = entry.direction === 'egress' ? 'Egress' : 'Ingress';
  if (entry.action === 'deny') return `${direction}-deny-vpc`;
  return `${direction}-${entry.protocol}-${entry.fromPort}-${entry.toPort}-${entry.peer}`;
}

/** A name of two or more parts. What only the deployment knows counts as a part; it cannot be all there is but an attribute of something. */
function isDomainName(resolved: unknown): boolean {
  if (typeof resolved === 'string') return /^(?:\*\.)?(?:[a-z0-9_-]+\.)+[a-z0-9-]+$/i.test(resolved);
  const [[name, argument] = ['', undefined]] = Object.entries((resolved ?? {}) as object);
  if (name !== 'Fn::Join') return name === 'Ref' || name === 'Fn::GetAtt' || name === 'Fn::ImportValue' || name === 'Fn::Select';
  const [separator, parts] = argument as [string, unknown[]];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'deployed')).join(separator);
  return isDomainName(text) && parts.some((part) => typeof part === 'string' && /[a-z0-9]/i.test(part));
}

function defaultFlows(segments: readonly Segment[]): Flow[] {
  const endpoints = segments.find(({ kind }) => kind === SegmentKind.ENDPOINTS)?.segmentName ?? '';
  return segments.flatMap(({ kind, segmentName }) => {
    const to = (destination: string) => Flow.between(segmentName, destination).tcp(443);
    if (kind === SegmentKind.EDGE) return [to(endpoints)];
    return kind === SegmentKind.SERVICE ? [to(endpoints), to('s3'), to('dynamodb')] : [];
  });
}

/** The subnets of one segment, each with a route table of its own, and their network ACL. */
class SegmentSubnets extends Construct {
  public readonly acl: ec2.CfnNetworkAcl;
  public readonly subnetIds: string[] = [];
  public readonly routeTableIds: string[] = [];

  public constructor(
    scope: Construct,
    public readonly planned: PlannedSegment,
    vpc: ec2.CfnVPC,
    zones: string[],
  ) {
    const { segmentName } = planned.segment;
    super(scope, segmentName);
    this.acl = new ec2.CfnNetworkAcl(this, 'Acl', { vpcId: vpc.ref });
    planned.subnets.forEach((block, index) => {
      const subnet = new ec2.CfnSubnet(this, `Subnet${index + 1}`, {
        vpcId: vpc.ref,
        cidrBlock: block.toString(),
        availabilityZone: zones[index],
        mapPublicIpOnLaunch: false,
      });
      // One for each zone: a route to something in the zone can be added later without replacing an association.
      const routeTable = new ec2.CfnRouteTable(this, `RouteTable${index + 1}`, { vpcId: vpc.ref });
      new ec2.CfnSubnetRouteTableAssociation(this, `Routes${index + 1}`, {
        subnetId: subnet.ref,
        routeTableId: routeTable.ref,
      });
      new ec2.CfnSubnetNetworkAclAssociation(this, `AclAssociation${index + 1}`, {
        subnetId: subnet.ref,
        networkAclId: this.acl.attrId,
      });
      this.subnetIds.push(subnet.ref);
      this.routeTableIds.push(routeTable.ref);
    });
    Tags.of(this).add(SEGMENT_TAG, segmentName);
    Tags.of(this).add('Name', this.node.path);
  }
}
