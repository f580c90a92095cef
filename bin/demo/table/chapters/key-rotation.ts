// Rows about an issuer's signing keys: a second one is believed before it signs, the rotation moves to it, and what the first one
// signed is refused within the published bound.
import { randomUUID } from 'node:crypto';
import type { TokenParts } from '../../driver/tokens';
import type { World } from '../../driver/world';
import { explain, explainByBroker, httpRow, signedFor } from '../http-rows';
import { ALLOWED } from '../requests';
import type { Outcome, Row } from '../row';

const KEYS = 'ASAP: a signing key rotated, its older key withdrawn';

/** A good token of edge, signed with its key at this place. */
const withKey = (world: World, at: number, jti: string = randomUUID()) =>
  signedFor(world, 'edge', 'issues', 'acme', (parts: TokenParts) => ({
    ...parts,
    signedWith: at,
    claims: { ...parts.claims, jti },
    header: { ...parts.header, kid: world.kid('edge', at) },
  }));

export function keyRotation(keyWithdrawn: number): Row[] {
  return [
    httpRow(KEYS, 'edge’s next key, published, while the first one signs', ALLOWED, async (world) =>
      world.send('issues', 'issues', await withKey(world, 1)),
    ),
    rotation(keyWithdrawn),
    httpRow(KEYS, 'edge goes on with its next key', ALLOWED, async (world) =>
      world.send('issues', 'issues', await signedFor(world, 'edge', 'issues', 'acme')),
    ),
  ];
}

/** The token of the older key is let in before the rotation, and refused after it, within the bound of a withdrawn key. */
function rotation(limit: number): Row {
  return {
    section: KEYS,
    request: `edge is rotated; a token of the older key, within ${limit} s`,
    expected: '401 or 403, by whoever knows first',
    async run(world): Promise<Outcome> {
      const tokenId = randomUUID();
      const headers = await withKey(world, world.signingKeyOf('edge'), tokenId);
      const before = await world.send('issues', 'issues', headers);
      const rotated = await world.rotate('edge');
      const start = performance.now();
      for (;;) {
        const sentAfter = performance.now() - start;
        const answer = await world.send('issues', 'issues', headers);
        // A request sent after the bound must be refused; one sent just before it may still have been let in.
        if (answer.status === 200 && sentAfter <= limit * 1000) {
          await new Promise((resolve) => setTimeout(resolve, 250));
          continue;
        }
        // The gateway's cache may still let the request through when a broker already knows better.
        const byAuthorizer = await explain(world, answer);
        const { decidedBy, reason } = (byAuthorizer.reason === '-' && (await explainByBroker(world, tokenId))) || byAuthorizer;
        const ok =
          rotated === 'SUCCEEDED' && before.status === 200 && [401, 403].includes(answer.status) && reason === 'key.unknown';
        const got = `${before.status}, ${rotated === 'SUCCEEDED' ? 'rotated' : rotated}, then ${answer.status} after ${(sentAfter / 1000).toFixed(1)} s`;
        return { ok, got, decidedBy, reason, milliseconds: performance.now() - start };
      }
    },
  };
}
