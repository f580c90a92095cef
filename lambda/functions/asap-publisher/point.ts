// Which of an identity's keys signs: a parameter names it, and a rotation moves it between deployments. A deployment therefore never
// writes it anew; it only sees to it that the parameter names a key that is listed, enabled and published.

import { ExplainedError, pointerIn, pointerText, type SigningPointer } from '../../../contract';
import { REMEDY, text } from './properties';

export interface PointerPorts {
  /** False for a key that is disabled or waits for its deletion. */
  isEnabled(keyId: string): Promise<boolean>;
  /** Whether verifiers find a public key under this kid. */
  isPublished(bucket: string, kid: string): Promise<boolean>;
  /** The parameter's value; undefined if there is no such parameter. */
  readParameter(name: string): Promise<string | undefined>;
  writeParameter(name: string, value: string): Promise<void>;
  /** Succeeds if there is none. */
  removeParameter(name: string): Promise<void>;
}

export interface PointRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  /** Of the custom resource: `ParameterName`, `Bucket`, `Signer` if somebody may sign, and `Keys`, oldest first, each with `Kid` and `KeyId`. */
  readonly properties: { readonly [name: string]: unknown };
}

/** The physical id is the parameter's name. */
export async function point({ type, properties }: PointRequest, ports: PointerPorts): Promise<{ physicalId: string }> {
  const physicalId = text(properties, 'ParameterName');
  if (type === 'Delete') {
    await ports.removeParameter(physicalId);
    return { physicalId };
  }
  const usable = await usableOf(keysIn(properties), text(properties, 'Bucket'), ports);
  const [oldest] = usable;
  if (oldest === undefined) {
    // An update may be the way back of one that failed: to refuse it would leave the stack half-way.
    if (type === 'Update') return { physicalId };
    throw new ExplainedError(
      'none of the keys is enabled and published',
      'at least one key that is enabled and published',
      'add a new name to the end of `keys` of the AsapIdentity, and deploy again',
    );
  }
  const named = pointerIn(await ports.readParameter(physicalId));
  // The oldest: verifiers have had the longest time to learn it.
  const signing = usable.find(({ kid, keyId }) => kid === named?.kid && keyId === named.keyId) ?? oldest;
  const pointer = { ...signing, ...signerIn(properties) };
  if (named === undefined || pointerText(named) !== pointerText(pointer))
    await ports.writeParameter(physicalId, pointerText(pointer));
  return { physicalId };
}

function signerIn({ Signer: signer }: PointRequest['properties']): { signer?: string } {
  return typeof signer === 'string' && signer !== '' ? { signer } : {};
}

/** All at once: to see that a key is not published takes half a minute. */
async function usableOf(keys: SigningPointer[], bucket: string, ports: PointerPorts): Promise<SigningPointer[]> {
  const isUsable = async ({ kid, keyId }: SigningPointer) =>
    (await ports.isEnabled(keyId)) && (await ports.isPublished(bucket, kid));
  const answers = await Promise.all(keys.map(isUsable));
  return keys.filter((_key, at) => answers[at]);
}

function keysIn({ Keys: keys }: PointRequest['properties']): SigningPointer[] {
  if (!Array.isArray(keys) || keys.length === 0)
    throw new ExplainedError(`property Keys is ${JSON.stringify(keys)}`, 'a list of keys with Kid and KeyId', REMEDY);
  return keys.map((key) => ({ kid: text(key, 'Kid'), keyId: text(key, 'KeyId') }));
}
