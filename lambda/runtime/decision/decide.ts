// The one decision behind every request: may this token act for this tenant on this service? The authorizer and the session
// broker are thin rims over it, so that they cannot come to differ.

import { isTenantId, type ReasonCode, TENANT_CLAIM } from '../../../contract';
import type { VerifiedToken } from '../asap/claims';
import type { AsapVerifier } from '../asap/verifier';
import { causeOf } from '../cause';
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
  | {
      readonly allowed: false;
      readonly reason: ReasonCode;
      readonly claimed: Claimed;
      /** For the log: what a dependency failed of. */
      readonly cause?: string;
    };

/** At once where token and tenant are known, with a promise where somebody must be asked: most requests are the first kind. */
export function decide(request: DecisionRequest, dependencies: DecisionDependencies): Decision | Promise<Decision> {
  const { verifier } = dependencies;

  // 1. What the token and the request alone decide; no I/O yet. A token that was verified a moment ago is not read again.
  const seen = verifier.verifyCached(request.token) ?? verifier.inspect(request.token);
  if (!seen.ok) return { allowed: false, reason: seen.reason, claimed: seen.claimed ?? {} };
  const { issuer, tokenId } = 'token' in seen ? seen.token : seen.claimed;
  const { kid, claims } = 'token' in seen ? seen.token : seen.unverified;
  const tenantId = claims[TENANT_CLAIM];
  if (!isTenantId(tenantId)) {
    return denied(tenantId === undefined ? 'tenant.missing' : 'tenant.malformed', { issuer, kid, tokenId });
  }
  const claimed: Claimed = { issuer, kid, tokenId, tenantId };
  for (const named of request.namedTenants) {
    if (named !== tenantId) return denied(isTenantId(named) ? 'tenant.mismatch' : 'tenant.malformed', claimed);
  }

  // 2. and 3. The key, and the signature.
  if ('token' in seen) return admit(seen.token, tenantId, claimed, dependencies);
  return verifier
    .prove(seen)
    .then((verified) =>
      verified.ok ? admit(verified.token, tenantId, claimed, dependencies) : denied(verified.reason, claimed, verified.cause),
    );
}

/** 4. The allow-list, 5. the tenant. */
function admit(
  token: VerifiedToken,
  tenantId: string,
  claimed: Claimed,
  { service, callers, tenants, refuseOwnTokens }: DecisionDependencies,
): Decision | Promise<Decision> {
  if (refuseOwnTokens && token.issuer === service) return denied('caller.self', claimed);
  if (!callers.has(token.issuer)) return denied('caller.not-listed', claimed);
  const judged = (tenant: TenantRecord | undefined): Decision => {
    if (tenant === undefined) return denied('tenant.unknown', claimed);
    if (tenant.status !== 'active') return denied('tenant.suspended', claimed);
    if (!tenant.services.includes(service)) return denied('tenant.not-entitled', claimed);
    return { allowed: true, token, tenant, claimed };
  };
  const known = tenants.current(tenantId);
  if (known !== undefined) return judged(known);
  return tenants.get(tenantId).then(judged, (error: unknown) => denied('tenant.unavailable', claimed, causeOf(error)));
}

function denied(reason: ReasonCode, claimed: Claimed, cause?: string): Decision {
  return { allowed: false, reason, claimed, cause };
}
