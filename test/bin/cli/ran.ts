// A run of the command: in this process, or of the program as the package has it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Output } from '../../../bin/cli/output';
import { run } from '../../../bin/cli/run';

/** What a run wrote, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Nothing is coloured or wrapped, unless the reader is told to be another one. */
export async function ran(argv: readonly string[], stdin?: string, reader: Partial<Output> = {}): Promise<Ended> {
  const written = { out: '', error: '' };
  const code = await run(argv, {
    out: (text) => {
      written.out += text;
    },
    error: (text) => {
      written.error += text;
    },
    color: false,
    width: 10_000,
    stdin: () => {
      if (stdin === undefined) throw new Error('nobody reads standard input');
      return stdin;
    },
    clock: Date.now,
    ...reader,
  });
  return { code, ...written };
}

const program = join(__dirname, '../../../build/bin/cdk-bulkhead.js');

export interface Spawning {
  readonly stdin?: string;
  readonly closesPipe?: boolean;
  readonly environment?: { readonly [name: string]: string };
}

/** The file that scripts/bundle.mjs makes before the tests. Not waited for in this process: what it asks may be served here. */
export function spawned(argv: readonly string[], { stdin = '', closesPipe = false, environment = {} }: Spawning = {}) {
  return new Promise<Omit<Ended, 'code'> & { readonly code: number | null }>((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...argv], { env: { ...process.env, ...environment } });
    const written = { out: '', error: '' };
    if (closesPipe) child.stdout.destroy();
    child.stdout.on('data', (chunk) => {
      written.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      written.error += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
    child.stdin.end(stdin);
  });
}
