// Amazon EventBridge Scheduler (ScheduleV2): a schedule with a role that starts the function or the state machine.

import { own } from '../../template';
import { addCallerRole, statement } from '../role';
import { getAtt, given, isNothing, picked, plainEntries } from '../values';
import { type EventReader, missEvent, missOthers } from './event';

const SCHEDULE =
  `Description EndDate FlexibleTimeWindow GroupName KmsKeyArn ScheduleExpression ScheduleExpressionTimezone StartDate
  State`.split(/\s+/);
const OTHERS = ['Name', 'OmitName', 'Input', 'RetryPolicy', 'DeadLetterConfig', 'RoleArn', 'PermissionsBoundary'];

export const schedule: EventReader = (expansion, event) => {
  const { owner, id, properties, target } = event;
  missOthers(expansion, event, [...SCHEDULE, ...OTHERS]);
  let deadLetters = own(properties, 'DeadLetterConfig');
  if (plainEntries(deadLetters) !== undefined && own(deadLetters, 'Type') !== undefined) {
    const queueId = own(deadLetters, 'QueueLogicalId') ?? `${id}Queue`;
    if (expansion.value(own(deadLetters, 'Type')) !== 'SQS' || typeof queueId !== 'string') {
      missEvent(expansion, event);
      return;
    }
    expansion.add(owner, queueId, 'AWS::SQS::Queue', given({ Tags: target.tags }));
    deadLetters = { Arn: getAtt(queueId, 'Arn') };
  } else if (isNothing(deadLetters)) deadLetters = undefined;
  const isFunction = target.kind === 'function';
  const start = isFunction ? statement('lambda:InvokeFunction', target.arn) : statement('states:StartExecution', target.arn);
  const inline = [
    { PolicyName: `${id}${isFunction ? 'Lambda' : 'StartExecution'}Policy`, PolicyDocument: { Statement: [start] } },
    ...(deadLetters === undefined
      ? []
      : [
          {
            PolicyName: `${id}SQSPolicy`,
            PolicyDocument: { Statement: [statement('sqs:SendMessage', own(deadLetters, 'Arn') ?? deadLetters)] },
          },
        ]),
  ];
  const more = { PermissionsBoundary: own(properties, 'PermissionsBoundary'), Tags: target.tags };
  const role =
    own(properties, 'RoleArn') ?? addCallerRole(expansion, owner, `${id}Role`, 'scheduler.amazonaws.com', inline, more);
  const omitsName = expansion.value(own(properties, 'OmitName')) === true;
  expansion.add(owner, id, 'AWS::Scheduler::Schedule', {
    FlexibleTimeWindow: { Mode: 'OFF' },
    ...picked(properties, SCHEDULE),
    ...given({ Name: own(properties, 'Name') ?? (omitsName ? undefined : id) }),
    Target: given({
      Arn: target.arn,
      RoleArn: role,
      ...picked(properties, ['Input', 'RetryPolicy']),
      DeadLetterConfig: deadLetters,
    }),
  });
};
