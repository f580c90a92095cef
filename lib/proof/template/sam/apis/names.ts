// Logical ids that SAM makes from names.

import { createHash } from 'node:crypto';
import { isObject, type Json } from '../../template';

/** `<Api><Stage>Stage`; a stage that only the deployment knows has no name in it. */
export function stageId(api: string, stage: Json): string {
  if (stage === '$default') return `${api}ApiGatewayDefaultStage`;
  if (typeof stage !== 'string') return `${api}Stage`;
  return isAlphanumeric(stage) ? `${api}${stage}Stage` : `${api}Stage${hashed(stage, api)}`;
}

/** What a permission's logical id ends with. */
export function stageSuffix(stage: Json): string {
  if (typeof stage !== 'string') return 'Stage';
  return isAlphanumeric(stage) ? stage : hashed(stage, '');
}

function isAlphanumeric(text: string): boolean {
  return /^[A-Za-z0-9]*$/.test(text);
}

/** SAM's hash of a name: ten digits. `owner` is hashed where the name is made of several values. */
export function hashed(value: Json, owner: string): string {
  const [argument] = Object.values(isObject(value) ? value : {});
  const text = typeof value === 'string' ? value : typeof argument === 'string' ? JSON.stringify(value) : owner;
  return createHash('sha1').update(text).digest('hex').slice(0, 10);
}
