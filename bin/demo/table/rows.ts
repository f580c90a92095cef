// The table itself: every request of the demo, in order. Rows of the first section write what later ones read.
import { randomUUID } from 'node:crypto';
import { sealed, shifted, type TokenParts, tokenParts } from '../driver/tokens';
import type { Answer, World } from '../driver/world';
import { brokerRow, refusedRow } from './aws-rows';
import { bearer, type Expected, explain, explainByBroker, httpRow, signedFor } from './http-rows';
import { keyRows } from './key-rows';
import { proofRows } from './proof-rows';
import type { Outcome, Row } from './row';

/** Bounds that the deployed services publish, in seconds. */
export interface PublishedBounds {
  readonly tenantSuspended: number;
  readonly keyWithdrawn: number;
}

const THROUGH = 'Allowed, each tenant its own rows only';
const OUTSIDE = 'Refused: who is calling?';
const LISTED = 'Refused: may it call?';
const TENANT = 'Refused: for which tenant?';
const AWS = 'Refused by AWS, whatever the role was given';
const BROKER = 'Refused by the session broker';

const ALLOWED: Expected = { status: 200, reason: 'allowed', decidedBy: 'our code (issues)' };
const CREATED: Expected = { ...ALLOWED, status: 201 };
const by = (status: number, reason: string): Expected => ({ status, reason, decidedBy: 'our code (issues)' });
const GATEWAY: Expected = { status: 401, reason: '-', decidedBy: 'gateway' };

const asEdge = (tenant: string, change?: (parts: TokenParts) => TokenParts) => (world: World) =>
  signedFor(world, 'edge', 'issues', tenant, change);

const get =
  (headers: (world: World) => Promise<Record<string, string>> | Record<string, string>) =>
  async (world: World): Promise<Answer> =>
    world.send('issues', 'issues', await headers(world));

const claims = (change: object) => (parts: TokenParts) => ({ ...parts, claims: { ...parts.claims, ...change } });
const header = (change: object) => (parts: TokenParts) => ({ ...parts, header: { ...parts.header, ...change } });

export function tableRows(bounds: PublishedBounds): Row[] {
  return [
    ...allowed(),
    ...outside(),
    ...tenants(),
    suspension(bounds),
    ...byAws(),
    ...byBroker(),
    ...keyRows(bounds),
    ...proofRows(),
  ];
}

function allowed(): Row[] {
  const write = (tenant: string) =>
    httpRow(THROUGH, `POST as edge for ${tenant}; issues writes to media too`, CREATED, async (world) =>
      world.send('issues', 'issues', await asEdge(tenant)(world), { title: `${tenant}-issue` }),
    );
  const read = (tenant: string) =>
    httpRow(THROUGH, `GET as edge for ${tenant}: own rows of issues and media`, ALLOWED, get(asEdge(tenant)), ({ body }) => {
      const expected = JSON.stringify({ tenant, issues: [`${tenant}-issue`], attachments: [`${tenant}-issue.png`] });
      return body === expected ? undefined : `other rows: ${body.slice(0, 120)}`;
    });
  return [write('acme'), write('globex'), read('acme'), read('globex'), cachedRow()];
}

/** The second of two equal requests never reaches the authorizer, while the first did. */
function cachedRow(): Row {
  return {
    section: THROUGH,
    request: 'same token and tenant again, within the cache’s time',
    expected: '200 without asking us',
    async run(world): Promise<Outcome> {
      const headers = await asEdge('acme')(world);
      const first = await explain(world, await world.send('issues', 'issues', headers));
      const answer = await world.send('issues', 'issues', headers);
      const trace = answer.traceId.slice('Root='.length);
      const asked = await world.decisions('issues', 'authorizer', trace);
      const ok = answer.status === 200 && first.reason === 'allowed' && asked.length === 0;
      const decidedBy = asked.length === 0 ? 'gateway’s cache' : 'our code (issues)';
      return { ok, got: String(answer.status), decidedBy, reason: asked[0]?.reason ?? '-', milliseconds: answer.milliseconds };
    },
  };
}

function outside(): Row[] {
  const row = (
    request: string,
    expected: Expected,
    headers: (world: World) => Promise<Record<string, string>> | Record<string, string>,
  ) => httpRow(OUTSIDE, request, expected, get(headers));
  return [
    row('no token', GATEWAY, () => ({ 'X-Tenant-Id': 'acme' })),
    row('malformed token', by(401, 'token.malformed'), () => bearer('not-a-token', 'acme')),
    row(
      'expired token',
      by(401, 'token.expired'),
      asEdge('acme', (parts) => shifted(parts, -120)),
    ),
    row('token for another audience', by(401, 'token.audience'), asEdge('acme', claims({ aud: 'media' }))),
    row(
      'token made to live over an hour',
      by(401, 'token.lifetime'),
      asEdge('acme', (parts) => claims({ exp: Number(parts.claims.iat) + 3601 })(parts)),
    ),
    row(
      'edge’s kid, signed by reporting’s key',
      by(401, 'token.signature'),
      asEdge('acme', (parts) => ({ ...parts, signedBy: 'reporting' })),
    ),
    row('kid of another issuer', by(401, 'key.foreign'), (world) =>
      asEdge('acme', header({ kid: world.kid('reporting') }))(world),
    ),
    row('`alg: none`', by(401, 'token.algorithm'), asEdge('acme', header({ alg: 'none' }))),
    row(
      'unknown issuer',
      by(401, 'issuer.unknown'),
      asEdge('acme', (parts) => header({ kid: 'mallory/1' })(claims({ iss: 'mallory', sub: 'mallory' })(parts))),
    ),
    row(
      'edge’s issuer, a kid that was never published',
      by(401, 'key.unknown'),
      asEdge('acme', header({ kid: `edge/${randomUUID()}` })),
    ),
    httpRow(LISTED, 'reporting’s valid token, signed by its real KMS key', by(403, 'caller.not-listed'), async (world) =>
      world.send('issues', 'issues', await signedFor(world, 'reporting', 'issues', 'acme')),
    ),
  ];
}

