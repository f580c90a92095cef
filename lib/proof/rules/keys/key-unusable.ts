import { forwardAccess, type Identity, pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import type { RequestContext } from '../../iam';
import { list, own, type Resource, symbol, text } from '../../template';
import type { Rule, Sighting } from '../rule';
import { keyNamed, named, property } from '../shared/properties';
import { bySelf, service } from '../shared/services';
import { encryptionsOf } from '../shared/stores';

export const keyUnusable: Rule = {
  id: 'key-unusable',
  severity: 'error',
  why: 'A service calls KMS for every read and write of an encrypted resource. If the key’s policy does not allow the service, creation fails, or every request and message fails.',
  fix: 'In the policy of the key, allow the principal these actions, limited to the service (kms:ViaService) or to the resource (kms:EncryptionContext, aws:SourceArn).',
  source: 'AWS KMS Developer Guide: How AWS services use AWS KMS; Amazon SQS Developer Guide: Key management',
  *find(evidence) {
    yield* logGroups(evidence);
    yield* senders(evidence);
    yield* callers(evidence);
  },
};

interface Call {
  readonly key: Resource;
  readonly actions: readonly string[];
  readonly context: RequestContext;
}

/** The first action that a principal certainly may not call on a key. */
function refused({ access }: Evidence, identity: Identity, { key, actions, context }: Call) {
  for (const action of actions) {
    const { effect, because } = access.decide(identity, { action, resource: key, context });
    if (effect === 'Denied') return { action, because };
  }
  return undefined;
}

/** The keys of these templates that encrypt a resource. */
function keysOf({ templates }: Evidence, resource: Resource): Resource[] {
  return encryptionsOf(resource).flatMap(({ key }) => keyNamed(templates, key) ?? []);
}

/** Amazon CloudWatch Logs User Guide: Encrypt log data in CloudWatch Logs using AWS KMS. */
function* logGroups(evidence: Evidence): Generator<Sighting> {
  const { templates } = evidence;
  for (const resource of templates.ofType('AWS::Logs::LogGroup')) {
    // AWS's page names the service with its Region. It does not say whether a key policy may name it without.
    const names = [`logs.${evidence.templates.regionOf(resource)}.amazonaws.com`, 'logs.amazonaws.com'];
    const arn = templates.attributeOf(resource, 'Arn').replace(/:\*$/, '');
    const context = {
      'aws:SourceArn': arn,
      'kms:EncryptionContext:aws:logs:arn': arn,
      'kms:EncryptionContextKeys': ['aws:logs:arn'],
    };
    for (const key of keysOf(evidence, resource)) {
      const refusals = names.map((name) =>
        refused(evidence, service(name), {
          key,
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          context: { ...bySelf(name, templates.accountOf(resource)), ...context },
        }),
      );
      const [found] = refusals;
      if (found === undefined || refusals.includes(undefined)) continue;
      const message = `cannot be created: ${pathOf(key)} does not let CloudWatch Logs call ${found.action} for this group`;
      yield { resource, location: 'Properties.KmsKeyId', message, because: found.because };
    }
  }
}

/** Who sends messages into encrypted queues: a topic, a rule of EventBridge, a bucket. */
function* senders(evidence: Evidence): Generator<Sighting> {
  const { templates } = evidence;
  const queueOf = (value: Parameters<typeof named>[1]) => named(templates, value, 'AWS::SQS::Queue');
  for (const subscription of templates.ofType('AWS::SNS::Subscription')) {
    if (own(subscription.properties, 'Protocol') !== 'sqs') continue;
    const topic = named(templates, own(subscription.properties, 'TopicArn'), 'AWS::SNS::Topic');
    const source = topic === undefined ? text(own(subscription.properties, 'TopicArn')) : templates.refOf(topic);
    yield* lost(evidence, subscription, 'sns.amazonaws.com', source, [queueOf(own(subscription.properties, 'Endpoint'))]);
  }
  for (const topic of templates.ofType('AWS::SNS::Topic')) {
    const inline = list(property(topic, 'Subscription')).filter((one) => own(one, 'Protocol') === 'sqs');
    yield* lost(
      evidence,
      topic,
      'sns.amazonaws.com',
      templates.refOf(topic),
      inline.map((one) => queueOf(own(one, 'Endpoint'))),
    );
  }
  for (const rule of templates.ofType('AWS::Events::Rule')) {
    const queues = list(property(rule, 'Targets')).map((one) => queueOf(own(one, 'Arn')));
    yield* lost(evidence, rule, 'events.amazonaws.com', templates.attributeOf(rule, 'Arn'), queues);
  }
  for (const bucket of templates.ofType('AWS::S3::Bucket')) {
    const queues = list(property(bucket, 'NotificationConfiguration.QueueConfigurations')).map((one) =>
      queueOf(own(one, 'Queue')),
    );
    yield* lost(evidence, bucket, 's3.amazonaws.com', templates.attributeOf(bucket, 'Arn'), queues);
  }
}

function* lost(
  evidence: Evidence,
  resource: Resource,
  name: string,
  source: string | undefined,
  queues: readonly (Resource | undefined)[],
): Generator<Sighting> {
  const { templates } = evidence;
  for (const queue of new Set(queues)) {
    for (const key of queue === undefined ? [] : keysOf(evidence, queue)) {
      const context = {
        ...bySelf(name, templates.accountOf(resource)),
        ...(source !== undefined && { 'aws:SourceArn': source }),
        ...(queue && { 'kms:EncryptionContext:aws:sqs:arn': templates.attributeOf(queue, 'Arn') }),
      };
      const found = refused(evidence, service(name), { key, actions: ['kms:GenerateDataKey', 'kms:Decrypt'], context });
      if (found === undefined || queue === undefined) continue;
      yield {
        resource,
        message: `its messages to ${pathOf(queue)} are lost: ${pathOf(key)} does not let ${name} call ${found.action}`,
        because: found.because,
        detail: pathOf(queue),
      };
    }
  }
}

interface Use {
  readonly service: string;
  /** What somebody does with a store, and the call to KMS that the service makes as the caller. */
  readonly uses: readonly (readonly [action: readonly string[], kms: string])[];
  /** The end of the ARN of a part, if these actions are about parts. */
  readonly part?: string;
}

const actions = (name: string, ...all: readonly string[]) => all.map((one) => `${name}:${one}`);

/**
 * Services that call KMS with the rights of the caller (AWS KMS Developer Guide: kms:ViaService). Amazon DynamoDB Developer Guide:
 * DynamoDB encryption at rest; Amazon S3 User Guide: Using server-side encryption with AWS KMS keys; Amazon SQS, SNS and Kinesis
 * developer guides: key permissions; AWS Secrets Manager User Guide: Secret encryption and decryption.
 */
const USES: { readonly [type: string]: Use } = {
  'AWS::DynamoDB::Table': {
    service: 'dynamodb',
    uses: [
      [actions('dynamodb', 'GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem'), 'kms:Decrypt'],
    ],
  },
  'AWS::S3::Bucket': {
    service: 's3',
    uses: [
      [actions('s3', 'GetObject'), 'kms:Decrypt'],
      [actions('s3', 'PutObject'), 'kms:GenerateDataKey'],
    ],
    part: '/',
  },
  'AWS::SQS::Queue': {
    service: 'sqs',
    uses: [
      [actions('sqs', 'ReceiveMessage'), 'kms:Decrypt'],
      [actions('sqs', 'SendMessage'), 'kms:GenerateDataKey'],
    ],
  },
  'AWS::SNS::Topic': { service: 'sns', uses: [[actions('sns', 'Publish'), 'kms:GenerateDataKey']] },
  'AWS::SecretsManager::Secret': {
    service: 'secretsmanager',
    uses: [[actions('secretsmanager', 'GetSecretValue'), 'kms:Decrypt']],
  },
  'AWS::Kinesis::Stream': {
    service: 'kinesis',
    uses: [
      [actions('kinesis', 'GetRecords'), 'kms:Decrypt'],
      [actions('kinesis', 'PutRecord', 'PutRecords'), 'kms:GenerateDataKey'],
    ],
  },
};

/** A store under keys of these templates. */
interface Encrypted {
  readonly store: Resource;
  readonly keys: readonly Resource[];
  /** Of the store, or of some part of it. Always the same list object. */
  readonly arns: readonly [string];
  /** Of a call to KMS that the service makes as its caller. */
  readonly context: RequestContext;
}

/** Roles and users that may use a store but not its key. */
function* callers(evidence: Evidence): Generator<Sighting> {
  const { access, templates } = evidence;
  for (const [type, { service: name, uses, part }] of Object.entries(USES)) {
    const encrypted = new Map(
      templates.ofType(type).flatMap((store) => {
        const one = encryptedStore(evidence, store, name, part);
        return one.keys.length === 0 ? [] : [[store, one] as const];
      }),
    );
    if (encrypted.size === 0) continue;
    for (const [those, kms] of uses) {
      for (const identity of access.identities) {
        for (const store of identity.resource === undefined ? [] : access.within(identity, type, those)) {
          const one = encrypted.get(store);
          if (one !== undefined) yield* withoutKey(evidence, identity, one, those, kms);
        }
      }
    }
  }
}

function encryptedStore(evidence: Evidence, store: Resource, name: string, part: string | undefined): Encrypted {
  const { templates } = evidence;
  // Ref of these is the ARN.
  const isByRef = store.type === 'AWS::SNS::Topic' || store.type === 'AWS::SecretsManager::Secret';
  const whole = isByRef ? templates.refOf(store) : templates.attributeOf(store, 'Arn');
  return {
    store,
    keys: keysOf(evidence, store),
    arns: [part === undefined ? whole : `${whole}${part}${symbol('any part')}`],
    context: forwardAccess(name, templates.regionOf(store), templates.accountOf(store)),
  };
}

function* withoutKey(
  evidence: Evidence,
  identity: Identity,
  { store, keys, arns, context }: Encrypted,
  those: readonly string[],
  kms: string,
): Generator<Sighting> {
  const { access } = evidence;
  const [arn] = arns;
  const allowed = [...access.allowable(identity, store, those, arns)].find(
    (action) => access.decide(identity, { action, resource: store, arn }).effect !== 'Denied',
  );
  if (allowed === undefined || identity.resource === undefined) return;
  for (const key of keys) {
    const found = refused(evidence, identity, { key, actions: [kms], context });
    if (found === undefined) continue;
    yield {
      resource: identity.resource,
      message: `may call ${allowed} on ${pathOf(store)}, but not ${kms} on its key ${pathOf(key)}: every such call fails`,
      because: found.because,
      detail: pathOf(store),
    };
  }
}
