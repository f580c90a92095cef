// docs/reason-codes.md as it must read.
import { eventCodes, reasonCodes } from '../../contract';

export function reasonCodesPage(): string {
  const rows = reasonCodes().map(({ code, status, meaning }) => `| \`${code}\` | ${status} | ${meaning} |`);
  const events = eventCodes().map(({ code, meaning }) => `| \`${code}\` | ${meaning} |`);
  return `# Reason codes

Every refusal of ours has one stable code, in the log of the function that refused (\`reason\`), with request id (not a guard's), trace id, token id, key id and what
the token claims as its issuer and tenant; for a 503, and a key that will not do, also with its \`cause\` (\`ECONNREFUSED\`, \`status 500\`, \`AccessDeniedException\`). The caller sees the status alone: 401 (with \`WWW-Authenticate: Bearer\`) when it is not proven, 403 when it is
not allowed, 503 (with \`Retry-After\`) when it could not be decided. Unknown, suspended and unentitled tenants look the same from outside. A request
without an Authorization or tenant header is refused by API Gateway itself: it has no code, only a line in the access log.

| code | status | meaning |
|---|---|---|
${rows.join('\n')}

A handler of \`withTenant\` answers 403 where the table says 401: an authorizer has let the request in before. It logs every refusal
(\`"by":"handler"\`): a request that did not pass an \`AsapAuthorizer\`, and a session that the broker refused. A \`RequestGuard\` logs such a session too.

## Events that nobody waits for

| code | meaning |
|---|---|
${events.join('\n')}

Lambda takes every answer of a function for success, and then deletes the batch. So the function logs the code and fails: Lambda tries the event
again. A handler of \`withTenant\`, the session broker and the commands of the Tenant Context Service do this. Handle such an event in a function of
its own, without \`withTenant\`: no caller signed a tenant for it.

A handler of \`withTenant\` fails for requests of HTTP APIs, function URLs and load balancers too. Only a REST API can have an \`AsapAuthorizer\`.
`;
}
