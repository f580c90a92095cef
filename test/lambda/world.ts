// A service, its caller and its tenants, as authorizer and broker see them. The runtime is a parameter, so that a variant of it
// can be put in their place.

import type { ReasonCode } from '../../contract';
import type * as authorizeModule from '../../lambda/functions/authorizer/authorize';
import type * as brokerModule from '../../lambda/functions/session-broker/broker';
import type * as runtimeModule from '../../lambda/runtime';
import type { TenantRecord } from '../../lambda/runtime';
import type { DecisionDependencies } from '../../lambda/runtime/decision';
import { CALLER, clock, keyPair, keySource, SERVICE, TENANT } from './tokens';

export type Everything = Pick<typeof runtimeModule, 'AsapVerifier' | 'KeyCache' | 'KeyRepositoryClient' | 'TenantContextClient'> &
  Pick<typeof authorizeModule, 'authorize'> &
  Pick<typeof brokerModule, 'giveSession'>;

export const METHOD_ARN = 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod/GET/orders/17';

export const record = (tenantId: string, changed: Partial<TenantRecord> = {}): TenantRecord => ({
  tenantId,
  status: 'active',
  services: [SERVICE],
  placement: 'pool',
  version: 3,
  ...changed,
});

const RECORDS: ReadonlyMap<string, TenantRecord | Error> = new Map<string, TenantRecord | Error>(
  Object.entries({
    [TENANT]: record(TENANT),
    umbrella: record('umbrella', { placement: 'silo-7', version: 9 }),
    suspended: record('suspended', { status: 'suspended' }),
    'not-entitled': record('not-entitled', { services: ['billing', 'order', 'orders-eu'] }),
    'none-at-all': record('none-at-all', { services: [] }),
    unreachable: new Error('GetItem answered 500'),
    mixed: record(TENANT),
  }),
);

export interface World {
  readonly dependencies: DecisionDependencies;
  readonly asked: readonly string[];
  readonly looked: readonly string[];
}

/** Callers on the allow-list: the gateway, the partner's edge, and the service itself, which must be refused all the same. */
export function worldOf(
  { AsapVerifier, TenantContextClient }: Pick<Everything, 'AsapVerifier' | 'TenantContextClient'>,
  changed: Partial<DecisionDependencies> = {},
  now: () => number = clock,
): World {
  const { publicKey } = keyPair('rsa');
  const keys = keySource({ 'gateway/k1': publicKey, 'billing/k1': publicKey, 'orders/k1': publicKey });
  const looked: string[] = [];
  const tenants = new TenantContextClient(
    async (tenantId) => {
      looked.push(tenantId);
      const found = RECORDS.get(tenantId);
      if (found instanceof Error) throw found;
      return found;
    },
    { clock: now },
  );
  const verifier = new AsapVerifier({
    audience: SERVICE,
    issuers: [CALLER, 'billing', SERVICE],
    keys,
    exactlyOneAudience: true,
    clock: now,
  });
  const dependencies = {
    verifier,
    service: SERVICE,
    callers: new Set([CALLER, SERVICE]),
    tenants,
    refuseOwnTokens: true,
    ...changed,
  };
  return { dependencies, asked: keys.asked, looked };
}

/** The reason in a decision's log line, or 'accepted'. */
export function loggedVerdict(line: string | undefined): ReasonCode | 'accepted' {
  const { decision, reason } = JSON.parse(line ?? '{}') as { decision?: string; reason?: ReasonCode };
  return decision === 'allow' ? 'accepted' : (reason ?? 'internal.error');
}
