// What a token says of a tenant. ASAP knows no tenants, so that it breaks no rule of a token; but our services refuse one without.
import { isTenantId, type ReasonCode, TENANT_CLAIM } from '../../../../contract';
import type { JsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { meaningOf } from './broken-rules';

export interface TenantNote {
  readonly reason: ReasonCode;
  /** The claim: `claims.tenant`. */
  readonly at: string;
  readonly meaning: string;
  /** A sentence for people, without what the claim holds. */
  readonly text: string;
}

/** Undefined where the claim is a tenant id. Which tenants there are is not asked. */
export function tenantNote(claims: JsonObject): TenantNote | undefined {
  const tenantId = claims[TENANT_CLAIM];
  if (isTenantId(tenantId)) return undefined;
  const [reason, seen] =
    tenantId === undefined
      ? (['tenant.missing', `no \`${TENANT_CLAIM}\` claim (asap token sets it with --tenant)`] as const)
      : ([
          'tenant.malformed',
          `the \`${TENANT_CLAIM}\` claim is not 2 to 64 characters a-z, 0-9 and -, without - at the beginning or the end`,
        ] as const);
  const text = `${seen}: a service behind an AsapAuthorizer or a RequestGuard refuses this token, ${reason}`;
  return { reason, at: `claims.${TENANT_CLAIM}`, meaning: meaningOf(reason), text };
}
