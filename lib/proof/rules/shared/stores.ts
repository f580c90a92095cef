// The types that store data, and how each names its key: one table for all rules about encryption at rest.

import { getOrAdd } from '../../collections';
import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import { keyNamed } from './properties';
import {
  always,
  bucket,
  cache,
  delivery,
  type Encryption,
  globalTable,
  ifOn,
  queue,
  type Reading,
  stream,
  table,
} from './store-encryption';

const rds = ifOn('StorageEncrypted', 'KmsKeyId', 'SnapshotIdentifier', 'SourceDBClusterIdentifier', 'GlobalClusterIdentifier');

const READINGS: { readonly [type: string]: Reading } = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::DAX::Cluster': cache,
  'AWS::S3::Bucket': bucket,
  'AWS::SQS::Queue': queue,
  'AWS::SNS::Topic': always('KmsMasterKeyId'),
  'AWS::Logs::LogGroup': always('KmsKeyId'),
  'AWS::EC2::Volume': ifOn('Encrypted', 'KmsKeyId', 'SnapshotId'),
  'AWS::EFS::FileSystem': ifOn('Encrypted', 'KmsKeyId'),
  'AWS::RDS::DBCluster': rds,
  'AWS::RDS::DBInstance': ifOn(
    'StorageEncrypted',
    'KmsKeyId',
    'DBClusterIdentifier',
    'DBSnapshotIdentifier',
    'SourceDBInstanceIdentifier',
  ),
  'AWS::DocDB::DBCluster': rds,
  'AWS::Neptune::DBCluster': rds,
  'AWS::SecretsManager::Secret': always('KmsKeyId'),
  'AWS::Kinesis::Stream': stream,
  'AWS::KinesisFirehose::DeliveryStream': delivery,
  'AWS::ElastiCache::ReplicationGroup': ifOn('AtRestEncryptionEnabled', 'KmsKeyId'),
  'AWS::ElastiCache::ServerlessCache': always('KmsKeyId'),
  'AWS::OpenSearchService::Domain': ifOn('EncryptionAtRestOptions.Enabled', 'EncryptionAtRestOptions.KmsKeyId'),
  'AWS::Elasticsearch::Domain': ifOn('EncryptionAtRestOptions.Enabled', 'EncryptionAtRestOptions.KmsKeyId'),
  'AWS::Redshift::Cluster': ifOn('Encrypted', 'KmsKeyId', 'SnapshotIdentifier'),
  'AWS::RedshiftServerless::Namespace': always('KmsKeyId'),
  'AWS::Backup::BackupVault': always('EncryptionKeyArn'),
};

/** Types that store data. */
export const STORES: readonly string[] = Object.keys(READINGS);

/** How a store is encrypted: one answer for each replica of a global table, none if the store inherits its encryption. */
export function encryptionsOf(store: Resource): readonly Encryption[] {
  return Object.hasOwn(READINGS, store.type) ? (READINGS[store.type]?.(store) ?? []) : [];
}

/** The stores that each key of the templates encrypts. */
export function storesByKey({ templates }: Evidence): ReadonlyMap<Resource, readonly Resource[]> {
  const stores = new Map<Resource, Resource[]>();
  for (const store of templates.ofType(...STORES)) {
    for (const { key: written } of encryptionsOf(store)) {
      const key = keyNamed(templates, written);
      if (key !== undefined) getOrAdd(stores, key, () => []).push(store);
    }
  }
  return stores;
}
