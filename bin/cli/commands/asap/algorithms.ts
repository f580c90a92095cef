// ASAP's nine algorithms, and for each a key pair that fits it.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { AsapAlgorithm } from '../../../../lambda/runtime';

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** As long as those that AsapIdentity makes in KMS. */
const rsa = (): KeyPair => generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = (namedCurve: string) => (): KeyPair => generateKeyPairSync('ec', { namedCurve });

const KEY_PAIR_FOR: { readonly [algorithm in AsapAlgorithm]: () => KeyPair } = {
  ...{ RS256: rsa, RS384: rsa, RS512: rsa },
  ...{ PS256: rsa, PS384: rsa, PS512: rsa },
  ...{ ES256: ec('P-256'), ES384: ec('P-384'), ES512: ec('P-521') },
};

export const ASAP_ALGORITHMS = Object.keys(KEY_PAIR_FOR) as readonly AsapAlgorithm[];

export function newKeyPair(algorithm: AsapAlgorithm): KeyPair {
  return KEY_PAIR_FOR[algorithm]();
}
