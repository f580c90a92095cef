// Deploys the reference app, provisions tenants, runs the table and prints it.
import { stalenessBounds } from '../../../contract';
import { REFERENCE_SETTINGS } from '../../../examples/reference/stacks/service';
import type { CdkCli } from '../cdk-cli';
import { leftOut, printLeftOut } from '../left-out';
import type { LocalAws } from '../local-aws';
import type { Progress } from '../progress';
import type { ReferenceInput, ReferenceResult } from '../run-demo';
import { CHAPTERS } from '../table/chapters';
import { printTable } from '../table/print';
import { type PublishedBounds, type Row, type RowResult, runRow } from '../table/row';
import { storyRows } from '../table/story';
import { provisionTenants } from '../table/tenants';
import { USUAL_WIDTH } from '../terminal';
import { sealed, tokenParts } from './tokens';
import { World } from './world';

export async function runReference({ localAws, cdk, progress, options, session }: ReferenceInput): Promise<ReferenceResult> {
  const world = await provisionedWorld(localAws, cdk, progress);
  const rows = rowsOf(options.chapters);
  const results = await progress.phase(`send ${rows.length} requests`, (report) => runRows(rows, world, report));
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else {
    const { isTTY, columns = USUAL_WIDTH } = process.stdout;
    const table = printTable(results, { color: isTTY === true, width: columns });
    process.stdout.write(`\n${table}\n${printLeftOut(leftOut(session.run.cdkOutput), columns)}\n`);
  }
  return {
    ok: results.every(({ ok }) => ok),
    ...(options.keep && { keepNotes: await keepNotes(world) }),
  };
}

/** Deploys the reference app and provisions the table's tenants. */
export async function provisionedWorld(localAws: LocalAws, cdk: CdkCli, progress: Progress): Promise<World> {
  const outputs = await progress.phase('deploy the reference app', (report) => cdk.deploy('all', { concurrency: 4, report }));
  const world = new World(localAws, outputs);
  await progress.phase('provision tenants', () => provisionTenants(world));
  return world;
}

/** The story, or these chapters instead. */
export function rowsOf(chapters: readonly string[]): Row[] {
  const { tenantSuspended, keyWithdrawn } = stalenessBounds(REFERENCE_SETTINGS);
  const bounds: PublishedBounds = { tenantSuspended: tenantSuspended.requests, keyWithdrawn: keyWithdrawn.requests };
  if (chapters.length === 0) return storyRows(bounds);
  return chapters.flatMap((name) => CHAPTERS[name]?.rows(bounds) ?? []);
}

/** One after the other: the emulator keeps a process for every function that runs at once, and rows build on each other. */
export async function runRows(
  rows: readonly Row[],
  world: World,
  report: (detail: string) => void = () => {},
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    report(`${results.length + 1}/${rows.length}  ${row.request}`);
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
