// Chapter asap: each way in which a token can be wrong, at the authorizer and at the session broker, and a signing key rotated.
import { randomUUID } from 'node:crypto';
import { shifted, tokenParts } from '../../driver/tokens';
import { brokerShown } from '../aws-rows';
import { bearer } from '../http-rows';
import { asEdge, by, claims, type HeadersOf, header, refused } from '../requests';
import type { PublishedBounds, Row } from '../row';
import { keyRotation } from './key-rotation';

const TOKEN = 'ASAP: refused by the authorizer';
const BROKER = 'ASAP: refused by the session broker';

export function asap({ keyWithdrawn }: PublishedBounds): Row[] {
  const row = (request: string, reason: string, headers: HeadersOf) => refused(TOKEN, request, by(401, reason), headers);
  return [
    row('malformed token', 'token.malformed', () => bearer('not-a-token', 'acme')),
    row('`alg: none`', 'token.algorithm', asEdge('acme', header({ alg: 'none' }))),
    row(
      'token made to live over an hour',
      'token.lifetime',
      asEdge('acme', (parts) => claims({ exp: Number(parts.claims.iat) + 3601 })(parts)),
    ),
    row('kid of another issuer', 'key.foreign', (world) => asEdge('acme', header({ kid: world.kid('reporting') }))(world)),
    row('kid that was never published', 'key.unknown', asEdge('acme', header({ kid: `edge/${randomUUID()}` }))),
    brokerShown(BROKER, 'media shows a token for another audience', 'token.audience', (world) =>
      tokenParts(world, 'edge', 'issues', 'acme'),
    ),
    brokerShown(BROKER, 'media shows a token past its bound', 'token.expired', (world) =>
      shifted(tokenParts(world, 'issues', 'media', 'acme'), -120),
    ),
    ...keyRotation(keyWithdrawn),
  ];
}
