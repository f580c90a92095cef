// Events that Lambda polls: an event source mapping, and what the function's role needs for it.

import { type Json, own } from '../../template';
import type { Expansion } from '../expansion';
import { destinationPolicy } from '../policies/destinations';
import { awsManaged } from '../policies/managed';
import { given, ifParts, isIntrinsic, isNothing, NO_VALUE, picked, plainEntries } from '../values';
import { type Event, type EventReader, missEvent, missOthers } from './event';
import { brokerPolicy, documentsPolicy, kafkaPolicy } from './streams-with-secrets';

/** Properties of an event that are the mapping's own, under the same name. */
const SAME = `BatchSize BisectBatchOnFunctionError Enabled FilterCriteria FunctionResponseTypes KmsKeyArn LoggingConfig
  MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts MetricsConfig ParallelizationFactor
  ProvisionedPollerConfig Queues ScalingConfig SourceAccessConfigurations StartingPosition StartingPositionTimestamp Topics
  TumblingWindowInSeconds`.split(/\s+/);

const DATABASE = ['CollectionName', 'DatabaseName', 'FullDocument'];
const KAFKA = ['ConsumerGroupId', 'SchemaRegistryConfig'];
const SOURCES = ['Stream', 'Queue', 'Broker', 'Cluster'];
const OTHERS = ['DestinationConfig', 'DynamicPolicyName', 'KafkaBootstrapServers', 'SecretsManagerKmsKeyId'];

/** Managed policies that let the function's role read the source. */
const EXECUTION: { readonly [type: string]: string } = {
  DynamoDB: 'AWSLambdaDynamoDBExecutionRole',
  Kinesis: 'AWSLambdaKinesisExecutionRole',
  MSK: 'AWSLambdaMSKExecutionRole',
  SQS: 'AWSLambdaSQSQueueExecutionRole',
};

/** DynamoDB, Kinesis, MSK, MQ, SQS, SelfManagedKafka, DocumentDB. */
export const pollSource: EventReader = (expansion, event) => {
  const { id, type, properties, target, policies } = event;
  missOthers(expansion, event, [...SAME, ...DATABASE, ...KAFKA, ...SOURCES, ...OTHERS]);
  const servers = own(properties, 'KafkaBootstrapServers');
  const kafka = picked(properties, KAFKA);
  const kafkaConfig = type === 'SelfManagedKafka' ? 'SelfManagedKafkaEventSourceConfig' : 'AmazonManagedKafkaEventSourceConfig';
  const mapping = given({
    ...picked(properties, SAME),
    FunctionName: target.name,
    EventSourceArn: SOURCES.map((name) => own(properties, name)).find((one) => one !== undefined),
    DestinationConfig: destinationConfig(expansion, event),
    SelfManagedEventSource: servers === undefined ? undefined : { Endpoints: { KafkaBootstrapServers: servers } },
    [kafkaConfig]: Object.keys(kafka).length === 0 ? undefined : kafka,
    DocumentDBEventSourceConfig: type === 'DocumentDB' ? picked(properties, DATABASE) : undefined,
    Tags: target.tags,
  });
  expansion.add(event.owner, id, 'AWS::Lambda::EventSourceMapping', mapping);
  const managed = EXECUTION[type];
  if (managed !== undefined) policies.managed.push(awsManaged(`service-role/${managed}`));
  if (type === 'MQ') policies.inline.push(...brokerPolicy(expansion, event));
  if (type === 'DocumentDB') policies.inline.push(...documentsPolicy(expansion, event));
  if (type === 'SelfManagedKafka' || type === 'MSK') policies.inline.push(...kafkaPolicy(expansion, event));
};

/** Where failed batches go. SAM's `Type` is not the mapping's: it says what the role needs. */
function destinationConfig(expansion: Expansion, event: Event): Json | undefined {
  const { id, policies } = event;
  const { inline } = policies;
  const config = own(event.properties, 'DestinationConfig');
  if (isNothing(config)) return undefined;
  const onFailure = own(config, 'OnFailure');
  const to = own(onFailure, 'Destination');
  if (isNothing(onFailure) && plainEntries(config)?.length === 0) return undefined;
  const type = own(onFailure, 'Type');
  const parts = ifParts(type);
  const isRead = plainEntries(config) !== undefined && (parts !== undefined || !isIntrinsic(type));
  if (!isRead || to === undefined) {
    missEvent(expansion, event);
    return config;
  }
  if (parts === undefined) inline.push(...[destinationPolicy(id, type, to)].filter((one) => one !== undefined));
  else {
    const [condition, ...types] = parts;
    inline.push({ 'Fn::If': [condition, ...types.map((one) => destinationPolicy(id, one, to) ?? NO_VALUE)] });
  }
  return { OnFailure: { Destination: to } };
}
