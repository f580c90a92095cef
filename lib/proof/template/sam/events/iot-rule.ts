// AWS IoT: a topic rule that calls the function.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { own } from '../../template';
import { arn, given, ref, sub } from '../values';
import { addPermission, type EventReader, missOthers } from './event';

export const iotRule: EventReader = (expansion, event) => {
  const { owner, id, properties, target } = event;
  missOthers(expansion, event, ['Sql', 'AwsIotSqlVersion']);
  addPermission(expansion, event, 'iot.amazonaws.com', {
    SourceAccount: sub('${AWS::AccountId}'),
    SourceArn: arn('iot', 'rule/${RuleName}', { RuleName: ref(id) }),
  });
  const payload = given({
    Sql: own(properties, 'Sql'),
    RuleDisabled: false,
    Actions: [{ Lambda: { FunctionArn: target.arn } }],
    AwsIotSqlVersion: own(properties, 'AwsIotSqlVersion'),
  });
  expansion.add(owner, id, 'AWS::IoT::TopicRule', given({ TopicRulePayload: payload, Tags: target.tags }));
};
