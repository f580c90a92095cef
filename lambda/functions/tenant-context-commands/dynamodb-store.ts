// The catalogue in one DynamoDB table: a tenant's record under its id, and beside it what each client token provisioned. `#`
// cannot stand in a tenant id, so the two never meet.

import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { CATALOGUE_SORT_KEY, ExplainedError, TABLE_KEYS } from '../../../contract';
import { asTenantRecord, type CatalogueStore, type TenantRecord } from '../../runtime/tenant-context';

const IS_NEW = 'attribute_not_exists(#partition)';
const PARTITION_NAME = { '#partition': TABLE_KEYS.partition };

export function dynamoDbStore(documents: DynamoDBDocument, tableName: string): CatalogueStore {
  const read = async (key: Record<string, string>) =>
    (await documents.get({ TableName: tableName, Key: key, ConsistentRead: true })).Item;
  return {
    async read(tenantId) {
      const item = await read(recordKey(tenantId));
      if (item === undefined) return undefined;
      const record = asTenantRecord({ ...item, tenantId: item[TABLE_KEYS.partition] });
      if (record === undefined)
        throw new ExplainedError(
          `the catalogue holds an ill-formed record of ${tenantId}`,
          'a record in the form that the commands write',
          'restore the item from a backup, and change records only with commands',
        );
      return record;
    },

    async readProvisioning(clientToken) {
      const item = await read(provisioningKey(clientToken));
      return item && { tenantId: String(item.tenantId), fingerprint: String(item.fingerprint) };
    },

    async create(record, clientToken, fingerprint) {
      const put = (item: Record<string, unknown>) => ({
        Put: { TableName: tableName, Item: item, ConditionExpression: IS_NEW, ExpressionAttributeNames: PARTITION_NAME },
      });
      try {
        await documents.transactWrite({
          TransactItems: [put(asItem(record)), put({ ...provisioningKey(clientToken), tenantId: record.tenantId, fingerprint })],
        });
        return 'created';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = error.CancellationReasons?.map((reason) => reason.Code) ?? [];
        // Throttling and conflicts with a running transaction are not answers: the command may be repeated.
        if (codes.includes('ConditionalCheckFailed')) return 'taken';
        throw error;
      }
    },

    async replace(record) {
      try {
        await documents.put({
          TableName: tableName,
          Item: asItem(record),
          ConditionExpression: '#version = :before',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': record.version - 1 },
        });
        return 'replaced';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'conflict';
        throw error;
      }
    },
  };
}

function asItem({ tenantId, status, services, placement, version }: TenantRecord): Record<string, unknown> {
  return { ...recordKey(tenantId), status, services, placement, version };
}

function recordKey(tenantId: string): Record<string, string> {
  return { [TABLE_KEYS.partition]: tenantId, [TABLE_KEYS.sort]: CATALOGUE_SORT_KEY };
}

function provisioningKey(clientToken: string): Record<string, string> {
  return { [TABLE_KEYS.partition]: `#client-token#${clientToken}`, [TABLE_KEYS.sort]: 'provisioning' };
}
