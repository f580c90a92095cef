// The runs that left something behind: those kept on purpose (--keep), and those whose demo died before it could clean up.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endGroup } from './process-groups';
import { type RunDirectory, runDirectoryAt, type Workspace } from './workspace';

/** `run.json` in a run's directory. */
export interface RunRecord {
  readonly ownerPid: number;
  readonly serverPid: number;
  readonly endpoint: string;
  readonly kept: boolean;
}

/** Milliseconds a server has to end by itself. */
const GRACE = 3000;

/** Stops every kept local AWS, and those without a demo; returns one line about each. */
export async function stopKept(workspace: Workspace): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { run, record } of listRuns(workspace)) {
    const ownerLives = commandOf(ownerOf(run, record)) !== '';
    if (!record?.kept && ownerLives) continue;
    if (record && isServerOf(run, record)) {
      await endGroup(record.serverPid, GRACE);
      lines.push(`Stopped the local AWS at ${record.endpoint} (process ${record.serverPid}).`);
    }
    run.remove();
  }
  return lines;
}

/** Deletes the directories of runs of which neither the demo nor the server lives. */
export function removeDeadRuns(workspace: Workspace): void {
  for (const { run, record } of listRuns(workspace)) {
    if (commandOf(ownerOf(run, record)) === '' && !(record && isServerOf(run, record))) run.remove();
  }
}

function listRuns(workspace: Workspace): { run: RunDirectory; record?: RunRecord }[] {
  if (!existsSync(workspace.runs)) return [];
  return readdirSync(workspace.runs).map((name) => {
    const run = runDirectoryAt(join(workspace.runs, name));
    return existsSync(run.record) ? { run, record: JSON.parse(readFileSync(run.record, 'utf8')) as RunRecord } : { run };
  });
}

// The directory's name starts with the demo's process id, which is there before the record is.
function ownerOf(run: RunDirectory, record?: RunRecord): number {
  return record?.ownerPid ?? Number.parseInt(run.path.slice(run.path.lastIndexOf('/') + 1), 10);
}

// A process id may have been given to somebody else since; only our server was started with this run's directory.
function isServerOf(run: RunDirectory, record: RunRecord): boolean {
  return commandOf(record.serverPid).includes(run.path);
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
