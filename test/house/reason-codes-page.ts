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

If the table says 401, a handler of \`withTenant\` answers 403, because the authorizer already let the request in. The handler logs two kinds of
refusal (\`"by":"handler"\`): a request without the context of an \`AsapAuthorizer\`, and a session that the broker refused. A \`RequestGuard\` logs
refused sessions too.

## Asynchronous events

| code | meaning |
|---|---|
${events.join('\n')}

If a function returns an answer, Lambda treats the event as handled and deletes the batch. The function therefore logs the code and throws an
error, and Lambda sends the event again. A handler of \`withTenant\`, the session broker and the commands of the Tenant Context Service do this.
Handle such events in a separate function without \`withTenant\`: no caller signed a tenant for them.

A handler of \`withTenant\` fails for requests of HTTP APIs, function URLs and load balancers too. Only a REST API can have an \`AsapAuthorizer\`.
`;
}
