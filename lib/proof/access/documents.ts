// Every policy document of a set of templates, with what holds it, what it protects and the part it plays.

import type { Policy } from '../iam';
import { needsPrincipals } from '../iam';
import { type Json, type JsonObject, own, type Resource, type TemplateSet, within } from '../template';
import { list, type StatementText, statementTexts, texts } from './statement-text';

export type DocumentKind = 'identity' | 'resource' | 'key' | 'trust' | 'endpoint';

export interface PolicyDocument {
  /** What holds it. */
  readonly holder: Resource;
  /** Where in its properties. */
  readonly location: string;
  readonly kind: DocumentKind;
  readonly policy: Policy;
  readonly statements: readonly StatementText[];
  /** Resources of the templates that it decides about; none for identity policies. */
  readonly protects: readonly Resource[];
  /** Why the evaluator cannot read it. */
  readonly malformed?: string;
}

interface Place {
  readonly location: string;
  readonly kind: DocumentKind;
  readonly document: Json;
  /** Names or ARNs of what it protects. @default - its holder */
  readonly of?: readonly string[];
}

type Finder = (properties: JsonObject) => readonly Place[];

const at =
  (kind: DocumentKind, location: string, ofProperty?: string): Finder =>
  (properties) => {
    const document = within(properties, location);
    if (document === undefined || document === null) return [];
    return [{ location, kind, document, ...(ofProperty !== undefined && { of: texts(own(properties, ofProperty)) }) }];
  };

const inline: Finder = (properties) =>
  list(own(properties, 'Policies')).map((policy, index) => ({
    location: `Policies[${index}].PolicyDocument`,
    kind: 'identity',
    document: own(policy, 'PolicyDocument') ?? null,
  }));

const beside = at('identity', 'PolicyDocument');

