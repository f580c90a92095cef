// The reviewed types: a local AWS does not support them, and an app does not need them there. Locally nothing enforces a network, nothing
// monitors the app, and nobody signs in from outside.

/** By service. `*` stands for every type of the service that the local AWS does not support. */
const LEFT_OUT: { readonly [service: string]: string } = {
  // Network: subnets, routes and security groups exist locally, and nothing enforces them.
  EC2: [
    'CarrierGateway DHCPOptions EgressOnlyInternetGateway EIP EIPAssociation FlowLog GatewayRouteTableAssociation NatGateway',
    'NetworkAcl NetworkAclEntry PrefixList SecurityGroupEgress SecurityGroupIngress SecurityGroupVpcAssociation SubnetCidrBlock',
    'SubnetNetworkAclAssociation TrafficMirrorFilter TrafficMirrorFilterRule TrafficMirrorSession TrafficMirrorTarget',
    'TransitGatewayAttachment TransitGatewayRoute TransitGatewayVpcAttachment VPCBlockPublicAccessExclusion',
    'VPCBlockPublicAccessOptions VPCCidrBlock VPCDHCPOptionsAssociation VPCEndpointConnectionNotification',
    'VPCEndpointServicePermissions VPCPeeringConnection VPNGatewayRoutePropagation',
  ].join(' '),
  NetworkFirewall: '*',
  Route53: 'DNSSEC HealthCheck KeySigningKey',
  Route53Resolver: '*',
  Shield: '*',
  WAFv2: 'IPSet LoggingConfiguration RegexPatternSet RuleGroup WebACLAssociation',
  // Monitoring, audit and cost: locally they have nothing to report.
  AccessAnalyzer: '*',
  Budgets: '*',
  CE: '*',
  CloudTrail: '*',
  CloudWatch: '*',
  Config: '*',
  GuardDuty: '*',
  InspectorV2: '*',
  Macie: '*',
  SecurityHub: '*',
  Synthetics: '*',
  XRay: '*',
  Logs: 'AccountPolicy Delivery DeliveryDestination DeliverySource Destination LogAnomalyDetector QueryDefinition Transformer',
  // Backup and rotation by the clock.
  Backup: 'BackupSelection Framework ReportPlan RestoreTestingPlan RestoreTestingSelection',
  SecretsManager: 'ResourcePolicy RotationSchedule',
  KMS: 'ReplicaKey',
  Events: 'Archive EventBusPolicy',
  // Limits on what may run, and capacity.
  ApplicationAutoScaling: '*',
  Lambda: 'CapacityProvider CodeSigningConfig',
  ApiGateway: 'ClientCertificate VpcLink',
  ApiGatewayV2: 'VpcLink',
  // People and machines outside the app.
  IAM: [
    'AccessKey Group GroupPolicy OIDCProvider RolePolicy SAMLProvider ServerCertificate ServiceLinkedRole UserPolicy',
    'UserToGroupAddition',
  ].join(' '),
};

/** Whether an app works without the type locally. For types that the local AWS does not support. */
export function canBeLeftOut(type: string): boolean {
  const [vendor, service = '', name = ''] = type.split('::');
  const names = vendor === 'AWS' && Object.hasOwn(LEFT_OUT, service) ? LEFT_OUT[service] : undefined;
  return names === '*' || names?.split(' ').includes(name) === true;
}

/** Types that mean nothing without the resource that they refer to. They are left out with it. */
const GO_WITH: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::Route',
  'AWS::KMS::Alias',
  'AWS::Lambda::Permission',
]);

export function goesWith(type: string): boolean {
  return GO_WITH.has(type);
}
