// One public key from one PEM file. Anything else in the file is refused: a second key, a private key, text around it.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { isAcceptedPublicKey } from './algorithms';

const ONE_PUBLIC_KEY = /^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----\s*$/;

/** The key of a PEM SubjectPublicKeyInfo, parsed once (parsing costs more than verifying), or undefined if it is not exactly that. */
export function parsePublicKey(pem: string): KeyObject | undefined {
  if (!ONE_PUBLIC_KEY.test(pem)) return undefined;
  try {
    const key = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
    return isAcceptedPublicKey(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
