// Engines of AWS that copy tenant data on and on, and the store that they copy to. tenant-data-shared reports copies to another account,
// and the copies of S3; tenant-data-dead-letter reports the messages that nobody could process.

import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { arnComponents, isSymbol, isSymbolic, type Json, list, own, type Resource, text, within } from '../../template';
import type { Rule, Sighting } from '../rule';
import { named } from '../shared/properties';

export const tenantDataCopy: Rule = {
  id: 'tenant-data-copy',
  severity: 'error',
  why: 'The copy holds the same tenant data as its source. If the copy is not marked as tenant data, no rule judges who reads it.',
  fix: 'Mark the destination as tenant data. If another template has it, judge both together.',
  source:
    'DynamoDB Developer Guide: Using Kinesis Data Streams to capture changes to DynamoDB; Amazon Data Firehose Developer Guide: Configure destination settings',
  *find(evidence) {
    if (evidence.tenantData.length === 0) return;
    for (const copy of copies(evidence)) {
      const sighting = judged(evidence, copy);
      if (sighting !== undefined) yield sighting;
    }
  },
};

interface Copy {
  /** Whose property names the destination. */
  readonly resource: Resource;
  readonly source: Resource;
  /** `sends every change of a row`. */
  readonly does: string;
  readonly destination: Json | undefined;
  readonly location: string;
}

function* copies(evidence: Evidence): Generator<Copy> {
  const { templates } = evidence;
  for (const table of evidence.tenantData) {
    for (const { location, properties } of streamsOf(table)) {
      const destination = own(properties, 'StreamArn');
      yield { resource: table, source: table, does: 'sends every change of a row', destination, location };
    }
  }
  for (const resource of templates.ofType('AWS::KinesisFirehose::DeliveryStream')) {
    const upstream = within(resource.properties, 'KinesisStreamSourceConfiguration.KinesisStreamARN');
    const source = evidence.hasTenantData(resource) ? resource : sourceNamed(evidence, resource, upstream);
    if (source === undefined) continue;
    for (const location of FIREHOSE) {
      const destination = within(resource.properties, location);
      yield { resource, source, does: 'delivers the records', destination, location };
    }
  }
  for (const [type, from, to, does] of PIPELINES) {
    for (const resource of templates.ofType(type)) {
      if (type === 'AWS::SNS::Subscription' && !KEEPS.test(text(own(resource.properties, 'Protocol')) ?? '')) continue;
      const source = sourceNamed(evidence, resource, own(resource.properties, from));
      if (source !== undefined) yield { resource, source, does, destination: within(resource.properties, to), location: to };
    }
  }
}

/** The stream of changes of a table, and of each replica of a global table. */
function* streamsOf({ type, properties }: Resource): Generator<{ readonly location: string; readonly properties: Json }> {
  const name = 'KinesisStreamSpecification';
  if (type === 'AWS::DynamoDB::Table') yield { location: name, properties: own(properties, name) ?? null };
  if (type !== 'AWS::DynamoDB::GlobalTable') return;
  for (const [index, replica] of list(own(properties, 'Replicas')).entries()) {
    yield { location: `Replicas[${index}].${name}`, properties: own(replica, name) ?? null };
  }
}

/** Destinations of a delivery stream: stores of AWS, and the buckets for what could not be delivered. */
const FIREHOSE = [
  'S3DestinationConfiguration.BucketARN',
  'ExtendedS3DestinationConfiguration.BucketARN',
  'ExtendedS3DestinationConfiguration.S3BackupConfiguration.BucketARN',
  'RedshiftDestinationConfiguration.S3Configuration.BucketARN',
  'RedshiftDestinationConfiguration.S3BackupConfiguration.BucketARN',
  'AmazonopensearchserviceDestinationConfiguration.DomainARN',
  'AmazonopensearchserviceDestinationConfiguration.S3Configuration.BucketARN',
  'AmazonOpenSearchServerlessDestinationConfiguration.S3Configuration.BucketARN',
  'ElasticsearchDestinationConfiguration.DomainARN',
  'ElasticsearchDestinationConfiguration.S3Configuration.BucketARN',
  'HttpEndpointDestinationConfiguration.EndpointConfiguration.Url',
  'HttpEndpointDestinationConfiguration.S3Configuration.BucketARN',
  'SplunkDestinationConfiguration.HECEndpoint',
  'SplunkDestinationConfiguration.S3Configuration.BucketARN',
  'SnowflakeDestinationConfiguration.AccountUrl',
  'SnowflakeDestinationConfiguration.S3Configuration.BucketARN',
  'IcebergDestinationConfiguration.S3Configuration.BucketARN',
] as const;

