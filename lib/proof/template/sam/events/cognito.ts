// Amazon Cognito: triggers of a user pool of the same template.

import { isObject, type Json, type JsonObject, own } from '../../template';
import { getAtt, isIntrinsic } from '../values';
import { addPermission, type EventReader, missEvent, missOthers } from './event';

export const cognito: EventReader = (expansion, event) => {
  const { owner, properties, target } = event;
  missOthers(expansion, event, ['UserPool', 'Trigger']);
  const id = own(own(properties, 'UserPool'), 'Ref');
  const pool = typeof id === 'string' ? expansion.resource(id) : undefined;
  const trigger = own(properties, 'Trigger') ?? null;
  const triggers = Array.isArray(trigger) ? (trigger as readonly Json[]) : [trigger];
  const config = own(own(pool, 'Properties'), 'LambdaConfig') ?? {};
  const isPool = typeof id === 'string' && isObject(pool) && expansion.typeOf(id) === 'AWS::Cognito::UserPool';
  if (!isPool || !isObject(config) || isIntrinsic(config) || !triggers.every((one) => typeof one === 'string')) {
    missEvent(expansion, event);
    return;
  }
  // One permission, however many of the pool's triggers call the function.
  if (!expansion.isMade(`${owner.id}CognitoPermission`)) {
    addPermission(expansion, { ...event, id: `${owner.id}Cognito` }, 'cognito-idp.amazonaws.com', {
      SourceArn: getAtt(id, 'Arn'),
    });
  }
  const called = Object.fromEntries([...Object.entries(config), ...triggers.map((one) => [one, target.arn])]);
  const poolProperties = (own(pool, 'Properties') ?? {}) as JsonObject;
  expansion.alter(id, { ...pool, Properties: { ...poolProperties, LambdaConfig: called } });
};
