// Atlassian S2S Authentication Protocol: tokens, keys, verifying and signing.
export type { AsapAlgorithm } from './algorithms';
export type { AsapClaims } from './claims';
export { KeyCache, type KeyCacheOptions } from './key-cache';
export { KeyRepositoryClient, type KeyRepositoryOptions } from './key-repository';
export { type KmsSignPort, kmsSigningKey } from './kms-signing-key';
export { parsePublicKey } from './public-key';
export { AsapSigner, type AsapSignerOptions, type SigningKey, type TokenRequest } from './signer';
export type { JsonObject } from './strict-json';
export type { Refused, UnverifiedToken } from './token';
export {
  AsapVerifier,
  type AsapVerifierOptions,
  type InspectedToken,
  type PublicKeyResult,
  type PublicKeySource,
  type VerifiedToken,
  type VerifyResult,
} from './verifier';