function tenants(): Row[] {
  const row = (request: string, expected: Expected, headers: (world: World) => Promise<Record<string, string>>) =>
    httpRow(TENANT, request, expected, get(headers));
  return [
    row('no tenant header', GATEWAY, async (world) => bearer(await sealed(world, tokenParts(world, 'edge', 'issues', 'acme')))),
    row('no tenant in the token', by(401, 'tenant.missing'), asEdge('acme', claims({ tenant: undefined }))),
    row('tenant header ≠ signed tenant', by(401, 'tenant.mismatch'), async (world) =>
      bearer(await sealed(world, tokenParts(world, 'edge', 'issues', 'acme')), 'globex'),
    ),
    row('unknown tenant', by(403, 'tenant.unknown'), asEdge('nobody')),
    row('suspended tenant', by(403, 'tenant.suspended'), asEdge('initech')),
    row(
      'tenant not entitled to media (issues calls media)',
      { status: 403, reason: 'tenant.not-entitled', decidedBy: 'our code (media)' },
      asEdge('hooli'),
    ),
  ];
}

function suspension({ tenantSuspended }: PublishedBounds): Row {
  return {
    section: TENANT,
    request: `active tenant suspended, same token, within ${tenantSuspended} s`,
    expected: '403, by whoever knows first',
    async run(world): Promise<Outcome> {
      const headers = await asEdge('globex')(world);
      const before = await world.send('issues', 'issues', headers);
      await world.command({ command: 'suspend', tenantId: 'globex' });
      const start = performance.now();
      const limit = tenantSuspended * 1000;
      try {
        for (;;) {
          const sentAfter = performance.now() - start;
          const answer = await world.send('issues', 'issues', headers);
          const refused = answer.status === 403;
          // A request sent after the bound must be refused; one sent just before it may still have been let in.
          if (!refused && sentAfter <= limit) {
            await new Promise((resolve) => setTimeout(resolve, 250));
            continue;
          }
          // The gateway's cache may still let the request through when a broker already knows better.
          const byAuthorizer = await explain(world, answer);
          const isCached = byAuthorizer.reason === '-' || byAuthorizer.reason === 'allowed';
          const { decidedBy, reason } = (isCached && (await explainByBroker(world, 'globex'))) || byAuthorizer;
          const ok = before.status === 200 && refused && reason === 'tenant.suspended';
          const got = `${before.status}, then ${answer.status} after ${(sentAfter / 1000).toFixed(1)} s`;
          return { ok, got, decidedBy, reason, milliseconds: performance.now() - start };
        }
      } finally {
        await world.command({ command: 'activate', tenantId: 'globex' });
      }
    },
  };
}

function byAws(): Row[] {
  const denied = ['AccessDenied', 'AccessDeniedException'];
  return [
    refusedRow(AWS, 'media’s role, given sts:*, becomes tenant globex', 'STS', denied, (world) => {
      const { roleName, tenantRole } = world.service('media');
      return world.withProbePolicy(roleName, 'sts:*', (credentials) =>
        world.stsAs(credentials).assumeRole({
          RoleArn: tenantRole,
          RoleSessionName: 'probe',
          Tags: [{ Key: 'TenantId', Value: 'globex' }],
        }),
      );
    }),
    refusedRow(
      AWS,
      'issues’ role, given kms:*, decrypts with media’s key',
      'KMS',
      denied,
      async (world) => {
        const ciphertext = await world.encryptWith(world.service('media').key, 'secret');
        return world.withProbePolicy(world.service('issues').roleName, 'kms:*', (credentials) =>
          world.kmsAs(credentials).decrypt({ CiphertextBlob: ciphertext }),
        );
      },
      // Denied without the probe policy: it shows that `kms:*` is in effect, and that the key's own policy is what refuses.
      (world) =>
        world.withProbePolicy(world.service('issues').roleName, 'kms:*', async (credentials) => {
          await world.kmsAs(credentials).listKeys({});
          return true;
        }),
    ),
    refusedRow(AWS, 'issues’ role invokes media’s broker', 'IAM', denied, async (world) => {
      const issues = await world.sessionOf(world.roleArn(world.service('issues').roleName));
      const token = await sealed(world, tokenParts(world, 'issues', 'media', 'acme'));
      return world.invoke(world.service('media').broker, { token }, issues);
    }),
  ];
}

function byBroker(): Row[] {
  const shown = (request: string, reason: string, parts: (world: World) => TokenParts) =>
    brokerRow(BROKER, request, reason, async (world) => {
      const built = parts(world);
      return { payload: { token: await sealed(world, built) }, tokenId: String(built.claims.jti) };
    });
  return [
    shown('media shows its broker a token it issued itself', 'caller.self', (world) =>
      tokenParts(world, 'media', 'media', 'globex'),
    ),
    shown('… a token for another audience', 'token.audience', (world) => tokenParts(world, 'edge', 'issues', 'acme')),
    shown('… a token past its bound', 'token.expired', (world) => shifted(tokenParts(world, 'issues', 'media', 'acme'), -120)),
    shown('… a token of a caller that is not on its own list', 'caller.not-listed', (world) =>
      tokenParts(world, 'edge', 'media', 'acme'),
    ),
  ];
}
