// The `issues` service: keeps a tenant's issues in its own table, and their attachments with `media`.

import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { SSM } from '@aws-sdk/client-ssm';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import {
  AsapSigner,
  kmsSigningPointer,
  type ProxyEvent,
  ServiceClient,
  sharedConnections,
  TenantSessions,
  TenantTableClient,
  withTenant,
} from 'cdk-bulkhead/runtime';

const setting = (name: string): string => process.env[name] ?? '';

const sessions = new TenantSessions({ lambda: new Lambda({}), functionName: setting('BULKHEAD_SESSIONS_FUNCTION') });
const requestHandler = sharedConnections();
const table = new TenantTableClient({
  tableName: setting('BULKHEAD_TENANT_TABLE'),
  sessions,
  connect: (credentials) => DynamoDBDocument.from(new DynamoDB({ credentials, requestHandler })),
});
const signer = new AsapSigner({
  issuer: setting('BULKHEAD_SERVICE'),
  key: kmsSigningPointer({
    kms: new KMS({}),
    // One attempt: a throttled read must not delay a request. The pointer itself reads again.
    ssm: new SSM({ maxAttempts: 1 }),
    parameterName: setting('BULKHEAD_ASAP_SIGNING_POINTER'),
    deployed: process.env.BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY,
  }),
});
const media = new ServiceClient({ service: 'media', baseUrl: setting('MEDIA_URL'), signer });

interface Request extends ProxyEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly body: string | null;
}

export const handler = withTenant(async (request: Request, tenant) => {
  if (request.path !== '/issues') return answer(404, { message: 'Not Found' });
  if (request.httpMethod === 'POST') {
    const { title } = JSON.parse(request.body ?? '{}') as { title?: unknown };
    if (typeof title !== 'string' || title === '') return answer(400, { message: 'title is missing' });
    const id = randomUUID();
    await table.put(tenant, `issue#${id}`, { title }, { onlyIfNew: true });
    const attached = await media.call(tenant, { method: 'POST', path: 'attachments', body: { issue: id, name: `${title}.png` } });
    return attached.status === 201 ? answer(201, { id }) : upstream(attached.status);
  }
  if (request.httpMethod === 'GET') {
    const { items } = await table.query(tenant, { beginsWith: 'issue#' });
    const attachments = await media.call(tenant, { path: 'attachments' });
    if (attachments.status !== 200) return upstream(attachments.status);
    return answer(200, {
      tenant: tenant.tenantId,
      issues: items.map((item) => item.title),
      attachments: (JSON.parse(attachments.body.toString('utf8')) as { attachments: unknown }).attachments,
    });
  }
  return answer(405, { message: 'Method Not Allowed' });
});

function answer(statusCode: number, body: object) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** What `media` refused is refused here too; anything else it could not do is our failure. */
function upstream(status: number) {
  return status === 401 || status === 403 ? answer(403, { message: 'Forbidden' }) : answer(502, { message: 'Bad Gateway' });
}