const PIPELINES = [
  ['AWS::Logs::SubscriptionFilter', 'LogGroupName', 'DestinationArn', 'sends every log event'],
  ['AWS::SNS::Subscription', 'TopicArn', 'Endpoint', 'sends every message'],
  ['AWS::Pipes::Pipe', 'Source', 'Target', 'sends every record'],
  ['AWS::RDS::Integration', 'SourceArn', 'TargetArn', 'copies the database'],
  // Other destinations of a failed batch receive where it is, and S3 receives the batch (Lambda Developer Guide: Retain discarded records).
  ['AWS::Lambda::EventSourceMapping', 'EventSourceArn', 'DestinationConfig.OnFailure.Destination', 'sends failed batches'],
] as const;

/** Protocols of subscribers that keep messages. */
const KEEPS = /^(?:sqs|firehose)$/i;

/** Types that work on data and keep none. */
const WORKERS = [
  'AWS::Lambda::Function',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
  'AWS::StepFunctions::StateMachine',
] as const;

const STORES = [
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::Elasticsearch::Domain',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::Timestream::Table',
  'AWS::Events::EventBus',
] as const;

function judged(evidence: Evidence, { resource, source, does, destination, location }: Copy): Sighting | undefined {
  const { templates } = evidence;
  const target = text(destination);
  if (target === undefined || named(templates, target, ...WORKERS) !== undefined) return undefined;
  const [, , service, , account] = arnComponents(target) ?? [];
  if (service === 'lambda' || service === 'states') return undefined;
  if (
    resource.type === 'AWS::Lambda::EventSourceMapping' &&
    service !== 's3' &&
    named(templates, target, 'AWS::S3::Bucket') === undefined
  )
    return undefined;
  const meant = STORES.map((type) => evidence.access.policies.targets.of(resource, { type, names: [target] }, []));
  const copy = meant.flatMap(({ certain }) => certain)[0] ?? named(templates, target, ...STORES);
  if (copy !== undefined && evidence.hasTenantData(copy)) return undefined;
  // tenant-data-shared reports these.
  const isOutside = copy === undefined && account !== undefined && account !== '' && account !== templates.accountOf(resource);
  if (isOutside && (resource.type === 'AWS::Logs::SubscriptionFilter' || resource.type === 'AWS::SNS::Subscription'))
    return undefined;
  const why =
    copy !== undefined
      ? 'which is not marked as tenant data'
      : isSymbolic(target) || meant.some(({ possible }) => possible.length > 0)
        ? 'which only the deployment knows'
        : 'which is not in the templates';
  const name = copy === undefined ? target : pathOf(copy);
  const of = source === resource ? '' : ` of ${pathOf(source)}`;
  return { resource, message: `${does}${of} to ${name}, ${why}`, location: `Properties.${location}`, detail: name };
}

/** The store with tenant data that a property names, or may name: by its ARN, its name, or the ARN of its stream. */
function sourceNamed(evidence: Evidence, holder: Resource, value: Json | undefined): Resource | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const { access, templates, tenantData } = evidence;
  // Most sources are a Ref or an ARN of these templates: a search by name would be quadratic.
  const exact = evidence.resourcesByArn.get(written) ?? (isSymbol(written) ? templates.find(written.slice(1, -1)) : undefined);
  if (exact !== undefined) return evidence.hasTenantData(exact) ? exact : undefined;
  const types = [...new Set(tenantData.map(({ type }) => type))];
  const meant = types.flatMap((type) => {
    const { certain, possible } = access.policies.targets.of(holder, { type, names: [written] }, []);
    return [...certain, ...possible];
  });
  const attributes = ['StreamArn', 'DBClusterArn', 'DBInstanceArn', 'TableArn'];
  return tenantData.find(
    (data) => meant.includes(data) || attributes.some((name) => templates.attributeOf(data, name) === written),
  );
}
