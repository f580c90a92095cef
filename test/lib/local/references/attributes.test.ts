import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { withWrittenAttributes, writtenAttributes } from '../../../../lib/local/references/attributes';
import type { Template } from '../../templates';
import { local, onlyTemplate } from '../local-form';

test('attributes that the template says itself are written out, in outputs too', () => {
  const made = local((app) => {
    const stack = new Stack(app, 'Stack');
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const subnet = new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
    new CfnOutput(stack, 'Blocks', { value: `${vpc.attrCidrBlock} ${subnet.attrCidrBlock}` });
    new CfnOutput(stack, 'Of', { value: subnet.attrVpcId });
    new CfnOutput(stack, 'Zone', { value: subnet.attrAvailabilityZone });
  });

  expect(Object.values(onlyTemplate(made).Outputs ?? {}).map(({ Value }) => Value)).toEqual([
    { 'Fn::Join': ['', ['10.0.0.0/16', ' ', '10.0.0.0/24']] },
    { Ref: 'Vpc' },
    { 'Fn::GetAtt': ['Subnet', 'AvailabilityZone'] },
  ]);
  const lacking = 'rewritten to the value of the property, because a local AWS lacks the attribute';
  expect(made.changes).toEqual([
    `Stack/Blocks Vpc.CidrBlock ${lacking}`,
    `Stack/Blocks Subnet.CidrBlock ${lacking}`,
    `Stack/Of Subnet.VpcId ${lacking}`,
  ]);
});

test('a value that is another stack’s is not written out', () => {
  const { templates } = local((app) => {
    const vpc = new ec2.CfnVPC(new Stack(app, 'Network'), 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const stack = new Stack(app, 'Stack');
    const subnet = new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
    new CfnOutput(stack, 'Of', { value: subnet.attrVpcId });
  });
  expect((templates['Stack.template.json'] as Template).Outputs?.Of?.Value).toEqual({ 'Fn::GetAtt': ['Subnet', 'VpcId'] });
});

test.each([{ Type: 'AWS::EC2::VPC' }, { Type: 'AWS::S3::Bucket', Properties: { CidrBlock: 'a' } }, { Type: 'constructor' }, {}])(
  '%j says none',
  (definition) => {
    expect(writtenAttributes('It', definition)).toEqual([]);
  },
);

test('an attribute may be written with a dot, and what has none stays itself', () => {
  const written = new Map([['Vpc.CidrBlock', '10.0.0.0/16']]);
  const definition = { Type: 'T', Properties: { a: { 'Fn::GetAtt': 'Vpc.Id' } } };

  expect(withWrittenAttributes(definition, written).definition).toBe(definition);
  expect(withWrittenAttributes({ Value: [{ 'Fn::GetAtt': 'Vpc.CidrBlock' }] }, written).definition).toEqual({
    Value: ['10.0.0.0/16'],
  });
});
