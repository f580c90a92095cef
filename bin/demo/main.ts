// `npm run demo`: the reference app on a local AWS, with requests that must be allowed and requests that must be refused.
import { APP_COMMAND } from './app-command';
import { runReference } from './driver/run-reference';
import { parseOptions } from './options';
import { progressOnStderr } from './progress';
import { reportFailure, runDemo } from './run-demo';
import { workspaceAt } from './workspace';

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  try {
    const options = parseOptions(argv);
    const parts = { workspace: workspaceAt(), app: APP_COMMAND, runReference };
    return await runDemo(options, progressOnStderr(options.verbose), parts);
  } catch (error) {
    return reportFailure(error, argv.includes('--json'));
  }
}

// A closed terminal or a closed pipe must not end the teardown half-way.
process.stderr.on('error', () => {});
process.stdout.on('error', () => {});
// Explicit, because an interrupted body may still hold the event loop.
main().then((exitCode) => process.exit(exitCode));
