// docs/reason-codes.md as it must read.
import { eventCodes, reasonCodes } from '../../contract';
import { logDecision } from '../../lambda/runtime/decision';

/** A line as an authorizer writes it, without the metrics. */
function exampleLine(): string {
  const written: string[] = [];
  const claimed = { issuer: 'billing', kid: 'billing/1234abcd', tokenId: '015fb3b8394b81ab', tenantId: 'acme' };
  logDecision((line) => written.push(line), {
    ...{ decision: 'deny', by: 'authorizer', service: 'issues', reason: 'caller.not-listed', ...claimed },
    ...{ method: 'GET', resource: '/{proxy+}', requestId: '7c1e0d52', traceId: 'Root=1-67891233-abcdef' },
  });
  return JSON.stringify(JSON.parse(written.join('')), undefined, 2);
}

export function reasonCodesPage(): string {
  const rows = reasonCodes().map(({ code, status, meaning }) => `| \`${code}\` | ${status} | ${meaning} |`);
  const events = eventCodes().map(({ code, meaning }) => `| \`${code}\` | ${meaning} |`);
  return `# Reason codes

Why was a request refused? The log of the function that refused it has the reason code:

\`\`\`
aws logs tail GROUP --since 1h --filter-pattern '{ $.decision = "deny" }'
\`\`\`

\`GROUP\` is the log group of the authorizer or of the session broker. Its name begins with the name of the stack.
Each refusal is one line of JSON. This example has additional line breaks, and no metrics:

\`\`\`json
${exampleLine()}
\`\`\`

| member | meaning |
|---|---|
| \`reason\` | the code. Its name and meaning never change, so alarms and dashboards can use it |
| \`by\` | who decided or refused: \`authorizer\`, \`request-guard\`, \`session-broker\`, \`handler\` or \`tenant-context\` |
| \`issuer\`, \`kid\`, \`tokenId\`, \`tenantId\` | values from the token. If the refusal came before the signature check, nobody has verified them |
| \`cause\` | why a dependency failed, or why a key is unsuitable: \`ECONNREFUSED\`, \`status 500\`, \`AccessDeniedException\` |
| \`accessKeyId\` | the access key id of the session that the request got; see [which requests had a session](session-broker.md#which-requests-had-a-session) |
| \`session\` | \`new\`: AWS STS issued the session for this token. \`held\`: an earlier request got it first |
| \`requestId\`, \`traceId\` | ids to find the same request in other logs. A \`RequestGuard\` has no request id |

## What the caller sees

The caller sees only the status, never the code.

| status | meaning | header of the answer |
|---|---|---|
| 401 | the token, or the tenant in the request, is missing or wrong | \`WWW-Authenticate: Bearer\` |
| 403 | the token is valid, but it does not allow this request | |
| 503 | a dependency is down, so there is no decision | \`Retry-After: 1\` |

- A caller cannot tell an unknown tenant from a suspended tenant or from a tenant that is not entitled.
- API Gateway itself refuses a request without an Authorization header or a tenant header. Such a request has no code. The
  access log of the API has a line for it.

## Who acts

| code | who acts | first step |
|---|---|---|
| \`token.*\` | the team of the caller | read the token: \`npx cdk-bulkhead asap inspect - < token\` |
| \`issuer.unknown\` | the owner of the key repository | add the issuer to \`issuers\` of the \`AsapKeyRepository\`, and deploy |
| \`key.*\` with 401 | the team of the caller | compare the \`kid\` with \`kids\` of the caller’s \`AsapIdentity\` |
| \`caller.not-listed\` | the team of the called service | add the caller to \`callers\`, if it may call |
| \`caller.self\` | the team of the service | use the token of the request, never a token that the service signed for itself |
| \`tenant.*\` with 401 | the team of the caller | sign the tenant, and send the same tenant as \`X-Tenant-Id\` |
| \`tenant.*\` with 403 | the people who manage tenants | \`npx cdk-bulkhead tenants --help\` |
| \`authorizer.context\` | the team of the called service | put the method behind the \`AsapAuthorizer\`; if it is, find out who invokes the function directly |
| \`session.request\` | the team of the called service | send the broker [the token alone](session-broker.md#request) |
| codes with 503 | the operator of the account | read \`cause\` |

[ASAP](asap.md#debug-a-401) has the steps for a 401.

## All codes

| code | status | meaning |
|---|---|---|
${rows.join('\n')}

## In a handler

A request reaches a handler only after the authorizer accepted its token. So a handler of \`withTenant\` answers 403, also for a
code that has 401 in the table. The handler logs two kinds of refusal (\`"by":"handler"\`):

1. a request without the context of an \`AsapAuthorizer\`, or with a context that does not fit its token;
2. a session that the broker refused. A \`RequestGuard\` logs this kind too.

## Asynchronous events

| code | meaning |
|---|---|
${events.join('\n')}

If a function returns an answer, Lambda treats the event as handled and deletes the batch. The function therefore logs the
code and throws an error, and Lambda sends the event again. Three functions do this: a handler of \`withTenant\`, the session
broker, and the commands function of the Tenant Context Service.

Handle such events in a separate function without \`withTenant\`, because no caller signed a tenant for them.

A handler of \`withTenant\` also fails for requests of HTTP APIs, function URLs and load balancers. Only a REST API can have an
\`AsapAuthorizer\`.
`;
}
