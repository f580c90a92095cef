// The parameter that says which of an identity's keys signs: written at deployment and by a rotation, read by the signer.

import { isKid } from './issuer';

export interface SigningPointer {
  readonly kid: string;
  /** ARN or id of the KMS key. */
  readonly keyId: string;
}

/** One text for one pointer, so that a state machine can compare it whole. */
export function pointerText({ kid, keyId }: SigningPointer): string {
  return JSON.stringify({ kid, keyId });
}

/** Undefined for a value that is no pointer. */
export function pointerIn(value: string | undefined): SigningPointer | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value ?? '');
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { kid, keyId } = parsed as { kid?: unknown; keyId?: unknown };
  return isKid(kid) && typeof keyId === 'string' && keyId !== '' ? { kid, keyId } : undefined;
}
