// The values of Ref and GetAtt for a resource, from its properties and the documented forms of names and ARNs. If CloudFormation generates
// the name of a table, its ARN still has a known form and account, which patterns in policies may match.

import { symbol } from './symbol';

export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** A property of the resource, if it is a string. Only the needed properties are resolved: resolving all of them could loop. */
export type Property = (name: string) => string | undefined;

/** Undefined if the template does not contain it. */
type Value = (place: Place, name: string, property: Property) => string | undefined;

interface Form {
  /** Property that holds the name, if the template gives one. */
  readonly name?: string;
  /** What GetAtt of this attribute gives. Also `Arn` of types without such an attribute: the proof compares it with policies. */
  readonly attributes?: { readonly [attribute: string]: Value };
  /** What Ref gives, if not the name. */
  readonly ref?: Value;
}

const arn =
  (service: string, resource: (name: string) => string) =>
  (place: Place, name: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource(name)}`;

const iamArn =
  (kind: string) =>
  (place: Place, name: string, property: Property): string =>
    `arn:${place.partition}:iam::${place.account}:${kind}${property('Path') ?? '/'}${name}`;

const tableArn = arn('dynamodb', (name) => `table/${name}`);
const functionArn = arn('lambda', (name) => `function:${name}`);
const roleArn = iamArn('role');
const policyArn = iamArn('policy');
const logGroupArn = arn('logs', (name) => `log-group:${name}:*`);
const keyArn = arn('kms', (name) => `key/${name}`);
const topicArn = arn('sns', (name) => name);
const stateMachineArn = arn('states', (name) => `stateMachine:${name}`);
const eventBusArn = arn('events', (name) => `event-bus/${name}`);
const itself: Value = (_place, name) => name;
const given =
  (property: string): Value =>
  (_place, _name, properties) =>
    properties(property);
const clusterArn = arn('rds', (name) => `cluster:${name}`);
const instanceArn = arn('rds', (name) => `db:${name}`);
const secretArn = arn('secretsmanager', (name) => `secret:${name}-${symbol(`${name} suffix`)}`);
const domainArn = arn('es', (name) => `domain/${name}`);
const vaultArn = arn('backup', (name) => `backup-vault:${name}`);

/** Service Authorization Reference: resource types and their ARNs; CloudFormation's reference: return values. */
const FORMS: { readonly [type: string]: Form } = {
  'AWS::DynamoDB::Table': {
    name: 'TableName',
    attributes: {
      Arn: tableArn,
      StreamArn: (place, name) => `${tableArn(place, name)}/stream/${symbol(`${name} label`)}`,
    },
  },
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', attributes: { Arn: tableArn } },
  'AWS::S3::Bucket': { name: 'BucketName', attributes: { Arn: ({ partition }, name) => `arn:${partition}:s3:::${name}` } },
  'AWS::KMS::Key': { attributes: { Arn: keyArn, KeyId: itself } },
  'AWS::KMS::ReplicaKey': { attributes: { Arn: keyArn, KeyId: itself } },
  'AWS::IAM::Role': { name: 'RoleName', attributes: { Arn: roleArn } },
  'AWS::IAM::User': { name: 'UserName', attributes: { Arn: iamArn('user') } },
  'AWS::IAM::Group': { name: 'GroupName', attributes: { Arn: iamArn('group') } },
  'AWS::IAM::ManagedPolicy': { name: 'ManagedPolicyName', ref: policyArn, attributes: { PolicyArn: policyArn } },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', attributes: { Arn: iamArn('instance-profile') } },
  'AWS::Lambda::Function': { name: 'FunctionName', attributes: { Arn: functionArn } },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', attributes: { Arn: logGroupArn } },
  'AWS::SQS::Queue': { name: 'QueueName', attributes: { Arn: arn('sqs', (name) => name), QueueName: itself } },
  'AWS::SNS::Topic': { name: 'TopicName', ref: topicArn, attributes: { Arn: topicArn, TopicArn: topicArn, TopicName: itself } },
  'AWS::SecretsManager::Secret': { name: 'Name', ref: secretArn, attributes: { Arn: secretArn, Id: secretArn } },
  // The ARN has one slash before the name, whether or not the name begins with one.
  'AWS::SSM::Parameter': { name: 'Name', attributes: { Arn: arn('ssm', (name) => `parameter/${name.replace(/^\//, '')}`) } },
  'AWS::StepFunctions::StateMachine': { name: 'StateMachineName', ref: stateMachineArn, attributes: { Arn: stateMachineArn } },
  'AWS::Events::EventBus': { name: 'Name', attributes: { Arn: eventBusArn } },
  'AWS::Kinesis::Stream': { name: 'Name', attributes: { Arn: arn('kinesis', (name) => `stream/${name}`) } },
  'AWS::RDS::DBInstance': { name: 'DBInstanceIdentifier', attributes: { Arn: instanceArn, DBInstanceArn: instanceArn } },
  'AWS::RDS::DBCluster': { name: 'DBClusterIdentifier', attributes: { Arn: clusterArn, DBClusterArn: clusterArn } },
  'AWS::KinesisFirehose::DeliveryStream': {
    name: 'DeliveryStreamName',
    attributes: { Arn: arn('firehose', (name) => `deliverystream/${name}`) },
  },
  'AWS::EFS::FileSystem': {
    attributes: { FileSystemId: itself, Arn: arn('elasticfilesystem', (name) => `file-system/${name}`) },
  },
  'AWS::ECR::Repository': { name: 'RepositoryName', attributes: { Arn: arn('ecr', (name) => `repository/${name}`) } },
  'AWS::OpenSearchService::Domain': { name: 'DomainName', attributes: { Arn: domainArn, DomainArn: domainArn } },
  'AWS::Elasticsearch::Domain': { name: 'DomainName', attributes: { Arn: domainArn, DomainArn: domainArn } },
  'AWS::Backup::BackupVault': { name: 'BackupVaultName', attributes: { Arn: vaultArn, BackupVaultArn: vaultArn } },
  'AWS::EC2::VPC': { attributes: { VpcId: itself, CidrBlock: given('CidrBlock') } },
  'AWS::EC2::Subnet': { attributes: { SubnetId: itself, CidrBlock: given('CidrBlock'), VpcId: given('VpcId') } },
  'AWS::EC2::RouteTable': { attributes: { RouteTableId: itself } },
  'AWS::EC2::NetworkAcl': { attributes: { Id: itself } },
  'AWS::EC2::SecurityGroup': { attributes: { GroupId: itself, Id: itself } },
  'AWS::EC2::VPCEndpoint': { attributes: { Id: itself } },
  'AWS::EC2::InternetGateway': { attributes: { InternetGatewayId: itself } },
  'AWS::EC2::EgressOnlyInternetGateway': { attributes: { Id: itself } },
  'AWS::EC2::VPCPeeringConnection': { attributes: { Id: itself } },
  'AWS::EC2::PrefixList': { attributes: { PrefixListId: itself } },
  'AWS::Route53Resolver::FirewallRuleGroup': {
    attributes: { Id: itself, Arn: arn('route53resolver', (name) => `firewall-rule-group/${name}`) },
  },
  'AWS::Route53Resolver::FirewallDomainList': {
    attributes: { Id: itself, Arn: arn('route53resolver', (name) => `firewall-domain-list/${name}`) },
  },
  'AWS::EC2::NatGateway': { attributes: { NatGatewayId: itself } },
  'AWS::ApiGateway::RestApi': { attributes: { RestApiId: itself } },
};

function formOf(type: string): Form | undefined {
  return Object.hasOwn(FORMS, type) ? FORMS[type] : undefined;
}

/** The physical name: the one the template gives, or a symbol that stands for the one CloudFormation makes up. */
function physicalName(id: string, form: Form | undefined, property: Property): string {
  const name = form?.name === undefined ? undefined : property(form.name);
  return name === undefined || name === '' ? symbol(id) : name;
}

/** `id` is unique in the set, `stack/LogicalId`. */
export function refOf(id: string, type: string, property: Property, place: Place): string {
  const form = formOf(type);
  const name = physicalName(id, form, property);
  return form?.ref?.(place, name, property) ?? name;
}

export function attributeOf(id: string, type: string, attribute: string, property: Property, place: Place): string {
  const form = formOf(type);
  const attributes = form?.attributes;
  const value = attributes !== undefined && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  return value?.(place, physicalName(id, form, property), property) ?? symbol(`${id}.${attribute}`);
}
