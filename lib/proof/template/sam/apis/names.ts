// Logical ids that SAM makes from names.

import { createHash } from 'node:crypto';
import { isObject, type Json } from '../../template';
import { alphanumeric } from '../values';

/** `<Api><Stage>Stage`; a stage that only the deployment knows has no name in it. */
export function stageId(api: string, stage: Json): string {
  if (stage === '$default') return `${api}ApiGatewayDefaultStage`;
  return `${api}${typeof stage === 'string' ? alphanumeric(stage) : ''}Stage`;
}

/** SAM's hash of a name: ten digits. `owner` is hashed where the name is made of several values. */
export function hashed(value: Json, owner: string): string {
  const [argument] = Object.values(isObject(value) ? value : {});
  const text = typeof value === 'string' ? value : typeof argument === 'string' ? JSON.stringify(value) : owner;
  return createHash('sha1').update(text).digest('hex').slice(0, 10);
}
