// Amazon S3: notifications of a bucket of the same template.

import { isObject, type Json, type JsonObject, listOf, own } from '../../template';
import { given, isIntrinsic, isNothing } from '../values';
import { addPermission, type EventReader, missEvent, missOthers } from './event';

export const s3: EventReader = (expansion, event) => {
  const { owner, properties, target } = event;
  missOthers(expansion, event, ['Bucket', 'Events', 'Filter']);
  const id = own(own(properties, 'Bucket'), 'Ref');
  const bucket = typeof id === 'string' ? expansion.resource(id) : undefined;
  const bucketProperties = own(bucket, 'Properties') ?? {};
  const notifications = own(bucketProperties, 'NotificationConfiguration') ?? {};
  const configurations = own(notifications, 'LambdaConfigurations') ?? [];
  const isBucket = typeof id === 'string' && isObject(bucket) && expansion.typeOf(id) === 'AWS::S3::Bucket';
  const events = own(properties, 'Events');
  if (!isBucket || !isPlain(bucketProperties) || !isPlain(notifications) || !Array.isArray(configurations) || isNothing(events)) {
    missEvent(expansion, event);
    return;
  }
  const permission = addPermission(expansion, event, 's3.amazonaws.com', { SourceAccount: { Ref: 'AWS::AccountId' } });
  const condition = own(owner.resource, 'Condition');
  const added = listOf(events).map((one) => {
    const configuration = given({ Event: one, Filter: own(properties, 'Filter'), Function: target.arn });
    return condition === undefined ? configuration : { 'Fn::If': [condition, configuration, { Ref: 'AWS::NoValue' }] };
  });
  const before = listOf(own(bucket, 'DependsOn') ?? []);
  expansion.alter(id, {
    ...bucket,
    // A bucket cannot depend on what a condition may leave out.
    ...(condition === undefined && { DependsOn: [...before, permission] }),
    Properties: {
      ...bucketProperties,
      NotificationConfiguration: { ...notifications, LambdaConfigurations: [...(configurations as readonly Json[]), ...added] },
    },
  });
};

function isPlain(value: Json): value is JsonObject {
  return isObject(value) && !isIntrinsic(value);
}
