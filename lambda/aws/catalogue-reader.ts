// Reads one tenant's record from the catalogue table with a strongly consistent GetItem, so that the age of a record is what
// the published bounds say and not that plus DynamoDB's replication.

import { CATALOGUE_SORT_KEY, TABLE_KEYS } from '../../contract';
import type { TenantRecordStore } from '../runtime/tenant-context/client';
import { asTenantRecord } from '../runtime/tenant-context/record';
import type { SendSigned } from './signed-request';

export interface CatalogueReaderOptions {
  readonly send: SendSigned;
  readonly endpoint: URL;
  readonly tableName: string;
}

type Attribute = { readonly S?: string; readonly N?: string; readonly SS?: readonly string[]; readonly L?: readonly Attribute[] };

const ATTEMPTS = 2;

export function catalogueReader({ send, endpoint, tableName }: CatalogueReaderOptions): TenantRecordStore {
  return async (tenantId) => {
    const body = JSON.stringify({
      TableName: tableName,
      ConsistentRead: true,
      Key: { [TABLE_KEYS.partition]: { S: tenantId }, [TABLE_KEYS.sort]: { S: CATALOGUE_SORT_KEY } },
    });
    const answer = await withRetry(() =>
      send({
        service: 'dynamodb',
        method: 'POST',
        url: endpoint,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
        body,
        timeoutMilliseconds: 1000,
      }),
    );
    if (answer.status !== 200) throw new Error(`GetItem answered ${answer.status}`);
    const { Item: item } = JSON.parse(answer.body.toString('utf8')) as { Item?: { readonly [name: string]: Attribute } };
    if (item === undefined) return undefined;
    const record = asTenantRecord({
      tenantId: item[TABLE_KEYS.partition]?.S,
      status: item.status?.S,
      placement: item.placement?.S,
      services: item.services?.L?.map((service) => service.S),
      version: Number(item.version?.N),
    });
    if (record === undefined) throw new Error('GetItem answered with an ill-formed record');
    return record;
  };
}

/** Once more if nothing came back or the service says it is its own fault; a refusal is final. */
async function withRetry<R extends { readonly status: number }>(attempt: () => Promise<R>): Promise<R> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      const answer = await attempt();
      if (answer.status < 500 || left <= 1) return answer;
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
