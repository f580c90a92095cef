// A service's tenant table, bound to the tenant of the request: the partition key is always that tenant's id, put there by this
// class and compared again by IAM. The SDK's document client comes in through a small port.

import { ExplainedError, TABLE_KEYS } from '../../../contract';
import { genuine, type TenantContext } from '../tenant-context/tenant-context';
import type { TenantCredentials, TenantSessions } from './sessions';

export type Item = { readonly [attribute: string]: unknown };

/** The part of a document client that this library uses. `DynamoDBDocument` of @aws-sdk/lib-dynamodb fits. */
export interface DocumentPort {
  get(input: {
    TableName: string;
    Key: Record<string, unknown>;
    ConsistentRead?: boolean;
  }): Promise<{ Item?: Record<string, unknown> }>;
  put(input: {
    TableName: string;
    Item: Record<string, unknown>;
    ConditionExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
  }): Promise<unknown>;
  delete(input: { TableName: string; Key: Record<string, unknown> }): Promise<unknown>;
  query(input: {
    TableName: string;
    KeyConditionExpression: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues: Record<string, unknown>;
    Limit?: number;
    ExclusiveStartKey?: Record<string, unknown>;
  }): Promise<{ Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> }>;
}

export interface TenantTableClientOptions {
  /** BULKHEAD_TENANT_TABLE in the environment of a TenantService's function. */
  readonly tableName: string;
  /** Where the credentials for a tenant come from. */
  readonly sessions: TenantSessions;
  /** Makes a document client that uses these credentials and no others. */
  readonly connect: (credentials: TenantCredentials) => DocumentPort;
}

export interface QueryOptions {
  /** Only items whose sort key begins with this text. @default all items of the tenant */
  readonly beginsWith?: string;
  /** Largest number of items in a page. @default DynamoDB's limit of 1 MB */
  readonly limit?: number;
  /** `next` of the previous page. */
  readonly after?: string;
}

/**
 * Reads and writes the rows of one tenant. Each method rejects with ForgedTenantContextError for a tenant that is not genuine, with
 * SessionRefusedError without a session, with ExplainedError for an empty sort key, and otherwise with the error of DynamoDB.
 */
export class TenantTableClient {
  /** One client for one session: the requests that share a session share its connections and nothing else. */
  private readonly clients = new WeakMap<TenantCredentials, DocumentPort>();

  /** @throws ExplainedError without `tableName` */
  public constructor(private readonly options: TenantTableClientOptions) {
    if (!options.tableName)
      throw new ExplainedError(
        'tableName is missing',
        'the name of the tenant table',
        'give process.env.BULKHEAD_TENANT_TABLE, which a TenantService sets',
      );
  }

  /** The tenant's item with this sort key, without its partition key; undefined if there is none. */
  public async get(tenant: TenantContext, sortKey: string): Promise<Item | undefined> {
    const { tenantId } = genuine(tenant);
    const client = await this.client(tenant);
    const { Item: item } = await client.get({
      TableName: this.options.tableName,
      Key: key(tenantId, sortKey),
      ConsistentRead: true,
    });
    return item && withoutPartition(item);
  }

  /** Writes an item. `onlyIfNew` refuses to replace one (DynamoDB's ConditionalCheckFailedException). */
  public async put(
    tenant: TenantContext,
    sortKey: string,
    attributes: Item,
    options: { readonly onlyIfNew?: boolean } = {},
  ): Promise<void> {
    const { tenantId } = genuine(tenant);
    const client = await this.client(tenant);
    await client.put({
      TableName: this.options.tableName,
      Item: { ...attributes, ...key(tenantId, sortKey) },
      ...(options.onlyIfNew && {
        ConditionExpression: 'attribute_not_exists(#partition)',
        ExpressionAttributeNames: { '#partition': TABLE_KEYS.partition },
      }),
    });
  }

  /** Deletes the item with this sort key, if there is one. */
  public async delete(tenant: TenantContext, sortKey: string): Promise<void> {
    const { tenantId } = genuine(tenant);
    const client = await this.client(tenant);
    await client.delete({ TableName: this.options.tableName, Key: key(tenantId, sortKey) });
  }

  /** One page of the tenant's items in the order of their sort keys. */
  public async query(tenant: TenantContext, options: QueryOptions = {}): Promise<{ items: Item[]; next?: string }> {
    const { tenantId } = genuine(tenant);
    const client = await this.client(tenant);
    const { beginsWith, limit, after } = options;
    const page = await client.query({
      TableName: this.options.tableName,
      KeyConditionExpression: beginsWith ? '#partition = :tenant AND begins_with(#sort, :prefix)' : '#partition = :tenant',
      ExpressionAttributeNames: { '#partition': TABLE_KEYS.partition, ...(beginsWith && { '#sort': TABLE_KEYS.sort }) },
      ExpressionAttributeValues: { ':tenant': tenantId, ...(beginsWith && { ':prefix': beginsWith }) },
      ...(limit !== undefined && { Limit: limit }),
      ...(after !== undefined && { ExclusiveStartKey: key(tenantId, after) }),
    });
    const last = page.LastEvaluatedKey?.[TABLE_KEYS.sort];
    return { items: (page.Items ?? []).map(withoutPartition), ...(typeof last === 'string' && { next: last }) };
  }

  private async client(tenant: TenantContext): Promise<DocumentPort> {
    const credentials = await this.options.sessions.credentials(tenant);
    let client = this.clients.get(credentials);
    if (client === undefined) {
      client = this.options.connect(credentials);
      this.clients.set(credentials, client);
    }
    return client;
  }
}

function key(tenantId: string, sortKey: string): Record<string, string> {
  if (typeof sortKey !== 'string' || sortKey === '')
    throw new ExplainedError('the sort key is empty', 'a string of at least one character', 'give the sort key of one item');
  return { [TABLE_KEYS.partition]: tenantId, [TABLE_KEYS.sort]: sortKey };
}

function withoutPartition(item: Record<string, unknown>): Item {
  const { [TABLE_KEYS.partition]: _tenant, ...rest } = item;
  return rest;
}
