// A network in segments: what no flow declares is closed, and nothing leads to the internet.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Tags } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { NETWORK_METADATA } from '../../contract';
import { acknowledge } from '../common/acknowledge';
import { needs, seen } from '../common/needs';
import { needsProperties } from '../common/properties';
import { ServiceKey } from '../encryption';
import { type AddressPlan, planAddresses } from './address-plan';
import { closeDefaultNetworkAcl, closeDefaultSecurityGroup } from './defaults-of-vpc';
import { DnsFirewall } from './dns-firewall';
import { DEFAULT_ENDPOINTS, Endpoints } from './endpoints';
import { Flow, type GatewayDestination } from './flow';
import { checkNetworkProps, zonesOf } from './network-checks';
import { NetworkLogs } from './network-logs';
import { SEGMENTED_VPC_PROPERTIES } from './properties';
import { checkFlows } from './rules';
import { SecurityGroups } from './security-groups';
import { Segment, SegmentKind } from './segment';
import { SegmentSubnets, writeAclEntries } from './segment-subnets';
import type { SegmentedVpcProps } from './segmented-vpc-props';

/**
 * A VPC of segments, with declared flows between them and private endpoints to AWS services.
 *
 * The VPC has no connection to or from the internet: no internet gateway, no NAT and no default route. DNS resolves only the names on a
 * list.
 */
export class SegmentedVpc extends Construct {
  /**
   * The VPC, for constructs that need an `IVpc`. Its subnets are isolated. Each subnet group has the name of a segment.
   *
   * The `connections` of other constructs do not change the security groups of the network: only `flows` open connections.
   */
  public readonly vpc: ec2.IVpc;

  /**
   * The segments, in the order of their addresses.
   */
  public readonly segments: Segment[];

  /**
   * The declared flows. Changing this list has no effect.
   */
  public readonly flows: Flow[];

  /** @internal Environment variables that functions need to find the endpoints. */
  public readonly _environment: { readonly [name: string]: string };

  /**
   * @internal Whether a custom resource can answer CloudFormation. The private DNS names of an S3 interface endpoint do not cover the
   * names of the bucket that takes the answers.
   */
  public readonly _answersCustomResources: boolean;

  /** @internal What must exist before traffic passes. */
  public readonly _ready: IDependable;

  private readonly plan: AddressPlan;
  private readonly declared: readonly Flow[];
  private readonly passing: readonly Flow[];
  private readonly endpoints: Endpoints;
  private readonly securityGroups: SecurityGroups;

