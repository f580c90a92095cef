// What the commands about ASAP tokens may be asked.
import type { AsapAlgorithm } from '../../../lambda/runtime';
import type { AwsOptions } from './aws';

export interface AsapKeygenOptions {
  readonly command: 'asap keygen';
  readonly issuer: string;
  readonly algorithm: AsapAlgorithm;
  /** @default - a random one below the issuer */
  readonly kid?: string;
  /** A directory. */
  readonly out: string;
}

/** A private key of one's own. */
export interface PemKeyOptions {
  readonly issuer: string;
  readonly kid: string;
  /** A file, or `-` for standard input. */
  readonly privateKey: string;
  /** @default - the key's usual one */
  readonly algorithm?: AsapAlgorithm;
}

/** The key in KMS that a deployed identity signs with. */
export interface PointedKeyOptions {
  /** Name of a parameter of Systems Manager. */
  readonly signingPointer: string;
  /** What the key id must belong to. @default - whatever the pointer names */
  readonly issuer?: string;
  readonly aws: AwsOptions;
}

export interface AsapTokenOptions {
  readonly command: 'asap token';
  readonly key: PemKeyOptions | PointedKeyOptions;
  readonly audiences: readonly string[];
  /** @default - the issuer */
  readonly subject?: string;
  readonly lifetimeSeconds: number;
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
  /** A repository is read with AWS credentials if it says so. */
  readonly keys: { readonly file: string } | { readonly repository: string; readonly signed?: AwsOptions };
  readonly algorithms: readonly AsapAlgorithm[];
  readonly leewaySeconds: number;
  readonly maxLifetimeSeconds: number;
  readonly anySubject: boolean;
  readonly json: boolean;
}

export type AsapOptions = AsapKeygenOptions | AsapTokenOptions | AsapInspectOptions | AsapVerifyOptions;
