// The names of a resource in templates: the values of references, and the other forms that the APIs accept.

import { memoizedByText } from '../../collections';
import { matches, type PatternPart, pattern } from '../../iam';
import { arnComponents, isSymbolic, own, pieces, type Resource, symbol, type TemplateSet, texts } from '../../template';

type Pattern = ReturnType<typeof pattern>;

/** The names of one resource. */
export interface Names {
  readonly resource: Resource;
  /** The values of references. The same text means the same resource. */
  readonly texts: readonly string[];
  /** The texts with a known form. They can be compared with other forms of a name. */
  readonly known: readonly string[];
  readonly patterns: readonly Pattern[];
  /** A text that every name contains, if there is one. */
  readonly core?: string;
}

const NAME_PROPERTIES: { readonly [type: string]: string } = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::S3Express::DirectoryBucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
};

/** Whether a text may be one of the names. For most texts, the core is enough to exclude it. */
export function mayBeOneOf({ core }: Names, text: string): boolean {
  return core === undefined || text.includes(core) || mayBeAnything(text) || mayBeAnything(core);
}

/** Whether only the deployment knows a part of the text, and the part may contain any characters. */
function mayBeAnything(text: string): boolean {
  return isSymbolic(text) && hasOpenSymbol(text);
}

const hasOpenSymbol = memoizedByText(
  (text) => pieces(text).some((one) => one.isSymbol && matches(pattern([{ literally: one.text }]), 'a:b/c') !== false),
  20_000,
);

const ARN_ATTRIBUTES = ['Arn', 'TopicArn', 'Id', 'TableBucketARN', 'TableARN', 'DBClusterArn', 'DBInstanceArn'];

export function namesOf(templates: TemplateSet, resource: Resource): Names {
  const { type } = resource;
  const name = nameOf(resource);
  const attributes = ARN_ATTRIBUTES.map((attribute) => templates.attributeOf(resource, attribute));
  const opaque = new Set(ARN_ATTRIBUTES.map((attribute) => symbol(`${resource.id}.${attribute}`)));
  const itself = [templates.refOf(resource), ...(name === undefined ? [] : [name])];
  const known = [...itself, ...attributes.filter((one) => !opaque.has(one))].flatMap((one) => withoutEnd(type, one));
  const place = templates.stacks.get(resource.stackName)?.place;
  const more = place === undefined ? [] : formsOf(type, name ?? symbol(resource.id), place.region, place.account);
  // The account decides the partition: an ARN may name it even if the stack does not.
  const behind = known.flatMap((one) => arnComponents(one)?.slice(2).join(':') ?? []);
  return {
    resource,
    texts: [...new Set([...known, ...attributes])],
    known: [...new Set(known)],
    patterns: [
      ...behind.flatMap((one): PatternPart[][] => [['arn:*:', { literally: one }], ...qualified(type, one)]),
      ...more,
      ...known.map((one) => [{ literally: one }]),
    ].map((one) => pattern(one)),
    ...(Object.hasOwn(NAME_PROPERTIES, type) && { core: (name ?? symbol(resource.id)).replace(/^\//, '') }),
  };
}

/** The ARN of a log group occurs with and without `:*` at its end. */
function withoutEnd(type: string, text: string): string[] {
  return type === 'AWS::Logs::LogGroup' && text.endsWith(':*') ? [text, text.slice(0, -2)] : [text];
}

function nameOf({ type, properties }: Resource): string | undefined {
  const property = Object.hasOwn(NAME_PROPERTIES, type) ? NAME_PROPERTIES[type] : undefined;
  return property === undefined ? undefined : texts(own(properties, property))[0];
}

/** Forms with a version or consumer. `behind` is the ARN from its service on. */
function qualified(type: string, behind: string): PatternPart[][] {
  if (type === 'AWS::Lambda::Function') return [['arn:*:', { literally: behind }, ':*']];
  return type === 'AWS::Kinesis::Stream' ? [['arn:*:', { literally: behind }, '/consumer/*']] : [];
}

/** Other forms of a name that the APIs accept. */
function formsOf(type: string, name: string, region: string, account: string): PatternPart[][] {
  switch (type) {
    case 'AWS::Lambda::Function':
      // Lambda API Reference, AddPermission: name, ARN or partial ARN, with a version or alias or without.
      return [
        [{ literally: name }, ':*'],
        [{ literally: `${account}:function:${name}` }],
        [{ literally: `${account}:function:${name}` }, ':*'],
      ];
    case 'AWS::SQS::Queue':
      // SQS Developer Guide: queue URLs; older ones have other hosts.
      return [['http*://*/', { literally: `${account}/${name}` }]];
    case 'AWS::SecretsManager::Secret':
      // Secrets Manager adds six characters; an ARN may be given without them.
      return [
        ['arn:*:', { literally: `secretsmanager:${region}:${account}:secret:${name}` }],
        ['arn:*:', { literally: `secretsmanager:${region}:${account}:secret:${name}` }, '-??????'],
      ];
    case 'AWS::SSM::Parameter':
      return [['arn:*:', { literally: `ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}` }]];
    default:
      return [];
  }
}
