// SHA-256 and its HMAC by node:crypto, in the shape the signer asks for.

import { type BinaryLike, createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

export class Sha256 implements Checksum {
  private readonly secret: BinaryLike | undefined;
  private state: Hash | Hmac;

  public constructor(secret?: SourceData) {
    this.secret = secret === undefined ? undefined : asBinary(secret);
    this.state = this.fresh();
  }

  public update(chunk: SourceData): void {
    this.state.update(asBinary(chunk));
  }

  public async digest(): Promise<Uint8Array> {
    return this.state.digest();
  }

  public reset(): void {
    this.state = this.fresh();
  }

  private fresh(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', this.secret);
  }
}

function asBinary(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
