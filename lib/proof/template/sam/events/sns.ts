// Amazon SNS: a subscription of the function, or of a queue that the function polls.

import { type Json, own } from '../../template';
import type { Expansion } from '../expansion';
import { awsManaged } from '../policies/managed';
import { getAtt, given, isNothing, picked, plainEntries, ref } from '../values';
import { addPermission, type Event, type EventReader, missEvent, missOthers } from './event';

const SUBSCRIPTION = ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region'];

export const sns: EventReader = (expansion, event) => {
  const { properties, target } = event;
  missOthers(expansion, event, [...SUBSCRIPTION, 'Topic', 'SqsSubscription']);
  const topic = own(properties, 'Topic');
  if (isNothing(topic)) {
    missEvent(expansion, event);
    return;
  }
  const queue = expansion.value(own(properties, 'SqsSubscription'));
  if (queue === undefined || queue === false || queue === null) {
    addPermission(expansion, event, 'sns.amazonaws.com', { SourceArn: topic });
    addSubscription(expansion, event, 'lambda', target.arn);
  } else if (queue === true) subscribeQueue(expansion, event, topic, {});
  else if (plainEntries(queue) !== undefined) subscribeQueue(expansion, event, topic, queue);
  else missEvent(expansion, event);
};

function addSubscription(expansion: Expansion, { owner, id, properties }: Event, protocol: string, endpoint: Json): void {
  expansion.add(owner, id, 'AWS::SNS::Subscription', {
    ...picked(properties, SUBSCRIPTION),
    TopicArn: own(properties, 'Topic') ?? '',
    Protocol: protocol,
    Endpoint: endpoint,
  });
}

function subscribeQueue(expansion: Expansion, event: Event, topic: Json, queue: Json): void {
  const { owner, id, target, policies } = event;
  const [arn, url] = [own(queue, 'QueueArn'), own(queue, 'QueueUrl')];
  if ((arn === undefined) !== (url === undefined)) {
    missEvent(expansion, event);
    return;
  }
  const policyId = own(queue, 'QueuePolicyLogicalId');
  if (policyId !== undefined && typeof policyId !== 'string') {
    missEvent(expansion, event);
    return;
  }
  const queueId = `${id}Queue`;
  if (arn === undefined) {
    expansion.add(owner, queueId, 'AWS::SQS::Queue', isFifo(expansion, topic) ? { FifoQueue: true } : {});
  }
  const queueArn = arn ?? getAtt(queueId, 'Arn');
  addSubscription(expansion, event, 'sqs', queueArn);
  expansion.add(owner, policyId ?? `${queueId}Policy`, 'AWS::SQS::QueuePolicy', {
    Queues: [url ?? ref(queueId)],
    PolicyDocument: queueMayBeSentTo(queueArn, topic, '*'),
  });
  expansion.add(
    owner,
    `${id}EventSourceMapping`,
    'AWS::Lambda::EventSourceMapping',
    given({
      BatchSize: own(queue, 'BatchSize') ?? 10,
      Enabled: own(queue, 'Enabled') ?? true,
      EventSourceArn: queueArn,
      FunctionName: target.name,
    }),
  );
  policies.managed.push(awsManaged('service-role/AWSLambdaSQSQueueExecutionRole'));
}

/** A topic of the template that is first in, first out needs such a queue. */
function isFifo(expansion: Expansion, topic: Json): boolean {
  const id = own(topic, 'Ref');
  const properties = typeof id === 'string' ? own(expansion.resource(id), 'Properties') : undefined;
  return expansion.value(own(properties, 'FifoTopic')) === true;
}

/** The queue's own policy: messages of this source, sent by the principal. */
export function queueMayBeSentTo(queueArn: Json, sourceArn: Json, principal: Json): Json {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  };
}