/** A permission of Lambda's is a statement of the function's policy (Lambda API Reference: AddPermission). */
const permission: Finder = (properties) => {
  const [principal] = texts(own(properties, 'Principal'));
  const conditions: { [operator: string]: { [key: string]: Json } } = {};
  const add = (operator: string, key: string, value: Json | undefined) => {
    if (value !== undefined) conditions[operator] = { ...conditions[operator], [key]: value };
  };
  add('ArnLike', 'aws:SourceArn', own(properties, 'SourceArn'));
  add('StringEquals', 'aws:SourceAccount', own(properties, 'SourceAccount'));
  add('StringEquals', 'aws:PrincipalOrgID', own(properties, 'PrincipalOrgID'));
  add('StringEquals', 'lambda:FunctionUrlAuthType', own(properties, 'FunctionUrlAuthType'));
  add('StringEquals', 'lambda:EventSourceToken', own(properties, 'EventSourceToken'));
  const isService = principal?.endsWith('.amazonaws.com') === true || principal?.endsWith('.amazonaws.com.cn') === true;
  const functions = texts(own(properties, 'FunctionName'));
  const statement = {
    Sid: 'Permission',
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { [isService ? 'Service' : 'AWS']: principal ?? '' },
    Action: own(properties, 'Action') ?? 'lambda:InvokeFunction',
    Resource: '*',
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
  return [
    { location: 'Principal', kind: 'resource', document: { Version: '2012-10-17', Statement: [statement] }, of: functions },
  ];
};

const eventBus: Finder = (properties) => {
  const statement = own(properties, 'Statement');
  return statement === undefined
    ? []
    : [
        {
          location: 'Statement',
          kind: 'resource',
          document: { Version: '2012-10-17', Statement: [statement] },
          of: texts(own(properties, 'EventBusName')),
        },
      ];
};

const replicas: Finder = (properties) =>
  list(own(properties, 'Replicas')).flatMap((replica, index) => {
    const document = own(own(replica, 'ResourcePolicy'), 'PolicyDocument');
    return document === undefined
      ? []
      : [{ location: `Replicas[${index}].ResourcePolicy.PolicyDocument`, kind: 'resource' as const, document }];
  });

const FINDERS: { readonly [type: string]: readonly Finder[] } = {
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
  'AWS::S3::BucketPolicy': [at('resource', 'PolicyDocument', 'Bucket')],
  'AWS::S3::AccessPoint': [at('resource', 'Policy', 'Bucket')],
  'AWS::SQS::QueuePolicy': [at('resource', 'PolicyDocument', 'Queues')],
  'AWS::SQS::QueueInlinePolicy': [at('resource', 'PolicyDocument', 'Queue')],
  'AWS::SNS::TopicPolicy': [at('resource', 'PolicyDocument', 'Topics')],
  'AWS::SNS::TopicInlinePolicy': [at('resource', 'PolicyDocument', 'TopicArn')],
  'AWS::SecretsManager::ResourcePolicy': [at('resource', 'ResourcePolicy', 'SecretId')],
  'AWS::DynamoDB::Table': [at('resource', 'ResourcePolicy.PolicyDocument')],
  'AWS::DynamoDB::GlobalTable': [replicas],
  'AWS::ApiGateway::RestApi': [at('resource', 'Policy')],
  'AWS::Lambda::Permission': [permission],
  'AWS::ECR::Repository': [at('resource', 'RepositoryPolicyText')],
  'AWS::Logs::ResourcePolicy': [at('resource', 'PolicyDocument')],
  'AWS::Logs::LogGroup': [at('resource', 'ResourcePolicyDocument')],
  'AWS::Events::EventBus': [at('resource', 'Policy')],
  'AWS::Events::EventBusPolicy': [eventBus],
  'AWS::Kinesis::ResourcePolicy': [at('resource', 'ResourcePolicy', 'ResourceArn')],
  'AWS::EFS::FileSystem': [at('resource', 'FileSystemPolicy')],
  'AWS::OpenSearchService::Domain': [at('resource', 'AccessPolicies')],
  'AWS::Elasticsearch::Domain': [at('resource', 'AccessPolicies')],
  'AWS::Backup::BackupVault': [at('resource', 'AccessPolicy')],
};

export function documentsOf(templates: TemplateSet): PolicyDocument[] {
  const byName = new Map<string, Resource>();
  return Object.keys(FINDERS).flatMap((type) =>
    templates.ofType(type).flatMap((holder) =>
      (FINDERS[type] ?? []).flatMap((find) =>
        find(holder.properties).map(({ location, kind, document: written, of }) => {
          const document = parsed(written);
          const policy: Policy = { source: pathOf(holder), document };
          const malformed = refusalOf(policy, kind);
          return {
            holder,
            location,
            kind,
            policy,
            statements: statementTexts(document),
            protects: kind === 'identity' ? [] : of === undefined ? [holder] : of.flatMap((name) => named(name) ?? []),
            ...(malformed !== undefined && { malformed }),
          };
        }),
      ),
    ),
  );

  /** By name, `Ref` or ARN. */
  function named(name: string): Resource | undefined {
    if (byName.size === 0) {
      for (const resource of templates.resources) {
        if (!PROTECTED.has(resource.type)) continue;
        byName.set(templates.refOf(resource), resource);
        byName.set(templates.attributeOf(resource, 'Arn'), resource);
      }
    }
    return byName.get(name);
  }
}

/** What a policy can lie beside. */
const PROTECTED = new Set([
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::Lambda::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
  'AWS::Events::EventBus',
  'AWS::Kinesis::Stream',
]);

/** Where CDK made it, for people; else its id. */
export function pathOf(resource: Resource): string {
  return resource.constructPath ?? resource.id;
}

/** Some properties take the document as JSON text. */
function parsed(document: Json): Json {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document) as Json;
  } catch {
    return document;
  }
}

function refusalOf(policy: Policy, kind: DocumentKind): string | undefined {
  try {
    needsPrincipals(policy, kind !== 'identity');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
