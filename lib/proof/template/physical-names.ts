// What Ref and GetAtt give for a resource, as far as its properties and the documented forms of names and ARNs tell: a table whose
// name CloudFormation makes up still has an ARN of a known form in a known account, which patterns in policies may match.

import { symbol } from './symbol';
import type { JsonObject } from './template';

export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

interface Form {
  /** Property that holds the name, if the template gives one. */
  readonly name?: string;
  /** What GetAtt of this attribute gives: usually `Arn`. */
  readonly attributes?: { readonly [attribute: string]: (place: Place, name: string, properties: JsonObject) => string };
  /** What Ref gives, if not the name. */
  readonly ref?: (place: Place, name: string, properties: JsonObject) => string;
}

const arn =
  (service: string, resource: (name: string, properties: JsonObject) => string) =>
  (place: Place, name: string, properties: JsonObject): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource(name, properties)}`;

const iamArn =
  (kind: string) =>
  (place: Place, name: string, properties: JsonObject): string =>
    `arn:${place.partition}:iam::${place.account}:${kind}${typeof properties.Path === 'string' ? properties.Path : '/'}${name}`;

const tableArn = arn('dynamodb', (name) => `table/${name}`);
const functionArn = arn('lambda', (name) => `function:${name}`);
const roleArn = iamArn('role');
const policyArn = iamArn('policy');
const logGroupArn = arn('logs', (name) => `log-group:${name}:*`);
const keyArn = arn('kms', (name) => `key/${name}`);
const topicArn = arn('sns', (name) => name);
const stateMachineArn = arn('states', (name) => `stateMachine:${name}`);
const eventBusArn = arn('events', (name) => `event-bus/${name}`);
const dbArn = (kind: string) => arn('rds', (name) => `${kind}:${name}`);

/** Service Authorization Reference: resource types and their ARNs; CloudFormation's reference: return values. */
const FORMS: { readonly [type: string]: Form } = {
  'AWS::DynamoDB::Table': {
    name: 'TableName',
    attributes: {
      Arn: tableArn,
      StreamArn: (place, name, properties) => `${tableArn(place, name, properties)}/stream/${symbol(`${name} label`)}`,
    },
  },
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', attributes: { Arn: tableArn } },
  'AWS::S3::Bucket': { name: 'BucketName', attributes: { Arn: ({ partition }, name) => `arn:${partition}:s3:::${name}` } },
  'AWS::KMS::Key': { attributes: { Arn: keyArn, KeyId: (_place, name) => name } },
  'AWS::KMS::ReplicaKey': { attributes: { Arn: keyArn, KeyId: (_place, name) => name } },
  'AWS::IAM::Role': { name: 'RoleName', attributes: { Arn: roleArn } },
  'AWS::IAM::User': { name: 'UserName', attributes: { Arn: iamArn('user') } },
  'AWS::IAM::Group': { name: 'GroupName', attributes: { Arn: iamArn('group') } },
  'AWS::IAM::ManagedPolicy': { name: 'ManagedPolicyName', ref: policyArn, attributes: { PolicyArn: policyArn } },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', attributes: { Arn: iamArn('instance-profile') } },
  'AWS::Lambda::Function': { name: 'FunctionName', attributes: { Arn: functionArn } },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', attributes: { Arn: logGroupArn } },
  'AWS::SQS::Queue': { name: 'QueueName', attributes: { Arn: arn('sqs', (name) => name), QueueName: (_place, name) => name } },
  'AWS::SNS::Topic': { name: 'TopicName', ref: topicArn, attributes: { TopicArn: topicArn, TopicName: (_place, name) => name } },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    ref: arn('secretsmanager', (name) => `secret:${name}-${symbol(`${name} suffix`)}`),
    attributes: { Id: arn('secretsmanager', (name) => `secret:${name}-${symbol(`${name} suffix`)}`) },
  },
  'AWS::SSM::Parameter': { name: 'Name' },
  'AWS::StepFunctions::StateMachine': { name: 'StateMachineName', ref: stateMachineArn, attributes: { Arn: stateMachineArn } },
  'AWS::Events::EventBus': { name: 'Name', attributes: { Arn: eventBusArn } },
  'AWS::Kinesis::Stream': { name: 'Name', attributes: { Arn: arn('kinesis', (name) => `stream/${name}`) } },
  'AWS::RDS::DBInstance': { name: 'DBInstanceIdentifier', attributes: { DBInstanceArn: dbArn('db') } },
  'AWS::RDS::DBCluster': { name: 'DBClusterIdentifier', attributes: { DBClusterArn: dbArn('cluster') } },
  'AWS::EC2::VPC': { attributes: { VpcId: (_place, name) => name } },
  'AWS::EC2::Subnet': { attributes: { SubnetId: (_place, name) => name } },
  'AWS::EC2::RouteTable': { attributes: { RouteTableId: (_place, name) => name } },
  'AWS::EC2::NetworkAcl': { attributes: { Id: (_place, name) => name } },
  'AWS::EC2::SecurityGroup': { attributes: { GroupId: (_place, name) => name, Id: (_place, name) => name } },
  'AWS::EC2::VPCEndpoint': { attributes: { Id: (_place, name) => name } },
  'AWS::EC2::InternetGateway': { attributes: { InternetGatewayId: (_place, name) => name } },
  'AWS::EC2::NatGateway': { attributes: { NatGatewayId: (_place, name) => name } },
  'AWS::ApiGateway::RestApi': { attributes: { RestApiId: (_place, name) => name } },
};

/** The physical name: the one the template gives, or a symbol that stands for the one CloudFormation makes up. */
function physicalName(id: string, type: string, properties: JsonObject): string {
  const property = FORMS[type]?.name;
  const given = property === undefined ? undefined : properties[property];
  return typeof given === 'string' && given !== '' ? given : symbol(id);
}

/** `id` is unique in the set, `stack/LogicalId`; `properties` are resolved. */
export function refOf(id: string, type: string, properties: JsonObject, place: Place): string {
  const name = physicalName(id, type, properties);
  return Object.hasOwn(FORMS, type) ? (FORMS[type]?.ref?.(place, name, properties) ?? name) : name;
}

export function attributeOf(id: string, type: string, attribute: string, properties: JsonObject, place: Place): string {
  const attributes = Object.hasOwn(FORMS, type) ? FORMS[type]?.attributes : undefined;
  if (attributes !== undefined && Object.hasOwn(attributes, attribute)) {
    return attributes[attribute]?.(place, physicalName(id, type, properties), properties) ?? symbol(`${id}.${attribute}`);
  }
  return symbol(`${id}.${attribute}`);
}
