// The local AWS as the rest of the demo sees it: an endpoint that was checked, and the only ways to reach it.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { childEnvironment, LOCAL_ACCOUNT, LOCAL_CREDENTIALS, LOCAL_REGION } from './child-environment';
import { usageError } from './errors';
import { accountProblem, type Health, healthProblem, readHealth, testedVersion, unreachable } from './health';
import { loopbackEndpoint } from './loopback';
import { choosePort } from './ports';
import type { ProcessGroups } from './process-groups';
import type { Progress } from './progress';
import { ensurePythonEnvironment } from './python-environment';
import { type Server, startServer } from './server';
import type { RunDirectory, Workspace } from './workspace';

export interface LocalAwsOptions {
  readonly workspace: Workspace;
  readonly run: RunDirectory;
  readonly processes: ProcessGroups;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly port?: number;
  /** Use this one instead of starting one. */
  readonly endpoint?: string;
  readonly caFile?: string;
}

export interface LocalAws {
  /** Origin, without a slash at the end. */
  readonly endpoint: string;
  readonly caFile: string;
  readonly region: string;
  readonly account: string;
  /** Log of the server; empty or absent when it was not started here. */
  readonly logFile: string;
  /** Process and group id of the server, when it was started here. */
  readonly pid?: number;
  /** For every AWS SDK client and https request of this process. */
  readonly agent: Agent;
  readonly clientConfiguration: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly requestHandler: { readonly httpsAgent: Agent };
  };
  /** For every process that is to reach it; see child-environment.ts for what is dropped and set. */
  childEnvironment(extra?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** False once a server that was started here has ended. */
  isUp(): boolean;
  /** Rejects if a server that was started here ends unasked; never resolves. */
  readonly died: Promise<never>;
  /** Leave it up when this process ends. */
  keep(): void;
  /** Ends the server and its functions, if it was started here. */
  stop(): Promise<void>;
}

/** @throws DemoError when it does not start, or is not the emulator that the demo was written for. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { workspace, run, progress } = options;
  const given = options.endpoint === undefined ? undefined : externalEndpoint(options.endpoint, options.caFile);
  const server = given ? undefined : await startOwn(options);
  const endpoint = server?.endpoint ?? (given as ExternalEndpoint).endpoint;
  const caFile = given?.caFile ?? run.certificateFile;
  const agent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  const localAws: LocalAws = {
    endpoint,
    caFile,
    region: LOCAL_REGION,
    account: LOCAL_ACCOUNT,
    logFile: run.serverLog,
    ...(server && { pid: server.pid }),
    agent,
    clientConfiguration: {
      endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      requestHandler: { httpsAgent: agent },
    },
    childEnvironment: (extra) => childEnvironment(process.env, { endpoint, caFile, home: run.home }, extra),
    isUp: () => server?.isUp() ?? true,
    died: server?.died ?? new Promise<never>(() => {}),
    keep: () => server?.release(),
    async stop() {
      agent.destroy();
      await server?.stop();
    },
  };
  await progress.phase(`check the local AWS at ${endpoint}`, () => assertLocal(localAws, workspace));
  return localAws;
}

async function startOwn(options: LocalAwsOptions): Promise<Server> {
  const { workspace, run, processes, progress, signal } = options;
  // Asked twice: first so that a wrong --port is heard of at once, then because an installation leaves time to lose the port.
  await choosePort(options.port);
  const python = await ensurePythonEnvironment({ workspace, run, processes, progress, signal });
  const { port, note } = await choosePort(options.port);
  if (note) progress.note(note);
  return progress.phase('start the local AWS', () => startServer({ workspace, run, processes, python, port, signal }));
}

interface ExternalEndpoint {
  readonly endpoint: string;
  readonly caFile: string;
}

function externalEndpoint(endpoint: string, caFile: string | undefined): ExternalEndpoint {
  const checked = loopbackEndpoint(endpoint);
  if (caFile === undefined) throw usageError('--endpoint was given without --ca', 'both');
  try {
    readFileSync(caFile);
  } catch (error) {
    throw usageError(`the --ca file ${caFile} cannot be read (${(error as NodeJS.ErrnoException).code})`, 'a PEM file');
  }
  return { endpoint: checked, caFile };
}

async function assertLocal({ endpoint, agent, clientConfiguration }: LocalAws, workspace: Workspace): Promise<void> {
  let health: Health;
  try {
    health = await readHealth(endpoint, agent);
  } catch (error) {
    throw unreachable(endpoint, error);
  }
  const problem = healthProblem(endpoint, health, testedVersion(readFileSync(workspace.requirementsFile, 'utf8')));
  if (problem) throw problem;
  const { Account } = await new STSClient(clientConfiguration).send(new GetCallerIdentityCommand({}));
  const accountIs = accountProblem(endpoint, Account);
  if (accountIs) throw accountIs;
}
