// Deploys the reference app, provisions tenants, runs the table and prints it.
import { stalenessBounds } from '../../../contract';
import { REFERENCE_SETTINGS } from '../../../examples/reference/stacks/service';
import type { CdkCli } from '../cdk-cli';
import { leftOut, printLeftOut } from '../left-out';
import type { LocalAws } from '../local-aws';
import type { Progress } from '../progress';
import type { ReferenceInput, ReferenceResult } from '../run-demo';
import { printTable } from '../table/print';
import { type RowResult, runRow } from '../table/row';
import { tableRows } from '../table/rows';
import { provisionTenants } from '../table/tenants';
import { sealed, tokenParts } from './tokens';
import { World } from './world';

export async function runReference({ localAws, cdk, progress, options, session }: ReferenceInput): Promise<ReferenceResult> {
  const world = await provisionedWorld(localAws, cdk, progress);
  const results = await progress.phase('send the requests', () => runTable(world));
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else
    process.stdout.write(
      `\n${printTable(results, process.stdout.isTTY === true)}\n${printLeftOut(leftOut(session.run.cdkOutput))}\n`,
    );
  return {
    ok: results.every(({ ok }) => ok),
    ...(options.keep && { keepNotes: await keepNotes(world) }),
  };
}

/** Deploys the reference app and provisions the table's tenants. */
export async function provisionedWorld(localAws: LocalAws, cdk: CdkCli, progress: Progress): Promise<World> {
  const outputs = await progress.phase('deploy the reference app', () => cdk.deploy('all', { concurrency: 4 }));
  const world = new World(localAws, outputs);
  await progress.phase('provision tenants', () => provisionTenants(world));
  return world;
}

export async function runTable(world: World): Promise<RowResult[]> {
  const results: RowResult[] = [];
  // One after the other: the emulator keeps a process for every function that runs at once, and rows build on each other.
  const { tenantSuspended, keyWithdrawn } = stalenessBounds(REFERENCE_SETTINGS);
  for (const row of tableRows({ tenantSuspended: tenantSuspended.requests, keyWithdrawn: keyWithdrawn.requests })) {
    results.push(await runRow(row, world));
  }
  return results;
}

async function keepNotes(world: World): Promise<string[]> {
  const { url } = world.service('issues');
  const parts = tokenParts(world, 'edge', 'issues', 'acme');
  const token = await sealed(world, { ...parts, claims: { ...parts.claims, exp: Number(parts.claims.iat) + 300 } });
  return [
    `issues: ${url}`,
    `media:  ${world.service('media').url}`,
    'To try a request as edge for acme (the token is good for five minutes; another --keep run makes another one):',
    `  TOKEN=${token}`,
    `  curl --cacert ${world.localAws.caFile} -H "Authorization: Bearer $TOKEN" -H 'X-Tenant-Id: acme' ${url}/issues`,
    'With X-Tenant-Id: globex it is refused with 401, since the tenant is signed.',
  ];
}
