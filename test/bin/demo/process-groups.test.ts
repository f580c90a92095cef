// Commands end with everything they started, whether by themselves, by an abort or with the session.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ProcessGroups } from '../../../bin/demo/process-groups';

const HERE = { cwd: __dirname, env: { PATH: process.env.PATH } };
const sh = (script: string): [string, string[]] => ['/bin/sh', ['-c', script]];

describe('ProcessGroups', () => {
  it('gives exit code and output of both streams', async () => {
    const result = await new ProcessGroups().run(...sh('echo out; echo err >&2; exit 3'), HERE);

    expect(result.exitCode).toBe(3);
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('fails when there is no such program', async () => {
    await expect(new ProcessGroups().run('/no/such/program', [], HERE)).rejects.toThrow('ENOENT');
  });

  it('does not wait for what a command left behind, but ends it', async () => {
    const { output } = await new ProcessGroups().run(...sh('sleep 60 & echo $!'), HERE);

    expect(await gone(Number(output))).toBe(true);
  });

  it('ends the group on abort, and fails with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    let child = 0;
    const onOutput = (chunk: string): void => {
      child = Number(chunk);
      controller.abort(reason);
    };

    const running = new ProcessGroups().run(...sh('sleep 60 & echo $!; wait'), { ...HERE, signal: controller.signal, onOutput });

    await expect(running).rejects.toBe(reason);
    expect(await gone(child)).toBe(true);
  });

  it('starts nothing once ended', async () => {
    const processes = new ProcessGroups();
    await processes.endAll();
    await expect(processes.run(...sh('true'), HERE)).rejects.toThrow('the session has ended');
  });

  it('forgets what was released', () => {
    const processes = new ProcessGroups();
    const logDescriptor = openSync('/dev/null', 'w');
    const child = processes.start(...sh('sleep 60'), { ...HERE, logDescriptor });

    processes.release(child.pid as number);

    expect(processes.someLive).toBe(false);
    // The whole group: what the shell started would live on.
    process.kill(-(child.pid as number), 'SIGKILL');
    closeSync(logDescriptor);
  });
});

// An orphan stays listed as a zombie until init reaps it, which in a container may take its time.
async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    if (stdout.trim() === '' || stdout.trim().startsWith('Z')) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
