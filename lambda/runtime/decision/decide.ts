// The one decision behind every request: may this token act for this tenant on this service? The authorizer and the session
// broker are thin rims over it, so that they cannot come to differ.

import { isTenantId, type ReasonCode, TENANT_CLAIM } from '../../../contract';
import type { AsapVerifier, VerifiedToken } from '../asap/verifier';
import type { TenantContextClient } from '../tenant-context/client';
import type { TenantRecord } from '../tenant-context/record';

export interface DecisionRequest {
  readonly token: string;
  /** Every tenant named beside the token. Each must equal the signed one; a broker, which is shown the token alone, names none. */
  readonly namedTenants: readonly string[];
}

export interface DecisionDependencies {
  readonly verifier: AsapVerifier;
  /** Name of the service that is called. */
  readonly service: string;
  /** Issuers that may call it. */
  readonly callers: ReadonlySet<string>;
  readonly tenants: TenantContextClient;
  /** A service must not turn its own signature into evidence of a request: a broker refuses tokens its own service issued. */
  readonly refuseOwnTokens: boolean;
}

/** What is known of the token when a decision falls. Before the signature it is only claimed, and named so in the log. */
export interface Claimed {
  readonly issuer?: string;
  readonly kid?: string;
  readonly tokenId?: string;
  readonly tenantId?: string;
}

export type Decision =
  | { readonly allowed: true; readonly token: VerifiedToken; readonly tenant: TenantRecord; readonly claimed: Claimed }
  | { readonly allowed: false; readonly reason: ReasonCode; readonly claimed: Claimed };

export async function decide(request: DecisionRequest, dependencies: DecisionDependencies): Promise<Decision> {
  const { verifier, service, callers, tenants } = dependencies;

  // 1. What the token and the request alone decide; no I/O yet. A token that was verified a moment ago is not read again.
  const seen = verifier.verifyCached(request.token) ?? verifier.inspect(request.token);
  if (!seen.ok) return { allowed: false, reason: seen.reason, claimed: seen.claimed ?? {} };
  const { issuer, tokenId } = 'token' in seen ? seen.token : seen.claimed;
  const { kid, claims } = 'token' in seen ? seen.token : seen.unverified;
  const tenantId = claims[TENANT_CLAIM];
  const claimed: Claimed = { issuer, kid, tokenId, ...(isTenantId(tenantId) && { tenantId }) };
  const deny = (reason: ReasonCode): Decision => ({ allowed: false, reason, claimed });
  if (tenantId === undefined) return deny('tenant.missing');
  if (!isTenantId(tenantId)) return deny('tenant.malformed');
  for (const named of request.namedTenants) {
    if (named !== tenantId) return deny(isTenantId(named) ? 'tenant.mismatch' : 'tenant.malformed');
  }

  // 2. and 3. The key, and the signature.
  const verified = 'token' in seen ? seen : await verifier.prove(seen);
  if (!verified.ok) return deny(verified.reason);

  // 4. The allow-list.
  const { token } = verified;
  if (dependencies.refuseOwnTokens && token.issuer === service) return deny('caller.self');
  if (!callers.has(token.issuer)) return deny('caller.not-listed');

  // 5. The tenant.
  let tenant: TenantRecord | undefined;
  try {
    tenant = await tenants.get(tenantId);
  } catch {
    return deny('tenant.unavailable');
  }
  if (tenant === undefined) return deny('tenant.unknown');
  if (tenant.status !== 'active') return deny('tenant.suspended');
  if (!tenant.services.includes(service)) return deny('tenant.not-entitled');
  return { allowed: true, token, tenant, claimed };
}
