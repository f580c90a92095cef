// The constructs ship prebuilt functions, so the tests build them first (a third of a second).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function bundle(): void {
  execFileSync(process.execPath, [join(__dirname, '..', 'scripts', 'bundle.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}
