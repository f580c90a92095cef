// CloudWatch Logs: a subscription filter that calls the function.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { own } from '../../template';
import { arn, picked } from '../values';
import { addPermission, type EventReader, missOthers } from './event';

export const cloudWatchLogs: EventReader = (expansion, event) => {
  const { owner, id, properties, target } = event;
  missOthers(expansion, event, ['FilterPattern', 'LogGroupName']);
  const group = own(properties, 'LogGroupName') ?? '';
  const permission = addPermission(expansion, event, 'logs.amazonaws.com', {
    SourceArn: arn('logs', 'log-group:${__LogGroupName__}:*', { __LogGroupName__: group }),
  });
  expansion.add(
    owner,
    id,
    'AWS::Logs::SubscriptionFilter',
    { ...picked(properties, ['FilterPattern', 'LogGroupName']), DestinationArn: target.arn },
    { DependsOn: [permission] },
  );
};
