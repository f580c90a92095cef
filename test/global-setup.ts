// The constructs ship prebuilt functions, and the proof the actions of AWS’s services, so the tests build them first (half a second).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function bundle(): void {
  const script = join(__dirname, '..', 'scripts', 'assets.mjs');
  execFileSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
}
