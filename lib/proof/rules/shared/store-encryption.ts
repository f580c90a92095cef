// How each kind of store says which key it is encrypted with.

import { flag, isSymbolic, type Json, list, own, type Resource, text, within } from '../../template';
import { isGiven, property } from './properties';

/** `none`: stored as it is. `AWS’s`: under a key that AWS holds. `customer`: under one with a policy of ours. */
export type KeyKind = 'none' | 'AWS’s' | 'customer' | 'unknown';

export interface Encryption {
  readonly kind: KeyKind;
  /** What the key is called where it is the customer’s. */
  readonly key?: Json;
  /** Where it is said, or would be. */
  readonly location: string;
}

export type Reading = (resource: Resource) => readonly Encryption[];

/** An alias of AWS’s own names a key that AWS holds. */
function underKey(key: Json | undefined, location: string): Encryption {
  const isOurs = isGiven(key) && !/(?:^|:)alias\/aws\//.test(text(key) ?? '');
  return isOurs && key !== undefined ? { kind: 'customer', key, location } : { kind: 'AWS’s', location };
}

/** A service that always encrypts, and takes a key. */
export const always =
  (path: string): Reading =>
  (resource) => [underKey(property(resource, path), `Properties.${path}`)];

/** A service that encrypts where it is told to. What is made from a snapshot or belongs to a cluster is as that is. */
export const ifOn =
  (on: string, path: string, ...inherits: readonly string[]): Reading =>
  (resource) => {
    const written = property(resource, on);
    if (!isGiven(written) && inherits.some((name) => isGiven(property(resource, name)))) return [];
    const location = `Properties.${on}`;
    const is = flag(written);
    if (is === undefined) return [{ kind: 'unknown', location }];
    return is ? [underKey(property(resource, path), `Properties.${path}`)] : [{ kind: 'none', location }];
  };

export const table: Reading = (resource) => {
  const location = 'Properties.SSESpecification.KMSMasterKeyId';
  const is = flag(property(resource, 'SSESpecification.SSEEnabled'));
  if (is === undefined) return [{ kind: 'unknown', location }];
  return [underKey(is ? property(resource, 'SSESpecification.KMSMasterKeyId') : undefined, location)];
};

/** Each replica has a key of its Region; none without the table’s own switch. */
export const globalTable: Reading = (resource) => {
  const is = flag(property(resource, 'SSESpecification.SSEEnabled'));
  return list(property(resource, 'Replicas')).map((replica, index) => {
    const path = 'SSESpecification.KMSMasterKeyId';
    const location = `Properties.Replicas[${index}].${path}`;
    return is === undefined ? { kind: 'unknown', location } : underKey(is ? within(replica, path) : undefined, location);
  });
};

export const bucket: Reading = (resource) => {
  const path = 'BucketEncryption.ServerSideEncryptionConfiguration';
  const rules = list(property(resource, path)).map((rule) => own(rule, 'ServerSideEncryptionByDefault'));
  const [rule] = rules;
  const algorithm = text(own(rule, 'SSEAlgorithm')) ?? 'AES256';
  if (isSymbolic(algorithm)) return [{ kind: 'unknown', location: `Properties.${path}` }];
  return [underKey(algorithm.startsWith('aws:kms') ? own(rule, 'KMSMasterKeyID') : undefined, `Properties.${path}`)];
};

/** SQS encrypts with its own keys unless that is switched off. */
export const queue: Reading = (resource) => {
  const location = 'Properties.KmsMasterKeyId';
  if (isGiven(property(resource, 'KmsMasterKeyId'))) return [underKey(property(resource, 'KmsMasterKeyId'), location)];
  const is = flag(property(resource, 'SqsManagedSseEnabled'), true);
  return [{ kind: is === undefined ? 'unknown' : is ? 'AWS’s' : 'none', location }];
};

export const stream: Reading = (resource) => {
  const path = 'StreamEncryption.KeyId';
  const location = `Properties.${path}`;
  if (!isGiven(property(resource, 'StreamEncryption'))) return [{ kind: 'none', location: 'Properties.StreamEncryption' }];
  return [underKey(property(resource, path), location)];
};

/** What comes from a stream is encrypted as that is, and takes no key here. */
export const delivery: Reading = (resource) => {
  const path = 'DeliveryStreamEncryptionConfigurationInput.KeyARN';
  if (/^(?:Kinesis|MSK)/.test(text(property(resource, 'DeliveryStreamType')) ?? '')) return [];
  return [underKey(property(resource, path), `Properties.${path}`)];
};
