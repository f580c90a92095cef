// Where each type of resource contains a policy document, the kind of the document, and the resource that it protects.

import { isObject, type Json, type JsonObject, list, own, texts, within } from '../../template';
import type { FormsOf } from './variants';

export type DocumentKind = 'identity' | 'resource' | 'key' | 'trust' | 'endpoint';

/**
 * The part of a resource that a document protects. It does not deny access to other parts.
 * - `stream`: the stream of a table, whose ARN is below the table's ARN.
 * - `replica`: one of several replicas of a table.
 * - `access point`: another entrance to a bucket. Its ARNs correspond to ARNs of the bucket.
 */
export type Part = 'stream' | 'replica' | 'access point';

export interface Place {
  readonly location: string;
  readonly kind: DocumentKind;
  readonly document: Json;
  /** The resource that it protects. @default - its holder */
  readonly on?: PolicyTarget;
  readonly part?: Part;
  /** Whether only the deployment knows if it exists. @default false */
  readonly isUndecided?: boolean;
}

export interface PolicyTarget {
  readonly type: string;
  /** The names in the template. @default - every resource of the type that its statements cover, in the account and Region */
  readonly names?: readonly string[];
}

export type Finder = (properties: JsonObject, formsOf: FormsOf) => readonly Place[];

/** @param on type of the protected resource, and the property that names it */
const at =
  (kind: DocumentKind, location: string, on?: readonly [type: string, property: string], part?: Part): Finder =>
  (properties) => {
    const document = within(properties, location);
    if (document === undefined || document === null) return [];
    const laid = on === undefined ? {} : { on: { type: on[0], names: texts(own(properties, on[1])) } };
    return [{ location, kind, document, ...laid, ...(part !== undefined && { part }) }];
  };

const inline: Finder = (properties, formsOf) =>
  list(own(properties, 'Policies')).flatMap((policy, index) => {
    const forms = typeof policy === 'string' ? formsOf(policy) : undefined;
    const those = forms?.flatMap((form) => list(form)) ?? [policy];
    return those.map((one) => ({
      location: `Policies[${index}].PolicyDocument`,
      kind: 'identity' as const,
      document: own(one, 'PolicyDocument') ?? null,
      ...(forms !== undefined && { isUndecided: true }),
    }));
  });

const beside = at('identity', 'PolicyDocument');

const document = (statement: Json): Json => ({ Version: '2012-10-17', Statement: [statement] });

/** A permission becomes a statement of the function's or layer's policy (Lambda API Reference: AddPermission, AddLayerVersionPermission). */
function permissionOf(properties: JsonObject, action: string, conditions: readonly (readonly [string, string, string])[]): Json {
  const [principal] = texts(own(properties, 'Principal'));
  const condition: { [operator: string]: { [key: string]: Json } } = {};
  for (const [operator, key, property] of conditions) {
    const value = own(properties, property);
    if (value !== undefined) condition[operator] = { ...condition[operator], [key]: value };
  }
  const isService = principal?.endsWith('.amazonaws.com') === true || principal?.endsWith('.amazonaws.com.cn') === true;
  return document({
    Sid: 'Permission',
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { [isService ? 'Service' : 'AWS']: principal ?? '' },
    Action: own(properties, 'Action') ?? action,
    Resource: '*',
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  });
}

const permission: Finder = (properties) => [
  {
    location: 'Principal',
    kind: 'resource',
    document: permissionOf(properties, 'lambda:InvokeFunction', [
      ['ArnLike', 'aws:SourceArn', 'SourceArn'],
      ['StringEquals', 'aws:SourceAccount', 'SourceAccount'],
      ['StringEquals', 'aws:PrincipalOrgID', 'PrincipalOrgID'],
      ['StringEquals', 'lambda:FunctionUrlAuthType', 'FunctionUrlAuthType'],
      ['StringEquals', 'lambda:EventSourceToken', 'EventSourceToken'],
    ]),
    on: { type: 'AWS::Lambda::Function', names: texts(own(properties, 'FunctionName')) },
  },
];

const layerPermission: Finder = (properties) => [
  {
    location: 'Principal',
    kind: 'resource',
    document: permissionOf(properties, 'lambda:GetLayerVersion', [['StringEquals', 'aws:PrincipalOrgID', 'OrganizationId']]),
  },
];

const eventBus: Finder = (properties) => {
  const statement = own(properties, 'Statement');
  const names = texts(own(properties, 'EventBusName'));
  return statement === undefined
    ? []
    : [{ location: 'Statement', kind: 'resource', document: document(statement), on: { type: 'AWS::Events::EventBus', names } }];
};

/** The policy of a table, and the policy of its stream (CloudFormation: AWS::DynamoDB::Table StreamSpecification). */
const table: readonly Finder[] = [
  at('resource', 'ResourcePolicy.PolicyDocument'),
  at('resource', 'StreamSpecification.ResourcePolicy.PolicyDocument', undefined, 'stream'),
];

