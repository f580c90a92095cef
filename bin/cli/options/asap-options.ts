// What the commands about ASAP tokens may be asked.
import type { AsapAlgorithm } from '../../../lambda/runtime';

export interface AsapKeygenOptions {
  readonly command: 'asap keygen';
  readonly issuer: string;
  readonly algorithm: AsapAlgorithm;
  /** @default - a random one below the issuer */
  readonly kid?: string;
  /** A directory. */
  readonly out: string;
}

export interface AsapTokenOptions {
  readonly command: 'asap token';
  readonly issuer: string;
  readonly kid: string;
  readonly audiences: readonly string[];
  /** A file, or `-` for standard input. */
  readonly privateKey: string;
  readonly subject: string;
  readonly lifetimeSeconds: number;
  /** @default - the key's usual one */
  readonly algorithm?: AsapAlgorithm;
  readonly tenantId?: string;
  readonly claims: { readonly [name: string]: unknown };
}

export interface AsapInspectOptions {
  readonly command: 'asap inspect';
  /** A token, or `-` for standard input. */
  readonly token: string;
  readonly json: boolean;
}

export interface AsapVerifyOptions {
  readonly command: 'asap verify';
  /** A token, or `-` for standard input. */
  readonly token: string;
  readonly audience: string;
  readonly issuers: readonly string[];
  readonly keys: { readonly file: string } | { readonly repository: string };
  readonly algorithms: readonly AsapAlgorithm[];
  readonly leewaySeconds: number;
  readonly maxLifetimeSeconds: number;
  readonly anySubject: boolean;
  readonly json: boolean;
}

export type AsapOptions = AsapKeygenOptions | AsapTokenOptions | AsapInspectOptions | AsapVerifyOptions;
