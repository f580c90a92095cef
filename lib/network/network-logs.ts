// Who talked to whom (flow logs) and who asked for which name (DNS query logs), encrypted and kept.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import { Aws, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ManagedPolicyRole } from '../common/managed-policy-role';
import type { ServiceKey } from '../encryption';

export interface NetworkLogsProps {
  readonly vpcId: string;
  readonly logsKey: ServiceKey;
  readonly retention: logs.RetentionDays;
}

/** AWS's default fields, and the fields for segment, direction and path. */
const FLOW_FIELDS = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'vpc-id subnet-id az-id tcp-flags type pkt-srcaddr pkt-dstaddr pkt-dst-aws-service flow-direction traffic-path reject-reason',
]
  .join(' ')
  .split(' ')
  .map((field) => `\${${field}}`)
  .join(' ');

export class NetworkLogs extends Construct {
  public constructor(scope: Construct, id: string, props: NetworkLogsProps) {
    super(scope, id);
    this.flows(props);
    this.queries(props);
  }

  private logGroup(name: string, { logsKey, retention }: NetworkLogsProps): logs.LogGroup {
    return new logs.LogGroup(this, name, { encryptionKey: logsKey, retention, removalPolicy: logsKey._removalPolicy });
  }

  private flows(props: NetworkLogsProps): void {
    const { account, region } = Stack.of(this);
    const log = this.logGroup('FlowLog', props);
    const role = new ManagedPolicyRole(this, 'FlowLogRole', {
      description: 'bulkhead: VPC flow logs',
      // The confused deputy: only for flow logs of this account (Amazon VPC: IAM role for publishing flow logs).
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:ec2:${region}:${account}:vpc-flow-log/*` },
        },
      }),
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'WriteFlowLog',
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [log.logGroupArn],
      }),
    );
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ sid: 'FindLogGroups', actions: ['logs:DescribeLogGroups'], resources: ['*'] }),
    );
    role._acknowledgeWildcard('*', 'DescribeLogGroups lists log groups, and supports no resource ARN');
    const flowLog = new ec2.CfnFlowLog(this, 'Flows', {
      resourceType: 'VPC',
      resourceId: props.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: log.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
      logFormat: FLOW_FIELDS,
      maxAggregationInterval: 60,
    });
    flowLog.node.addDependency(role);
  }

  private queries(props: NetworkLogsProps): void {
    const { account, region } = Stack.of(this);
    const log = this.logGroup('QueryLog', props);
    const delivery = new logs.CfnResourcePolicy(this, 'QueryLogDelivery', {
      policyName: Names.uniqueResourceName(this, { maxLength: 200, separator: '-' }),
      policyDocument: Stack.of(this).toJsonString(
        new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              sid: 'DnsQueryLog',
              principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [log.logGroupArn],
              conditions: {
                StringEquals: { 'aws:SourceAccount': account },
                ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:logs:${region}:${account}:*` },
              },
            }),
          ],
        }),
      ),
    });
    const config = new resolver.CfnResolverQueryLoggingConfig(this, 'Queries', { destinationArn: log.logGroupArn });
    config.node.addDependency(delivery);
    new resolver.CfnResolverQueryLoggingConfigAssociation(this, 'QueriesOfVpc', {
      resolverQueryLogConfigId: config.attrId,
      resourceId: props.vpcId,
    });
  }
}
