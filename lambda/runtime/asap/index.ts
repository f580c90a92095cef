// Atlassian S2S Authentication Protocol: tokens, keys, verifying and signing.
export type { AsapAlgorithm } from './algorithms';
export type { AsapClaims, VerifiedToken } from './claims';
export { KeyCache, type KeyCacheOptions } from './key-cache';
export { KeyRepositoryClient, type KeyRepositoryOptions } from './key-repository';
export { type KmsSigningKeyOptions, type KmsSignPort, kmsSigningKey } from './kms-signing-key';
export { type KmsSigningPointerOptions, kmsSigningPointer, type ParameterPort } from './kms-signing-pointer';
export { dataUriSigningKey, type PrivateKeyOptions, pemSigningKey } from './local-signing-key';
export { parsePublicKey } from './public-key';
export {
  InProcessReplayGuard,
  type InProcessReplayGuardOptions,
  type PutItemPort,
  type ReplayGuard,
  type ReplayResult,
  SharedReplayGuard,
  type SharedReplayGuardOptions,
  type TokenUse,
} from './replay-guard';
export { type SecretPort, type SecretsManagerSigningKeyOptions, secretsManagerSigningKey } from './secrets-manager-signing-key';
export { AsapSigner, type AsapSignerOptions, type TokenRequest } from './signer';
export { type SigningKey, SigningKeyCache, type SigningKeyCacheOptions, type SigningKeySource } from './signing-key';
export type { JsonObject } from './strict-json';
export type { Refused, UnverifiedToken } from './token';
export {
  AsapVerifier,
  type AsapVerifierOptions,
  type InspectedToken,
  type PublicKeyResult,
  type PublicKeySource,
  type VerifyResult,
} from './verifier';
