// Tokens that were verified before, by the SHA-256 of the whole token: no token is kept. An entry is the verifier's own, and so of its
// settings; it ends with the token's life, and with the key that verified it.

import { hash, type KeyObject } from 'node:crypto';
import { BoundedMap } from '../bounded-map';
import type { Validity, VerifiedToken } from './claims';

interface Entry extends Validity {
  readonly token: VerifiedToken;
  readonly key: KeyObject;
}

export class TokenCache {
  private readonly entries: BoundedMap<string, Entry>;

  /** @param currentKey the key under a kid that would verify a token now, without asking; undefined if that is not known */
  public constructor(
    capacity: number,
    private readonly currentKey: (kid: string) => KeyObject | undefined,
  ) {
    this.entries = new BoundedMap(capacity);
  }

  public get(text: string, nowSeconds: number): VerifiedToken | undefined {
    const id = digestOf(text);
    const entry = this.entries.get(id);
    if (entry === undefined) return undefined;
    const { token, key, from, until } = entry;
    // Put this way round, a clock that gives NaN finds nothing.
    if (nowSeconds >= from && nowSeconds <= until && this.currentKey(token.kid) === key) return token;
    this.entries.delete(id);
    return undefined;
  }

  public set(text: string, token: VerifiedToken, key: KeyObject, validity: Validity): void {
    // Shared by all requests with this token: none may change what another one sees.
    deepFreeze(token);
    this.entries.set(digestOf(text), { token, key, ...validity });
  }
}

function digestOf(text: string): string {
  return hash('sha256', text, 'binary');
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const one of Object.values(value)) deepFreeze(one);
}
