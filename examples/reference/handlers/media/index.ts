// The `media` service: keeps attachments. Only `issues` may call it.

import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type ProxyEvent, sharedConnections, TenantSessions, TenantTableClient, withTenant } from 'cdk-bulkhead/runtime';

const setting = (name: string): string => process.env[name] ?? '';

const requestHandler = sharedConnections();
const table = new TenantTableClient({
  tableName: setting('BULKHEAD_TENANT_TABLE'),
  sessions: new TenantSessions({ lambda: new Lambda({}), functionName: setting('BULKHEAD_SESSIONS_FUNCTION') }),
  connect: (credentials) => DynamoDBDocument.from(new DynamoDB({ credentials, requestHandler })),
});

interface Request extends ProxyEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly body: string | null;
}

export const handler = withTenant(async (request: Request, tenant) => {
  if (request.path !== '/attachments') return answer(404, { message: 'Not Found' });
  if (request.httpMethod === 'POST') {
    const { issue, name } = JSON.parse(request.body ?? '{}') as { issue?: unknown; name?: unknown };
    if (typeof issue !== 'string' || typeof name !== 'string') return answer(400, { message: 'issue or name is missing' });
    await table.put(tenant, `attachment#${issue}`, { name, from: tenant.caller });
    return answer(201, { issue });
  }
  if (request.httpMethod === 'GET') {
    const { items } = await table.query(tenant, { beginsWith: 'attachment#' });
    return answer(200, { attachments: items.map((item) => item.name) });
  }
  return answer(405, { message: 'Method Not Allowed' });
});

function answer(statusCode: number, body: object) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
