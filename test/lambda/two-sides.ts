// Two callers with a tenant each, for tests that run both at the same time: nothing of the one may show up at the other.
import type { PublicKeyResult } from '../../lambda/runtime';
import { keyPair, rawToken, validClaims, validHeader } from './tokens';
import { record } from './world';

export interface Side {
  readonly issuer: string;
  readonly tenant: string;
  readonly placement: string;
  readonly id: string;
}

export const A: Side = { issuer: 'gateway', tenant: 'acme', placement: 'shard-a', id: 'jti-of-a' };
export const B: Side = { issuer: 'billing', tenant: 'umbrella', placement: 'silo-b', id: 'jti-of-b' };

export const tokenOf = ({ issuer, tenant, id }: Side) =>
  rawToken({
    header: validHeader('RS256', `${issuer}/k1`),
    payload: validClaims({ iss: issuer, sub: issuer, tenant, jti: id }),
  });

/** Linear congruential: the same orders on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Wait = () => Promise<void>;

/** The one key of both callers, after a while. */
export const slowKeys = (wait: Wait) => ({
  async get(): Promise<PublicKeyResult> {
    await wait();
    return { key: keyPair('rsa').publicKey };
  },
});

/** The record of either tenant, after a while. */
export const slowTenants = (wait: Wait) => async (tenantId: string) => {
  await wait();
  return record(tenantId, { placement: tenantId === A.tenant ? A.placement : B.placement });
};
