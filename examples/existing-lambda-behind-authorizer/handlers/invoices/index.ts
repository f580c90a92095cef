// The team's handler. What is new is `withTenant`: the tenant comes from what the authorizer decided, and no longer from a header
// that anybody could write. The token is taken out of the event before the handler sees it.
import { type ProxyEvent, withTenant } from 'cdk-bulkhead/runtime';

interface Request extends ProxyEvent {
  readonly httpMethod: string;
  readonly path: string;
}

export const handler = withTenant(async (request: Request, tenant) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ tenant: tenant.tenantId, caller: tenant.caller, asked: `${request.httpMethod} ${request.path}` }),
}));
