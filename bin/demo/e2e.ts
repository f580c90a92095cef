// `npm run e2e`: the demo's story and all its chapters as tests, in a lifecycle: deploy, requests; a caller added and a key withdrawn by a second
// deployment; destroy. One line a test, and `N passed, N failed` at the end.
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { stalenessBounds } from '../../contract';
import { REFERENCE_SETTINGS } from '../../examples/reference/stacks/service';
import { APP_COMMAND } from './app-command';
import { provisionedWorld, rowsOf, runRows } from './driver/run-reference';
import { sealed, tokenParts } from './driver/tokens';
import { World } from './driver/world';
import { type LocalSession, withLocalAws } from './lifecycle';
import { progressOnStderr } from './progress';
import { reportFailure } from './run-demo';
import { CHAPTERS } from './table/chapters';
import { bearer, explain } from './table/http-rows';
import { workspaceAt } from './workspace';

interface TestResult {
  readonly name: string;
  /** What was wrong; undefined if it passed. */
  readonly failure?: string;
}

const BOUNDS = stalenessBounds(REFERENCE_SETTINGS);
/** What the second deployment changes. */
const SECOND = { 'bulkhead:issues-callers': 'edge,reporting', 'bulkhead:withdrawn': 'edge' };

async function lifecycle({ localAws, cdk }: LocalSession, report: (result: TestResult) => void): Promise<void> {
  const progress = progressOnStderr(false);
  const world = await provisionedWorld(localAws, cdk, progress);
  const rows = [...rowsOf([]), ...rowsOf(Object.keys(CHAPTERS))];
  const results = await progress.phase('send the requests', () => runRows(rows, world));
  for (const { section, request, expected, ok, got, decidedBy, reason } of results) {
    report({
      name: `${section}: ${request}`,
      ...(!ok && { failure: `expected ${expected}, got ${got} (${decidedBy}, ${reason})` }),
    });
  }

  // A token of edge that outlives the deployment which takes its key away.
  const parts = tokenParts(world, 'edge', 'issues', 'acme');
  const edgeToken = bearer(
    await sealed(world, { ...parts, claims: { ...parts.claims, exp: Number(parts.claims.iat) + 300 } }),
    'acme',
  );
  const reporting = async (sender: World) =>
    sender.send('issues', 'issues', bearer(await sealed(sender, tokenParts(sender, 'reporting', 'issues', 'acme')), 'acme'));
  report(check('reporting is refused before it is on the list', (await reporting(world)).status, 403));
  report(check('edge is let in before its key is withdrawn', (await world.send('issues', 'issues', edgeToken)).status, 200));

  const outputs = await progress.phase('deploy again: a caller added, a key withdrawn', () =>
    cdk.deploy('all', { concurrency: 4, context: SECOND }),
  );
  const changed = new World(localAws, outputs);
  report(check('a caller added by a deployment is let in', (await reporting(changed)).status, 200));
  report(await progress.phase('wait for the bound of a withdrawn key', () => refused(changed, edgeToken, 'a withdrawn key')));

  const reportingToken = bearer(await sealed(changed, tokenParts(changed, 'reporting', 'issues', 'acme')), 'acme');
  report(
    check('reporting is let in before its key is revoked', (await changed.send('issues', 'issues', reportingToken)).status, 200),
  );
  // How the execution ends is not asked: the local Step Functions knows no API Gateway whose caches it could flush.
  await progress.phase('revoke the key of reporting', () => changed.revoke('reporting'));
  report(await progress.phase('wait for the bound of a withdrawn key', () => refused(changed, reportingToken, 'a revoked key')));
  report(
    check(
      'a revoked key signs nothing',
      await failure(sealed(changed, tokenParts(changed, 'reporting', 'issues', 'acme'))),
      'DisabledException',
    ),
  );

  await progress.phase('destroy', () => cdk.destroy());
  report(check('no stack of the app is left', await stacksLeft(localAws), []));
}

/** The same token is refused within the published bound, as one whose key nobody knows. */
async function refused(world: World, headers: Record<string, string>, what: string): Promise<TestResult> {
  const limit = BOUNDS.keyWithdrawn.requests;
  const name = `${what} is refused within ${limit} s`;
  const start = performance.now();
  for (;;) {
    const sentAfter = (performance.now() - start) / 1000;
    const answer = await world.send('issues', 'issues', headers);
    if (answer.status === 401) return check(name, (await explain(world, answer)).reason, 'key.unknown');
    if (sentAfter > limit) return { name, failure: `still ${answer.status} after ${sentAfter.toFixed(1)} s` };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function failure(act: Promise<unknown>): Promise<string | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

async function stacksLeft(localAws: LocalSession['localAws']): Promise<string[]> {
  const { StackSummaries: stacks = [] } = await new CloudFormation(localAws.clientConfiguration).listStacks({});
  return stacks
    .filter(({ StackStatus: status, StackName: name }) => status !== 'DELETE_COMPLETE' && name?.startsWith('Bulkhead'))
    .map(({ StackName: name, StackStatus: status }) => `${name} ${status}`);
}

function check(name: string, seen: unknown, expected: unknown): TestResult {
  const equal = JSON.stringify(seen) === JSON.stringify(expected);
  return { name, ...(!equal && { failure: `expected ${JSON.stringify(expected)}, got ${JSON.stringify(seen)}` }) };
}

async function main(): Promise<number> {
  const results: TestResult[] = [];
  const report = (result: TestResult) => {
    results.push(result);
    process.stdout.write(`${result.failure === undefined ? 'ok' : 'not ok'} ${results.length} - ${result.name}\n`);
    if (result.failure !== undefined) process.stdout.write(`  ${result.failure}\n`);
  };
  let exitCode = 0;
  try {
    await withLocalAws({ workspace: workspaceAt(), app: APP_COMMAND }, progressOnStderr(false), (session) =>
      lifecycle(session, report),
    );
  } catch (error) {
    exitCode = reportFailure(error, false);
    report({ name: 'the lifecycle runs to its end', failure: error instanceof Error ? error.message : String(error) });
  }
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return exitCode || (failed > 0 ? 1 : 0);
}

main().then((exitCode) => process.exit(exitCode));
