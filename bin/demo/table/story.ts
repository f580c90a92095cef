// The story of the demo: every request of `npm run demo`, in order. Rows of the first section write what later ones read.
import { sealed, shifted, tokenParts } from '../driver/tokens';
import { brokerShown, refusedRow } from './aws-rows';
import { bearer, type Expected, explain, explainByBroker, httpRow, signedFor } from './http-rows';
import { proofRows } from './proof-rows';
import { ALLOWED, asEdge, by, CREATED, claims, GATEWAY, get, type HeadersOf, header, refused } from './requests';
import type { Outcome, PublishedBounds, Row } from './row';

const THROUGH = 'Allowed, each tenant its own rows only';
const CALLER = 'Refused: who is calling?';
const LISTED = 'Refused: may it call?';
const TENANT = 'Refused: for which tenant?';
const AWS = 'Refused by AWS, whatever the role was given';
const BROKER = 'Refused by the session broker';

/** The rows of `npm run demo`: a token, a tenant, its data, and who refuses what on the way. */
export function storyRows({ tenantSuspended }: PublishedBounds): Row[] {
  return [...allowed(), ...outside(), ...tenants(), suspension(tenantSuspended), ...byAws(), ...byBroker(), ...proofRows()];
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
  return [
    refused(CALLER, 'no token', GATEWAY, () => ({ 'X-Tenant-Id': 'acme' })),
    refused(
      CALLER,
      'expired token',
      by(401, 'token.expired'),
      asEdge('acme', (parts) => shifted(parts, -120)),
    ),
    refused(CALLER, 'token for another service', by(401, 'token.audience'), asEdge('acme', claims({ aud: 'media' }))),
    refused(
      CALLER,
      'edge’s kid, signed by reporting’s key',
      by(401, 'token.signature'),
      asEdge('acme', (parts) => ({ ...parts, signedBy: 'reporting' })),
    ),
    refused(
      CALLER,
      'issuer that nobody knows',
      by(401, 'issuer.unknown'),
      asEdge('acme', (parts) => header({ kid: 'mallory/1' })(claims({ iss: 'mallory', sub: 'mallory' })(parts))),
    ),
    refused(LISTED, 'reporting, with a valid token of its own', by(403, 'caller.not-listed'), (world) =>
      signedFor(world, 'reporting', 'issues', 'acme'),
    ),
  ];
}

function tenants(): Row[] {
  const row = (request: string, expected: Expected, headers: HeadersOf) => refused(TENANT, request, expected, headers);
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

function suspension(tenantSuspended: number): Row {
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
  return [
    brokerShown(BROKER, 'media shows a token that it issued itself', 'caller.self', (world) =>
      tokenParts(world, 'media', 'media', 'globex'),
    ),
    brokerShown(BROKER, 'media shows a token of a caller not on its list', 'caller.not-listed', (world) =>
      tokenParts(world, 'edge', 'media', 'acme'),
    ),
  ];
}
