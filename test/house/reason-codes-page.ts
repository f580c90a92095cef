// docs/reason-codes.md as it must read.
import { reasonCodes } from '../../contract';

export function reasonCodesPage(): string {
  const rows = reasonCodes().map(({ code, status, meaning }) => `| \`${code}\` | ${status} | ${meaning} |`);
  return `# Reason codes

Every refusal of ours has one stable code, in the log of the function that refused (\`reason\`), with request id (not a guard's), trace id, token id, key id and what
the token claims as its issuer and tenant; for a 503, and a key that will not do, also with its \`cause\` (\`ECONNREFUSED\`, \`status 500\`, \`AccessDeniedException\`). The caller sees the status alone: 401 (with \`WWW-Authenticate: Bearer\`) when it is not proven, 403 when it is
not allowed, 503 (with \`Retry-After\`) when it could not be decided. Unknown, suspended and unentitled tenants look the same from outside. A request
without an Authorization or tenant header is refused by API Gateway itself: it has no code, only a line in the access log.

| code | status | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
