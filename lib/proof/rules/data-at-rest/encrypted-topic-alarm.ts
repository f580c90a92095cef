import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { type Resource, text, texts } from '../../template';
import type { Rule, Sighting } from '../rule';
import { keyNamed, named, property } from '../shared/properties';
import { bySelf, service } from '../shared/services';

export const encryptedTopicAlarm: Rule = {
  id: 'encrypted-topic-alarm',
  severity: 'error',
  why: 'CloudWatch cannot use the key of the topic. The alarm goes off, but nobody gets the message.',
  fix: 'In the policy of the topic’s key, allow cloudwatch.amazonaws.com to call kms:Decrypt and kms:GenerateDataKey*, for your account and the alarm’s ARN.',
  source: 'Amazon SNS Developer Guide: Securing Amazon SNS data with server-side encryption: key management',
  *find(evidence) {
    for (const alarm of evidence.templates.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')) {
      const actions = ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap((name) => texts(property(alarm, name)));
      for (const action of new Set(actions)) {
        const topic = named(evidence.templates, action, 'AWS::SNS::Topic');
        const sighting = topic && lost(evidence, alarm, topic);
        if (sighting !== undefined) yield sighting;
      }
    }
  },
};

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

function lost({ access, templates }: Evidence, alarm: Resource, topic: Resource): Sighting | undefined {
  const written = property(topic, 'KmsMasterKeyId');
  const notifies = `the alarm notifies ${pathOf(topic)}`;
  if (/(?:^|:)alias\/aws\//.test(text(written) ?? '')) {
    return { resource: alarm, message: `${notifies}, but CloudWatch can never use the AWS managed key of the topic` };
  }
  const key = keyNamed(templates, written);
  if (key === undefined) return undefined;
  const context = {
    ...bySelf(CLOUDWATCH, templates.accountOf(alarm)),
    'aws:SourceArn': templates.attributeOf(alarm, 'Arn'),
    'kms:EncryptionContext:aws:sns:topicArn': templates.refOf(topic),
  };
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    const { effect, because } = access.decide(service(CLOUDWATCH), { action, resource: key, context });
    if (effect !== 'Denied') continue;
    return { resource: alarm, message: `${notifies}, but ${pathOf(key)} does not let CloudWatch call ${action}`, because };
  }
  return undefined;
}
