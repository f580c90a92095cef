// The `notes` service: keeps a tenant's notes. It is handed the tenant and cannot name another one: the session behind `table` is
// the tenant's, and IAM refuses every other row.
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type ProxyEvent, sharedConnections, TenantSessions, TenantTableClient, withTenant } from 'cdk-bulkhead/runtime';

const requestHandler = sharedConnections();
// TenantService sets both variables.
const table = new TenantTableClient({
  tableName: process.env.BULKHEAD_TENANT_TABLE ?? '',
  sessions: new TenantSessions({ lambda: new Lambda({}), functionName: process.env.BULKHEAD_SESSIONS_FUNCTION ?? '' }),
  connect: (credentials) => DynamoDBDocument.from(new DynamoDB({ credentials, requestHandler })),
});

interface Request extends ProxyEvent {
  readonly httpMethod: string;
  readonly body: string | null;
}

export const handler = withTenant(async (request: Request, tenant) => {
  if (request.httpMethod === 'POST') {
    const { text } = JSON.parse(request.body ?? '{}') as { text?: unknown };
    if (typeof text !== 'string' || text === '') return answer(400, { message: 'text is missing' });
    const id = randomUUID();
    await table.put(tenant, `note#${id}`, { text }, { onlyIfNew: true });
    return answer(201, { id });
  }
  if (request.httpMethod === 'GET') {
    const { items } = await table.query(tenant, { beginsWith: 'note#' });
    return answer(200, { tenant: tenant.tenantId, notes: items.map((item) => item.text) });
  }
  return answer(405, { message: 'Method Not Allowed' });
});

function answer(statusCode: number, body: object) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
