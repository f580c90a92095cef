// Closes the default security group of a VPC. CloudFormation has no resource for its rules, so this is the network's one custom
// resource. It has the name of CDK's own custom resource, by which cdk-nag and others recognise a closed group. CDK's own comes only with
// `ec2.Vpc`, and its function has no key, log group or managed policy.

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledgeRule } from '../common/acknowledge';
import { bundledCode, IsolatedFunction } from '../common/isolated-function';
import type { ServiceKey } from '../encryption';

/** In the scope of `vpc`, where cdk-nag looks for it. */
export function closeDefaultSecurityGroup(vpc: ec2.CfnVPC, logsKey: ServiceKey): void {
  const scope = vpc.node.scope as Construct;
  const { account, region } = Stack.of(scope);
  const closer = new IsolatedFunction(scope, 'DefaultSecurityGroup', {
    code: bundledCode('default-security-group'),
    handler: 'index.handler',
    description: 'bulkhead: takes the rules out of the default security group',
    environment: {},
    logsKey,
    timeout: Duration.seconds(90),
  });
  acknowledgeRule(
    closer.function,
    'LambdaInsideVPC',
    'closes the network’s default security group through the EC2 API, which the network itself does not reach',
  );
  closer.role._acknowledgeWildcard('*', 'DescribeSecurityGroups supports no resource ARN');
  closer.role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'EmptyDefaultSecurityGroup',
      actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [`arn:${Aws.PARTITION}:ec2:${region}:${account}:security-group/${vpc.attrDefaultSecurityGroup}`],
    }),
  );
  closer.role.addToPrincipalPolicy(
    new iam.PolicyStatement({ sid: 'ReadSecurityGroups', actions: ['ec2:DescribeSecurityGroups'], resources: ['*'] }),
  );
  const closed = new CustomResource(scope, 'RestrictDefaultSecurityGroupCustomResource', {
    resourceType: 'Custom::VpcRestrictDefaultSG',
    serviceToken: closer.function.functionArn,
    serviceTimeout: Duration.minutes(2),
    properties: { DefaultSecurityGroupId: vpc.attrDefaultSecurityGroup },
  });
  closed.node.addDependency(closer.role);
}

/** Closes the default network ACL. Nobody can remove its rule 100, which allows everything, so a rule with a lower number denies first. */
export function closeDefaultNetworkAcl(scope: Construct, vpc: ec2.CfnVPC): void {
  for (const [id, egress] of [
    ['DefaultAclIngress', false],
    ['DefaultAclEgress', true],
  ] as const) {
    new ec2.CfnNetworkAclEntry(scope, id, {
      networkAclId: vpc.attrDefaultNetworkAcl,
      ruleNumber: 1,
      egress,
      ruleAction: 'deny',
      protocol: -1,
      cidrBlock: '0.0.0.0/0',
    });
  }
}
