// How each type of store names its encryption key.

import { flag, isSymbolic, type Json, list, own, type Resource, text, within } from '../../template';
import { isGiven, property } from './properties';

/** `none`: clear text. `AWS’s`: under a key that AWS holds. `customer`: under a key with a policy of the customer. */
export type KeyKind = 'none' | 'AWS’s' | 'customer' | 'unknown';

export interface Encryption {
  readonly kind: KeyKind;
  /** The reference to a customer managed key. */
  readonly key?: Json;
  /** The property that names the key, or would name it. */
  readonly location: string;
}

export type Reading = (resource: Resource) => readonly Encryption[];

/** An alias that begins with alias/aws/ names a key that AWS holds. */
function underKey(key: Json | undefined, location: string): Encryption {
  const isCustomers = isGiven(key) && !/(?:^|:)alias\/aws\//.test(text(key) ?? '');
  return isCustomers && key !== undefined ? { kind: 'customer', key, location } : { kind: 'AWS’s', location };
}

/** A service that always encrypts, and accepts a customer managed key. */
export const always =
  (path: string): Reading =>
  (resource) => [underKey(property(resource, path), `Properties.${path}`)];

/** A service that encrypts only if a property says so. A store from a snapshot or in a cluster inherits the encryption of its source. */
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

/** Each replica has a key of its own Region, but only if SSEEnabled of the table is true. */
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

/** SQS encrypts with its own keys unless SqsManagedSseEnabled is false. */
export const queue: Reading = (resource) => {
  const location = 'Properties.KmsMasterKeyId';
  if (isGiven(property(resource, 'KmsMasterKeyId'))) return [underKey(property(resource, 'KmsMasterKeyId'), location)];
  const is = flag(property(resource, 'SqsManagedSseEnabled'), true);
  return [{ kind: is === undefined ? 'unknown' : is ? 'AWS’s' : 'none', location }];
};

/** A DAX cluster accepts no key: its rows are in clear text, or under a key that AWS holds. */
export const cache: Reading = (resource) => {
  const location = 'Properties.SSESpecification.SSEEnabled';
  const is = flag(property(resource, 'SSESpecification.SSEEnabled'));
  if (is === true) return [];
  return [{ kind: is === undefined ? 'unknown' : 'none', location }];
};

export const stream: Reading = (resource) => {
  const path = 'StreamEncryption.KeyId';
  const location = `Properties.${path}`;
  const isOff =
    !isGiven(property(resource, 'StreamEncryption')) || text(property(resource, 'StreamEncryption.EncryptionType')) === 'NONE';
  if (isOff) return [{ kind: 'none', location: 'Properties.StreamEncryption' }];
  return [underKey(property(resource, path), location)];
};

/** A delivery stream with a Kinesis or MSK source has the encryption of that source, and accepts no key. */
export const delivery: Reading = (resource) => {
  const path = 'DeliveryStreamEncryptionConfigurationInput.KeyARN';
  if (/^(?:Kinesis|MSK)/.test(text(property(resource, 'DeliveryStreamType')) ?? '')) return [];
  return [underKey(property(resource, path), `Properties.${path}`)];
};
