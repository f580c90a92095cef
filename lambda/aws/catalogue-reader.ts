// Reads one tenant's record from the catalogue table with a strongly consistent GetItem, so that the age of a record is what
// the published bounds say and not that plus DynamoDB's replication.

import { CATALOGUE_SORT_KEY, TABLE_KEYS, TENANT_READ_MILLISECONDS } from '../../contract';
import type { HttpResponse } from '../runtime/http/https-request';
import type { TenantRecordStore } from '../runtime/tenant-context/client';
import { asTenantRecord } from '../runtime/tenant-context/record';
import { type SendSigned, withRetry } from './signed-request';

export interface CatalogueReaderOptions {
  readonly send: SendSigned;
  readonly endpoint: URL;
  readonly tableName: string;
}

type Attribute = { readonly S?: string; readonly N?: string; readonly SS?: readonly string[]; readonly L?: readonly Attribute[] };

/** Named as DynamoDB names it, `ResourceNotFoundException`: the name alone is logged. */
function refusalOf({ status, body }: HttpResponse): Error {
  const [, type] = /"__type" *: *"[^"]*?(\w+)"/.exec(body.toString('utf8')) ?? [];
  return Object.assign(new Error(`GetItem answered ${status}`), { name: type ?? `Status${status}` });
}

/** A record of the most services with the longest names takes less. */
const MAX_RECORD_BYTES = 65_536;

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
        timeoutMilliseconds: TENANT_READ_MILLISECONDS,
        maxBodyBytes: MAX_RECORD_BYTES,
      }),
    );
    if (answer.status !== 200) throw refusalOf(answer);
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
