// Warm instances: requests of two callers and two tenants run through one authorizer and one broker at the same time, in many
// orders. Nothing of the one may show up in the result of the other.

import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../../../lambda/functions/session-broker/broker';
import { HeldSessions } from '../../../../lambda/functions/session-broker/held-sessions';
import { AsapVerifier, KeyCache, TenantContextClient } from '../../../../lambda/runtime';
import type { DecisionDependencies } from '../../../../lambda/runtime/decision';
import { rounds } from '../../../effort';
import { clock } from '../../tokens';
import { A, B, randomFrom, type Side, slowKeys, slowTenants, tokenOf } from '../../two-sides';
import { eventOf } from './rows';

const RUNS = rounds({ usual: 200, long: 5_000 });

const valuesOf = (side: Side) => new RegExp(Object.values(side).join('|'));

/** Dependencies whose every answer comes after a random number of turns. */
function slowly(random: () => number): DecisionDependencies {
  const turns = async () => {
    for (let left = Math.floor(random() * 8); left > 0; left -= 1) await undefined;
  };
  const keys = new KeyCache(slowKeys(turns), { clock, maxAgeSeconds: random() < 0.5 ? 300 : 0 });
  const verifier = new AsapVerifier({ audience: 'orders', issuers: ['gateway', 'billing'], keys, clock });
  const tenants = new TenantContextClient(slowTenants(turns), { clock, maxAgeSeconds: random() < 0.5 ? 5 : 0 });
  return { verifier, service: 'orders', callers: new Set(['gateway', 'billing']), tenants, refuseOwnTokens: true };
}

it('keeps two requests apart in any interleaving', async () => {
  const random = randomFrom(7);
  const tokens = new Map([A, B].map((side) => [side, tokenOf(side)]));
  const mixed: string[] = [];

  const request = async (side: Side, other: Side, dependencies: DecisionDependencies) => {
    const lines: string[] = [];
    const event = eventOf({ Authorization: [`Bearer ${tokens.get(side)}`], 'X-Tenant-Id': [side.tenant] });
    const result = await authorize(event, dependencies, (line) => lines.push(line));
    const seen = JSON.stringify([result, lines]);
    if (valuesOf(other).test(seen) || result.context?.tenantId !== side.tenant) mixed.push(seen);
  };
  const session = async (side: Side, other: Side, dependencies: DecisionDependencies, sessions: HeldSessions) => {
    const lines: string[] = [];
    const asked: unknown[] = [];
    const sts = {
      async assumeRole(input: { Tags: { Value: string }[] }) {
        asked.push(input);
        const Value = input.Tags[0]?.Value ?? '';
        return {
          Credentials: {
            AccessKeyId: `key-for-${Value}`,
            SecretAccessKey: `secret-for-${Value}`,
            SessionToken: `session-for-${Value}`,
          },
        };
      },
    };
    const broker = { decision: dependencies, sts, tenantRole: 'role', sessions, clock };
    const answer = await giveSession({ token: tokens.get(side) }, 'request', { ...broker, write: (line) => lines.push(line) });
    const seen = JSON.stringify([answer, lines, asked]);
    if (valuesOf(other).test(seen) || !seen.includes(`"accessKeyId":"key-for-${side.tenant}"`)) mixed.push(seen);
  };

  for (let run = 0; run < RUNS; run += 1) {
    const dependencies = slowly(random);
    const sessions = new HeldSessions({ sessionLifetimeSeconds: 300, handlerTimeoutSeconds: 29, clock });
    const work = [
      request(A, B, dependencies),
      request(B, A, dependencies),
      session(A, B, dependencies, sessions),
      session(B, A, dependencies, sessions),
    ];
    await Promise.all(random() < 0.5 ? work : work.reverse());
    await request(A, B, dependencies);
    await request(B, A, dependencies);
    // Held by now, each under its own tenant and caller.
    await Promise.all([session(A, B, dependencies, sessions), session(B, A, dependencies, sessions)]);
  }

  expect(mixed).toEqual([]);
});

it('gives no one the tenant of another because a token of the same id was there before', async () => {
  const dependencies = slowly(randomFrom(1));
  const same = { ...B, id: A.id };
  const first = eventOf({ Authorization: [`Bearer ${tokenOf(A)}`], 'X-Tenant-Id': [A.tenant] });
  const second = eventOf({ Authorization: [`Bearer ${tokenOf(same)}`], 'X-Tenant-Id': [B.tenant] });
  await authorize(first, dependencies, () => undefined);
  const result = await authorize(second, dependencies, () => undefined);

  expect(result.context).toMatchObject({ tenantId: 'umbrella', issuer: 'billing', placement: 'silo-b' });
});