  /**
   * Creates the network with the declared flows and no others.
   *
   * Throws if a property has the wrong form, if the segments do not fit into `cidr`, or if a flow names a segment that does not exist.
   */
  public constructor(scope: Construct, id: string, props: SegmentedVpcProps = {}) {
    super(scope, id);
    needsProperties(this.node.path, props, SEGMENTED_VPC_PROPERTIES);
    this.segments = [...(props.segments ?? [Segment.edge(), Segment.service(), Segment.endpoints(), Segment.data()])];
    const zones = zonesOf(this, props);
    this.plan = planAddresses(this, props.cidr ?? '10.0.0.0/16', this.segments, zones.length);
    this.declared = [...(props.flows ?? defaultFlows(this.segments))];
    checkFlows(this, this.plan, this.declared);
    // A copy: a flow that is added to the list later opens nothing.
    this.flows = [...this.declared];
    checkNetworkProps(this, props);
    const { organizationId, interfaceEndpointsOnly = false, allowedDomainNames = [] } = props;
    this._answersCustomResources = !interfaceEndpointsOnly;
    // Without gateways, S3 and DynamoDB have interface endpoints like the others.
    this.passing = interfaceEndpointsOnly
      ? this.declared.map((flow) =>
          flow._gateway === undefined ? flow : Flow.between(flow.source, this.endpointsSegment, ec2.Port.tcp(443)),
        )
      : this.declared;

    acknowledge(this, {
      id: 'AwsSolutions-VPC3',
      reason: 'network ACLs besides the security groups: both are written from the same flows, so that they cannot differ',
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
    const logsKey =
      props.logsKey ?? new ServiceKey(this, 'LogsKey', { serviceName: 'network', administrators: props.keyAdministrators });
    new NetworkLogs(this, 'Logs', { vpcId: vpc.ref, logsKey, retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR });
    closeDefaultNetworkAcl(this, vpc);
    closeDefaultSecurityGroup(vpc, logsKey);
  }

  /**
   * The security group of one service (or of another named workload) in a segment. The first call creates the group, in the network's
   * stack. The group has the rules that the flows declare for the segment. Nobody can add a rule to the group.
   *
   * Throws for a segment that does not exist, and for a name that EC2 does not accept.
   *
   * @param name name of the service: 1 to 128 characters `[A-Za-z0-9_.+/-]`. The same name gives the same group.
   * @param segmentName name of the segment; by default the first segment of kind service
   */
  public securityGroupFor(name: string, segmentName?: string): ec2.ISecurityGroup {
    // The name is part of the group's description, in which EC2 accepts few characters.
    needs(
      /^[A-Za-z0-9_.+/-]{1,128}$/.test(name),
      this,
      `securityGroupFor is called with the name ${seen(name)}`,
      'a literal name of 1 to 128 characters [A-Za-z0-9_.+/-]',
      "write securityGroupFor('issues'), or another name of this form",
    );
    return this.securityGroups.groupFor(name, this.segmentNamed(segmentName).segmentName);
  }

  /**
   * The subnets of a segment, for constructs that need a `SubnetSelection`. Throws for a segment that does not exist.
   *
   * @param segmentName name of the segment; by default the first segment of kind service
   */
  public subnetsOf(segmentName?: string): ec2.SubnetSelection {
    return { subnetGroupName: this.segmentNamed(segmentName).segmentName };
  }

  /**
   * Id of the endpoint to a service. Throws if the network has no endpoint to it.
   *
   * @param service short name of the service: `kms`, `s3`, `execute-api`
   */
  public endpointId(service: string): string {
    const id = this.endpoints.ids.get(service);
    needs(
      id !== undefined,
      this,
      `the network has no endpoint to ${seen(service)}`,
      `one of ${[...this.endpoints.ids.keys()].join(', ')}`,
      this.howToGet(service),
    );
    return id;
  }

  /** @internal Refuses a segment that does not reach one of these services. */
  public _needsReach(scope: Construct, segmentName: string | undefined, services: readonly string[]): void {
    const { segmentName: source } = this.segmentNamed(segmentName);
    for (const service of services) {
      needs(
        this.endpoints.ids.has(service),
        scope,
        `${this.node.path} has no endpoint to ${seen(service)}`,
        `an endpoint to ${service}, because the functions of this construct call this service`,
        this.howToGet(service),
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
        `no flow of ${this.node.path} leads from segment ${seen(source)} to ${seen(service)}`,
        `a flow on tcp 443, because the functions of this construct call ${service}`,
        `add Flow.between('${source}', '${destination}', ec2.Port.tcp(443)) to \`flows\``,
      );
    }
  }

  /** @internal Blocks of the segments that reach the interface endpoints, and thus every private API of the VPC. */
  public _blocksThatReachEndpoints(): string[] {
    return this.plan.segments
      .filter(({ segment }) =>
        this.passing.some(({ source, destination }) => source === segment.segmentName && destination === this.endpointsSegment),
      )
      .map(({ block }) => block.toString());
  }

  private howToGet(service: string): string {
    return service === 's3' || service === 'dynamodb'
      ? `add Flow.between('…', '${service}', ec2.Port.tcp(443)) to \`flows\`, from each segment that uses it`
      : `add ${service} (an ec2.InterfaceVpcEndpointAwsService) to \`endpoints\` of the network`;
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
      name === undefined ? 'the network has no segment of kind service' : `the network has no segment ${seen(name)}`,
      `one of its segments: ${this.segments.map(({ segmentName }) => segmentName).join(', ')}`,
      'name one of these segments, or add a segment to `segments` of the network',
    );
    return found;
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
