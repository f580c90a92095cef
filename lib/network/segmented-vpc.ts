// A network in segments: what no flow declares is closed, and there is no way out.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Fn, Stack, Tags, Token } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { NETWORK_METADATA } from '../../contract';
import { acknowledge } from '../common/acknowledge';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { type AddressPlan, planAddresses } from './address-plan';
import { closeDefaultNetworkAcl, closeDefaultSecurityGroup } from './defaults-of-vpc';
import { DnsFirewall } from './dns-firewall';
import { isDomainName } from './domain-name';
import { DEFAULT_ENDPOINTS, Endpoints } from './endpoints';
import { Flow, GATEWAY_DESTINATIONS, type GatewayDestination } from './flow';
import { NetworkLogs } from './network-logs';
import { SEGMENTED_VPC_PROPERTIES } from './properties';
import { checkFlows } from './rules';
import { SecurityGroups } from './security-groups';
import { Segment, SegmentKind } from './segment';
import { SegmentSubnets, writeAclEntries } from './segment-subnets';
import type { SegmentedVpcProps } from './segmented-vpc-props';

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
  private readonly securityGroups: SecurityGroups;

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
      `endpoints holds ${seen(gateway?.shortName)}, which is reached by a flow: Flow.between('…', '${gateway?.shortName}', ec2.Port.tcp(443)), ` +
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
          flow._gateway === undefined ? flow : Flow.between(flow.source, this.endpointsSegment, ec2.Port.tcp(443)),
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
      flows: this.passing.map(({ source, destination, _range }) => ({ from: source, to: destination, ..._range })),
    });
    const subnets = this.plan.segments.map((planned) => new SegmentSubnets(this, planned, vpc, zones));
    for (const { acl, planned } of subnets)
      writeAclEntries(this, acl, {
        plan: this.plan,
        declared: this.declared,
        passing: this.passing,
        segmentName: planned.segment.segmentName,
      });
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Attributes', {
      vpcId: vpc.ref,
      vpcCidrBlock: this.plan.vpc.toString(),
      availabilityZones: zones,
      isolatedSubnetNames: this.segments.map(({ segmentName }) => segmentName),
      isolatedSubnetIds: subnets.flatMap(({ subnetIds }) => subnetIds),
      isolatedSubnetRouteTableIds: subnets.flatMap(({ routeTableIds }) => routeTableIds),
      isolatedSubnetIpv4CidrBlocks: this.plan.segments.flatMap((planned) => planned.subnets.map(String)),
    });

    this.securityGroups = new SecurityGroups(this, 'SecurityGroups', {
      vpcId: this.vpc.vpcId,
      plan: this.plan,
      flows: this.passing,
    });
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
    return this.securityGroups.groupFor(name, this.segmentNamed(segmentName).segmentName);
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
            flow._range.protocol === 'tcp' &&
            flow._range.fromPort <= 443 &&
            flow._range.toPort >= 443,
        ),
        scope,
        `needs ${seen(service)} from segment ${seen(source)}, and no flow of ${this.node.path} leads there: add Flow.between('${source}', '${destination}', ec2.Port.tcp(443))`,
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
      ? `declare Flow.between('…', '${service}', ec2.Port.tcp(443)) for the segments that use it`
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
}

function defaultFlows(segments: readonly Segment[]): Flow[] {
  const endpoints = segments.find(({ kind }) => kind === SegmentKind.ENDPOINTS)?.segmentName ?? '';
  return segments.flatMap(({ kind, segmentName }) => {
    const to = (destination: string) => Flow.between(segmentName, destination, ec2.Port.tcp(443));
    if (kind === SegmentKind.EDGE) return [to(endpoints)];
    return kind === SegmentKind.SERVICE ? [to(endpoints), to('s3'), to('dynamodb')] : [];
  });
}
