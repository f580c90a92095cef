// The key that signed when the service was deployed. The environment of a function names it, so that a new execution environment can sign
// while Systems Manager throttles the read of the parameter. After a rotation the environment still names the older key.

import { DEPLOYED_SIGNING_KEY_SECONDS, type SigningPointer } from '../../../contract';
import { isThrottling } from '../throttling';
import { type KmsSignPort, kmsSigningKey } from './kms-signing-key';
import type { SigningKey } from './signing-key';

/** KMS answers with one of them if a key is disabled, waits for its deletion, is deleted, or does not sign. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'DisabledException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
]);

export class DeployedSigningKey {
  private readonly key: SigningKey;
  private usedSince: number | undefined;
  private isOver = false;

  public constructor(
    kms: KmsSignPort,
    pointer: SigningPointer,
    private readonly clock: () => number,
  ) {
    const key = kmsSigningKey(kms, pointer);
    this.key = { ...key, sign: (data) => key.sign(data).catch((error: unknown) => this.refused(error)) };
  }

  /** The key, if a read of the parameter was throttled and the key may still be used. Throws the error of the read otherwise. */
  public insteadOf(error: unknown): SigningKey {
    if (!isThrottling(error) || this.isOver) throw error;
    const now = this.clock();
    this.usedSince ??= now;
    const age = now - this.usedSince;
    // A clock that went backwards makes the age unknowable, and so does NaN.
    if (age >= 0 && age < DEPLOYED_SIGNING_KEY_SECONDS * 1000) return this.key;
    throw error;
  }

  /** From here on the parameter is known, and this key never signs again. */
  public retire(): void {
    this.isOver = true;
  }

  private refused(error: unknown): never {
    if (REFUSALS.has((error as { name?: unknown } | null)?.name)) this.retire();
    throw error;
  }
}
