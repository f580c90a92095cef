// What stays cannot refer to what is left out: the synthesis fails, and names both.
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { type App, CfnOutput, Fn, Stack } from 'aws-cdk-lib/core';
import { LocalCloud } from '../../../../lib';
import { newApp } from '../../templates';
import { ENDPOINT, local, onlyTemplate, synthesised } from '../local-form';

const functionIn = (stack: Stack, environment: { [name: string]: string }, role?: iam.IRole) =>
  new lambda.Function(stack, 'Function', {
    ...{ code: lambda.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler' },
    ...{ runtime: lambda.Runtime.NODEJS_24_X, environment, ...(role && { role }) },
  });

const eipIn = (stack: Stack) => new ec2.CfnEIP(stack, 'Eip');

const APPS: { readonly [title: string]: [build: (app: App) => void, seen: string] } = {
  'a function that is given an address': [
    (app) => {
      const stack = new Stack(app, 'Stack');
      functionIn(stack, { ADDRESS: eipIn(stack).attrPublicIp });
    },
    'Stack/Function/Resource (AWS::Lambda::Function) refers to Stack/Eip (AWS::EC2::EIP), which the local form leaves out',
  ],
  'a function that is given one of another stack': [
    (app) => {
      const eip = eipIn(new Stack(app, 'Network'));
      functionIn(new Stack(app, 'Stack'), { ADDRESS: `http://${eip.attrPublicIp}/` });
    },
    'Stack/Function/Resource (AWS::Lambda::Function) refers to Network/Eip (AWS::EC2::EIP), which the local form leaves out',
  ],
  'a function that is given one by the name of an export': [
    (app) => {
      const network = new Stack(app, 'Network');
      new CfnOutput(network, 'Address', { value: eipIn(network).attrPublicIp, exportName: 'address' });
      functionIn(new Stack(app, 'Stack'), { ADDRESS: Fn.importValue('address') });
    },
    'Stack/Function/Resource (AWS::Lambda::Function) refers to Network/Address (output), which the local form leaves out',
  ],
  'a reference that is text in Fn::Sub': [
    (app) => {
      const stack = new Stack(app, 'Stack');
      eipIn(stack);
      new ssm.CfnParameter(stack, 'Parameter', { type: 'String', value: Fn.sub(`\${Eip.PublicIp}`) });
    },
    'Stack/Parameter (AWS::SSM::Parameter) refers to Stack/Eip (AWS::EC2::EIP), which the local form leaves out',
  ],
  'a group’s rule about a prefix list of another stack, for which CDK makes an export': [
    (app) => {
      const list = new ec2.PrefixList(new Stack(app, 'Network'), 'List', { maxEntries: 2 });
      new ec2.CfnSecurityGroup(new Stack(app, 'Stack'), 'Group', {
        groupDescription: 'any',
        securityGroupIngress: [{ ipProtocol: 'tcp', sourcePrefixListId: list.prefixListId }],
      });
    },
    'Stack/Group (AWS::EC2::SecurityGroup) refers to Network/List/Resource (AWS::EC2::PrefixList), which the local form leaves out',
  ],
  'a condition, without which the statement would allow more': [
    (app) => {
      const stack = new Stack(app, 'Stack');
      const statement = {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { IpAddress: { 'aws:SourceIp': eipIn(stack).ref } },
      };
      new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: { Version: '2012-10-17', Statement: [statement] } });
    },
    'Stack/Policy (AWS::IAM::ManagedPolicy) refers to Stack/Eip (AWS::EC2::EIP), which the local form leaves out',
  ],
  'a denial of everything but what is left out': [
    (app) => {
      const stack = new Stack(app, 'Stack');
      const replica = new kms.CfnReplicaKey(stack, 'Replica', {
        primaryKeyArn: 'arn:aws:kms:eu-central-1:1:key/a',
        keyPolicy: {},
      });
      const statement = { Effect: 'Deny', Action: '*', NotResource: replica.attrArn };
      new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: { Version: '2012-10-17', Statement: statement } });
    },
    'Stack/Policy (AWS::IAM::ManagedPolicy) refers to Stack/Replica (AWS::KMS::ReplicaKey), which the local form leaves out',
  ],
};

test.each(Object.entries(APPS))('%s is refused', (_title, [build, seen]) => {
  const [, kept, gone] = /^(\S+) .* refers to (\S+)/.exec(seen) ?? [];
  expect(() => local(build)).toThrow(
    `${seen}\n` +
      '  expected  no resource in the local form refers to a resource that the local form leaves out\n' +
      `  do        create ${gone} only when endpoint is undefined, and give ${kept} another value otherwise: ` +
      'if (endpoint === undefined) { … } else { … }',
  );
});

test('every pair is named at once', () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'Stack');
    const eip = eipIn(stack);
    for (const id of ['One', 'Two']) new ssm.CfnParameter(stack, id, { type: 'String', value: eip.ref });
  };
  expect(() => local(build)).toThrow(/Stack\/One .*\nStack\/Two .*\n {2}expected/);
});

test('what is outside of its scope is left as it is, and may not refer to what is left out either', () => {
  const app = newApp();
  const network = new Stack(app, 'Network');
  const outside = new Stack(app, 'Outside');
  new ec2.CfnEIP(outside, 'Own');
  functionIn(outside, { ADDRESS: eipIn(network).attrPublicIp });
  LocalCloud.applyTo(network, { endpoint: ENDPOINT });

  expect(() => app.synth()).toThrow(
    /^Outside\/Function\/Resource \(AWS::Lambda::Function\) refers to Network\/Eip \(AWS::EC2::EIP\)/,
  );
});

test('what is outside of its scope no longer depends on what is left out', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const eip = eipIn(stack);
  new ssm.CfnParameter(stack, 'Parameter', { type: 'String', value: 'any' }).addResourceDependency(eip);
  LocalCloud.applyTo(eip, { endpoint: ENDPOINT });

  const template = onlyTemplate({ templates: synthesised(app) });

  expect(Object.keys(template.Resources)).toEqual(['Parameter']);
  expect(template.Resources.Parameter?.DependsOn).toBeUndefined();
});

test('a reference from outside of its scope cannot be dropped', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const list = new ec2.CfnPrefixList(stack, 'List', { addressFamily: 'IPv4', maxEntries: 1, prefixListName: 'list' });
  new ec2.CfnSecurityGroup(stack, 'Group', {
    groupDescription: 'any',
    securityGroupIngress: [{ ipProtocol: 'tcp', sourcePrefixListId: list.ref }],
  });
  LocalCloud.applyTo(list, { endpoint: ENDPOINT });

  expect(() => app.synth()).toThrow(/^Stack\/Group \(AWS::EC2::SecurityGroup\) refers to Stack\/List/);
});

test('what is refused once is refused again', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  functionIn(stack, { ADDRESS: eipIn(stack).attrPublicIp });
  LocalCloud.applyTo(app, { endpoint: ENDPOINT });

  for (const _time of [1, 2]) expect(() => app.synth()).toThrow(/^Stack\/Function/);
});