const replicas: Finder = (properties, formsOf) => {
  const all = list(own(properties, 'Replicas'));
  return all.flatMap((replica, index) =>
    [
      at('resource', 'ResourcePolicy.PolicyDocument', undefined, all.length > 1 ? 'replica' : undefined),
      at('resource', 'ReplicaStreamSpecification.ResourcePolicy.PolicyDocument', undefined, 'stream'),
    ].flatMap((find) =>
      find(isObject(replica) ? replica : {}, formsOf).map((place) => ({
        ...place,
        location: `Replicas[${index}].${place.location}`,
      })),
    ),
  );
};

/** Protects the log groups that its statements name, unless it has a ResourceArn (CloudWatch Logs API Reference: PutResourcePolicy). */
const logs: Finder = (properties, formsOf) => {
  const names = texts(own(properties, 'ResourceArn'));
  return at('resource', 'PolicyDocument')(properties, formsOf).map((place) => ({
    ...place,
    on: { type: 'AWS::Logs::LogGroup', ...(names.length > 0 && { names }) },
  }));
};

export const FINDERS: { readonly [type: string]: readonly Finder[] } = {
  'AWS::IAM::Role': [inline, at('trust', 'AssumeRolePolicyDocument')],
  'AWS::IAM::User': [inline],
  'AWS::IAM::Group': [inline],
  'AWS::IAM::Policy': [beside],
  'AWS::IAM::ManagedPolicy': [beside],
  'AWS::IAM::RolePolicy': [beside],
  'AWS::IAM::UserPolicy': [beside],
  'AWS::IAM::GroupPolicy': [beside],
  'AWS::SSO::PermissionSet': [at('identity', 'InlinePolicy')],
  'AWS::KMS::Key': [at('key', 'KeyPolicy')],
  'AWS::KMS::ReplicaKey': [at('key', 'KeyPolicy')],
  'AWS::EC2::VPCEndpoint': [at('endpoint', 'PolicyDocument')],
  'AWS::S3::BucketPolicy': [at('resource', 'PolicyDocument', ['AWS::S3::Bucket', 'Bucket'])],
  'AWS::S3::AccessPoint': [at('resource', 'Policy', ['AWS::S3::Bucket', 'Bucket'], 'access point')],
  'AWS::S3::MultiRegionAccessPointPolicy': [at('resource', 'Policy')],
  'AWS::S3ObjectLambda::AccessPointPolicy': [at('resource', 'PolicyDocument')],
  'AWS::S3Express::BucketPolicy': [at('resource', 'PolicyDocument', ['AWS::S3Express::DirectoryBucket', 'Bucket'])],
  'AWS::S3Express::AccessPoint': [at('resource', 'Policy')],
  'AWS::S3Tables::TableBucketPolicy': [at('resource', 'ResourcePolicy', ['AWS::S3Tables::TableBucket', 'TableBucketARN'])],
  'AWS::S3Tables::TablePolicy': [at('resource', 'ResourcePolicy', ['AWS::S3Tables::Table', 'TableARN'])],
  'AWS::SQS::QueuePolicy': [at('resource', 'PolicyDocument', ['AWS::SQS::Queue', 'Queues'])],
  'AWS::SQS::QueueInlinePolicy': [at('resource', 'PolicyDocument', ['AWS::SQS::Queue', 'Queue'])],
  'AWS::SNS::TopicPolicy': [at('resource', 'PolicyDocument', ['AWS::SNS::Topic', 'Topics'])],
  'AWS::SNS::TopicInlinePolicy': [at('resource', 'PolicyDocument', ['AWS::SNS::Topic', 'TopicArn'])],
  'AWS::SecretsManager::ResourcePolicy': [at('resource', 'ResourcePolicy', ['AWS::SecretsManager::Secret', 'SecretId'])],
  'AWS::SSM::ResourcePolicy': [at('resource', 'Policy', ['AWS::SSM::Parameter', 'ResourceArn'])],
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': [replicas],
  'AWS::ApiGateway::RestApi': [at('resource', 'Policy')],
  'AWS::Lambda::Permission': [permission],
  'AWS::Lambda::LayerVersionPermission': [layerPermission],
  'AWS::ECR::Repository': [at('resource', 'RepositoryPolicyText')],
  'AWS::ECR::RegistryPolicy': [at('resource', 'PolicyText')],
  'AWS::Logs::ResourcePolicy': [logs],
  'AWS::Logs::LogGroup': [at('resource', 'ResourcePolicyDocument')],
  'AWS::Logs::Destination': [at('resource', 'DestinationPolicy')],
  'AWS::Events::EventBus': [at('resource', 'Policy')],
  'AWS::Events::EventBusPolicy': [eventBus],
  'AWS::Kinesis::ResourcePolicy': [at('resource', 'ResourcePolicy', ['AWS::Kinesis::Stream', 'ResourceArn'])],
  'AWS::MSK::ClusterPolicy': [at('resource', 'Policy', ['AWS::MSK::Cluster', 'ClusterArn'])],
  'AWS::EFS::FileSystem': [at('resource', 'FileSystemPolicy')],
  'AWS::OpenSearchService::Domain': [at('resource', 'AccessPolicies')],
  'AWS::Elasticsearch::Domain': [at('resource', 'AccessPolicies')],
  'AWS::Backup::BackupVault': [at('resource', 'AccessPolicy')],
  'AWS::Backup::LogicallyAirGappedBackupVault': [at('resource', 'AccessPolicy')],
  'AWS::CodeArtifact::Domain': [at('resource', 'PermissionsPolicyDocument')],
  'AWS::CodeArtifact::Repository': [at('resource', 'PermissionsPolicyDocument')],
  'AWS::CloudTrail::ResourcePolicy': [at('resource', 'ResourcePolicy')],
  'AWS::AIOps::InvestigationGroup': [at('resource', 'InvestigationGroupPolicy')],
  'AWS::APS::ResourcePolicy': [at('resource', 'PolicyDocument', ['AWS::APS::Workspace', 'WorkspaceArn'])],
  'AWS::ApiGateway::DomainNameV2': [at('resource', 'Policy')],
  'AWS::Bedrock::KnowledgeBasePolicy': [at('resource', 'PolicyDocument', ['AWS::Bedrock::KnowledgeBase', 'KnowledgeBaseId'])],
  'AWS::Bedrock::ResourcePolicy': [at('resource', 'PolicyDocument')],
  'AWS::BedrockAgentCore::ResourcePolicy': [at('resource', 'Policy')],
  'AWS::Comprehend::DocumentClassifier': [at('resource', 'ModelPolicy')],
  'AWS::Comprehend::EntityRecognizer': [at('resource', 'ModelPolicy')],
  'AWS::DSQL::Cluster': [at('resource', 'PolicyDocument')],
  'AWS::ECR::PublicRepository': [at('resource', 'RepositoryPolicyText')],
  'AWS::ECR::RepositoryCreationTemplate': [at('resource', 'RepositoryPolicy')],
  'AWS::EventSchemas::RegistryPolicy': [at('resource', 'Policy', ['AWS::EventSchemas::Registry', 'RegistryName'])],
  'AWS::EventsV2::ResourcePolicy': [at('resource', 'PolicyDocument', ['AWS::EventsV2::EventBus', 'EventBusArn'])],
  'AWS::FSx::S3AccessPointAttachment': [at('resource', 'S3AccessPoint.Policy')],
  'AWS::Lambda::ResourcePolicy': [at('resource', 'PolicyDocument', ['AWS::Lambda::Function', 'ResourceArn'])],
  'AWS::Lex::ResourcePolicy': [at('resource', 'Policy', ['AWS::Lex::Bot', 'ResourceArn'])],
  'AWS::Logs::DeliveryDestination': [at('resource', 'DeliveryDestinationPolicy.DeliveryDestinationPolicy')],
  'AWS::MediaPackageV2::ChannelPolicy': [at('resource', 'Policy')],
  'AWS::MediaPackageV2::OriginEndpointPolicy': [at('resource', 'Policy')],
  'AWS::MediaStore::Container': [at('resource', 'Policy')],
  'AWS::MediaTailor::ChannelPolicy': [at('resource', 'Policy', ['AWS::MediaTailor::Channel', 'ChannelName'])],
  'AWS::OSIS::Pipeline': [at('resource', 'ResourcePolicy.Policy')],
  'AWS::Oam::Sink': [at('resource', 'Policy')],
  'AWS::Omics::SequenceStore': [at('resource', 'S3AccessPolicy')],
  'AWS::Organizations::ResourcePolicy': [at('resource', 'Content')],
  'AWS::PaymentCryptography::Key': [at('resource', 'Policy')],
  'AWS::RUM::AppMonitor': [at('resource', 'ResourcePolicy.PolicyDocument')],
  'AWS::Redshift::Cluster': [at('resource', 'NamespaceResourcePolicy')],
  'AWS::RedshiftServerless::Namespace': [at('resource', 'NamespaceResourcePolicy')],
  'AWS::S3Files::FileSystemPolicy': [at('resource', 'Policy', ['AWS::S3Files::FileSystem', 'FileSystemId'])],
  'AWS::S3Outposts::AccessPoint': [at('resource', 'Policy', ['AWS::S3Outposts::Bucket', 'Bucket'], 'access point')],
  'AWS::S3Outposts::BucketPolicy': [at('resource', 'PolicyDocument', ['AWS::S3Outposts::Bucket', 'Bucket'])],
  'AWS::S3Vectors::VectorBucketPolicy': [at('resource', 'Policy', ['AWS::S3Vectors::VectorBucket', 'VectorBucketArn'])],
  'AWS::SMSVOICE::ResourcePolicy': [at('resource', 'PolicyDocument')],
  'AWS::SageMaker::ModelPackageGroup': [at('resource', 'ModelPackageGroupPolicy')],
  'AWS::VpcLattice::AuthPolicy': [at('resource', 'Policy')],
  'AWS::VpcLattice::ResourcePolicy': [at('resource', 'Policy')],
  'AWS::XRay::ResourcePolicy': [at('resource', 'PolicyDocument')],
};
