// Apps in which something that stays refers to something that is left out, or might.
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { type App, CfnOutput, CfnResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { newStack } from '../../templates';
import { oneService } from '../../worlds';

const stackOf = (app: App, id = 'Stack') => newStack({}, id, app);

export function natEip(vpc: ec2.IVpc): ec2.CfnEIP {
  return vpc.node.findChild('PublicSubnet1').node.findChild('EIP') as ec2.CfnEIP;
}

export function ratio(stack: Stack): cloudwatch.Alarm {
  const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'App', metricName });
  const expression = { expression: 'a / b', usingMetrics: { a: metric('A'), b: metric('B') } };
  return new cloudwatch.Alarm(stack, 'Ratio', {
    metric: new cloudwatch.MathExpression(expression),
    threshold: 1,
    evaluationPeriods: 1,
  });
}

function anyFunction(stack: Stack, props: Partial<lambda.CfnFunctionProps> = {}): lambda.CfnFunction {
  return new lambda.CfnFunction(stack, 'Function', {
    ...{ code: { zipFile: 'exports.handler = async () => {};' }, handler: 'index.handler', runtime: 'nodejs24.x' },
    ...{ role: 'arn:aws:iam::000000000000:role/any', ...props },
  });
}

export const APPS: { readonly [title: string]: (app: App) => void } = {
  'a VPC with NAT gateways, and outputs of their addresses': (app) => {
    const stack = stackOf(app);
    const vpc = new ec2.Vpc(stack, 'Vpc', { flowLogs: { all: {} } });
    const output = new CfnOutput(stack, 'Address', { value: natEip(vpc).attrPublicIp, exportName: 'address' });
    new CfnOutput(stack, 'Text', { value: Fn.sub(`at \${${stack.getLogicalId(natEip(vpc))}.PublicIp}`) });
    new CfnOutput(stackOf(app, 'Reader'), 'Imported', { value: Fn.importValue('address') });
    output.node.addDependency(vpc);
  },
  'a VPC whose subnets are used in another stack': (app) => {
    const vpc = new ec2.Vpc(stackOf(app, 'Network'), 'Vpc');
    const stack = stackOf(app);
    const table = new ec2.CfnRouteTable(stack, 'Table', { vpcId: vpc.vpcId });
    const nat = vpc.node.findChild('PublicSubnet1').node.findChild('NATGateway') as ec2.CfnNatGateway;
    new ec2.CfnRoute(stack, 'Route', { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0', natGatewayId: nat.ref });
    new CfnOutput(stack, 'Nat', { value: nat.ref });
    anyFunction(stack).node.addDependency(nat);
  },
  'a VPC with interface endpoints as CDK makes them': (app) => {
    const vpc = new ec2.Vpc(stackOf(app), 'Vpc');
    vpc.addInterfaceEndpoint('Kms', { service: ec2.InterfaceVpcEndpointAwsService.KMS });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  },
  'a network in a nested stack': (app) => {
    const stack = stackOf(app);
    const vpc = new ec2.Vpc(new NestedStack(stack, 'Nested'), 'Vpc');
    new CfnOutput(stack, 'Address', { value: natEip(vpc).attrPublicIp });
    anyFunction(stack).node.addDependency(natEip(vpc));
  },
  'a network in a stage': (app) => {
    const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
    new CfnOutput(stack, 'Address', { value: natEip(new ec2.Vpc(stack, 'Vpc')).attrPublicIp });
  },
  'security groups that name each other and a prefix list': (app) => {
    const stack = stackOf(app);
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const [one, other] = ['One', 'Other'].map((id) => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    one?.connections.allowFrom(other as ec2.SecurityGroup, ec2.Port.tcp(443));
    other?.connections.allowFrom(one as ec2.SecurityGroup, ec2.Port.tcp(443));
    const list = new ec2.PrefixList(stack, 'List', { maxEntries: 2 });
    one?.addIngressRule(ec2.Peer.prefixList(list.prefixListId), ec2.Port.tcp(22));
    one?.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(22));
  },
  'alarms on metric math, on alarms and on boards': (app) => {
    const stack = stackOf(app);
    const alarm = ratio(stack);
    const both = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: cloudwatch.AlarmRule.not(alarm) });
    new cloudwatch.Dashboard(stack, 'Board', {
      widgets: [[new cloudwatch.AlarmWidget({ alarm }), new cloudwatch.AlarmStatusWidget({ alarms: [both] })]],
    });
    new CfnOutput(stack, 'Arn', { value: Fn.join('', ['alarm ', alarm.alarmArn]) });
  },
  'a service with its alarm on refusals': (app) => {
    const { service } = oneService({}, {}, stackOf(app));
    service.authorizer.alarmRefusalRatio('Refusals');
  },
  'rights on what is left out': (app) => {
    const stack = stackOf(app);
    const topic = new sns.Topic(stack, 'Topic');
    const replica = new kms.CfnReplicaKey(stack, 'Replica', { primaryKeyArn: 'arn:aws:kms:eu-central-1:1:key/a', keyPolicy: {} });
    new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/replica', targetKeyId: replica.ref });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const allow = (sid: string, resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ sid, actions: ['*'], resources }));
    allow('Both', [topic.topicArn, replica.attrArn]);
    allow('Gone', [replica.attrArn]);
    const provider = new CfnResource(stack, 'Provider', { type: 'AWS::IAM::OIDCProvider' });
    new iam.Role(stack, 'Builder', { assumedBy: new iam.FederatedPrincipal(provider.ref, {}, 'sts:AssumeRoleWithWebIdentity') });
    const group = new iam.Group(stack, 'Group');
    new iam.User(stack, 'User', { groups: [group] });
  },
  'limits and capacity of functions, and a firewall': (app) => {
    const stack = stackOf(app);
    const signing = new lambda.CfnCodeSigningConfig(stack, 'Signing', {
      allowedPublishers: { signingProfileVersionArns: ['a'] },
    });
    anyFunction(stack, { codeSigningConfigArn: signing.ref }).addOverride('DependsOn', ['Signing']);
    const addresses = new wafv2.CfnIPSet(stack, 'Addresses', { scope: 'REGIONAL', ipAddressVersion: 'IPV4', addresses: [] });
    const visibility = { cloudWatchMetricsEnabled: false, metricName: 'a', sampledRequestsEnabled: false };
    const rule = { name: 'a', priority: 1, visibilityConfig: visibility };
    new wafv2.CfnWebACL(stack, 'Acl', {
      ...{ scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: visibility },
      rules: [{ ...rule, statement: { ipSetReferenceStatement: { arn: addresses.attrArn } } }],
    });
  },
};
