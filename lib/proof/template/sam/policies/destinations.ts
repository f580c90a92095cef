// What a function's role needs to send a record to a destination.

import type { Json } from '../../template';
import { statement } from '../role';

const ACTIONS: { readonly [type: string]: string } = {
  SQS: 'sqs:SendMessage',
  SNS: 'sns:publish',
  Lambda: 'lambda:InvokeFunction',
  EventBridge: 'events:PutEvents',
};

/** Undefined for a type that is not known: SAM takes the destination then, and gives no rights. */
export function destinationPolicy(prefix: string, type: Json | undefined, to: Json): Json | undefined {
  if (typeof type !== 'string') return undefined;
  if (type === 'S3Bucket' || type === 'S3') {
    const objects = { 'Fn::Join': ['/', [to, '*']] };
    return named(`${prefix}S3Policy`, statement('s3:PutObject', objects), statement('s3:ListBucket', to));
  }
  const action = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined;
  return action === undefined ? undefined : named(`${prefix}${type}Policy`, statement(action, to));
}

function named(name: string, ...statements: Json[]): Json {
  return { PolicyName: name, PolicyDocument: { Statement: statements } };
}
