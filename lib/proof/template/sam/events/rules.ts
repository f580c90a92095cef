// Amazon EventBridge: rules by schedule or by pattern that start the function or the state machine.

import { type Json, own } from '../../template';
import type { Expansion } from '../expansion';
import { addCallerRole, statement } from '../role';
import { getAtt, given, isNothing, picked, plainEntries, ref } from '../values';
import { addPermission, type Event, type EventReader, missEvent, missOthers } from './event';
import { queueMayBeSentTo } from './sns';

const TARGET = ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy'];

/** Schedule. */
export const scheduledRule: EventReader = (expansion, event) => {
  const { properties } = event;
  const read = [
    'Schedule',
    'Input',
    'Enabled',
    'State',
    'Name',
    'Description',
    'DeadLetterConfig',
    'RetryPolicy',
    'Target',
    'RoleArn',
  ];
  missOthers(expansion, event, read);
  const enabled = own(properties, 'Enabled');
  const byFlag = isNothing(enabled)
    ? undefined
    : expansion.isOn(enabled, `Enabled of event ${event.name} of ${event.owner.id}`)
      ? 'ENABLED'
      : 'DISABLED';
  addRule(expansion, event, {
    ...picked(properties, ['Name', 'Description']),
    ScheduleExpression: own(properties, 'Schedule'),
    State: own(properties, 'State') ?? byFlag,
  });
};

/** EventBridgeRule and CloudWatchEvent. */
export const patternRule: EventReader = (expansion, event) => {
  const { properties } = event;
  missOthers(expansion, event, [
    ...TARGET,
    'Pattern',
    'EventBusName',
    'RuleName',
    'State',
    'Enabled',
    'DeadLetterConfig',
    'Target',
  ]);
  addRule(expansion, event, {
    ...picked(properties, ['EventBusName', 'State']),
    EventPattern: own(properties, 'Pattern'),
    Name: own(properties, 'RuleName'),
  });
};

function addRule(expansion: Expansion, event: Event, rule: { readonly [name: string]: Json | undefined }): void {
  const { owner, id, properties, target } = event;
  const isFunction = target.kind === 'function';
  const deadLetters = deadLetterConfig(expansion, event);
  const written = own(properties, 'Target');
  const role = isFunction ? undefined : (own(properties, 'RoleArn') ?? startingRole(expansion, event));
  const started = given({
    Arn: target.arn,
    Id: own(written, 'Id') ?? `${id}${isFunction ? 'LambdaTarget' : 'StepFunctionsTarget'}`,
    RoleArn: role,
    ...picked(properties, TARGET),
    DeadLetterConfig: deadLetters,
  });
  expansion.add(owner, id, 'AWS::Events::Rule', given({ ...rule, Targets: [started], Tags: target.tags }));
  if (isFunction) addPermission(expansion, event, 'events.amazonaws.com', { SourceArn: getAtt(id, 'Arn') });
}

/** EventBridge assumes it to start the state machine. */
function startingRole(expansion: Expansion, { owner, id, target }: Event): Json {
  const start = {
    PolicyName: `${id}RoleStartExecutionPolicy`,
    PolicyDocument: { Statement: [statement('states:StartExecution', target.arn)] },
  };
  return addCallerRole(expansion, owner, `${id}Role`, 'events.amazonaws.com', [start], {
    PermissionsBoundary: target.boundary,
    Tags: target.tags,
  });
}

/** The queue that is given, or the one that SAM makes. */
function deadLetterConfig(expansion: Expansion, event: Event): Json | undefined {
  const { owner, id, properties } = event;
  const config = own(properties, 'DeadLetterConfig');
  if (isNothing(config)) return undefined;
  const type = expansion.value(own(config, 'Type'));
  if (plainEntries(config) === undefined || type === undefined) return config;
  const queueId = own(config, 'QueueLogicalId') ?? `${id}Queue`;
  if (type !== 'SQS' || typeof queueId !== 'string') {
    missEvent(expansion, event);
    return undefined;
  }
  const queueArn = getAtt(queueId, 'Arn');
  expansion.add(owner, queueId, 'AWS::SQS::Queue', given({ Tags: event.target.tags }));
  expansion.add(owner, `${id}QueuePolicy`, 'AWS::SQS::QueuePolicy', {
    Queues: [ref(queueId)],
    PolicyDocument: queueMayBeSentTo(queueArn, getAtt(id, 'Arn'), { Service: 'events.amazonaws.com' }),
  });
  return { Arn: queueArn };
}
