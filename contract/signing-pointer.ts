// The parameter that says which of an identity's keys signs: written at deployment and by a rotation, read by the signer.

import { isKid } from './issuer';

export interface SigningPointer {
  readonly kid: string;
  /** ARN or id of the KMS key. */
  readonly keyId: string;
  /** ARN of the one role that may sign, for people whom KMS refuses. @default - nobody may, or nobody wrote it down */
  readonly signer?: string;
}

/** One text for one pointer, so that a state machine can compare it whole. */
export function pointerText({ kid, keyId, signer }: SigningPointer): string {
  return JSON.stringify({ kid, keyId, ...(signer !== undefined && { signer }) });
}

/** What is written elsewhere is not shown to anybody: people paste it into a shell. */
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** Undefined for a value that is no pointer. */
export function pointerIn(value: string | undefined): SigningPointer | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value ?? '');
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { kid, keyId, signer } = parsed as { kid?: unknown; keyId?: unknown; signer?: unknown };
  if (!isKid(kid) || typeof keyId !== 'string' || keyId === '') return undefined;
  return { kid, keyId, ...(typeof signer === 'string' && ROLE_ARN.test(signer) && { signer }) };
}
