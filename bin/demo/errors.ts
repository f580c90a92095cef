// The demo's failures: each carries its own exit code, so that a script can tell a missing Python from a
// refused request.

import { ExplainedError } from '../../contract';

export const ExitCode = {
  Ok: 0,
  RowNotAsExpected: 1,
  Usage: 2,
  Python: 10,
  PackageIndex: 11,
  PortTaken: 12,
  EndpointNotLoopback: 13,
  CdkCli: 14,
  LocalAws: 15,
  CdkCommand: 16,
  Internal: 70,
  // 128 + signal number, as shells report it.
  Hangup: 129,
  Interrupted: 130,
  Terminated: 143,
} as const;

export interface DemoErrorProps {
  /** Stable name, e.g. `python.missing`. */
  readonly code: string;
  readonly exitCode: number;
  readonly seen: string;
  readonly expected: string;
  readonly remedy: string;
  /** Lines of a log, shown below the three parts. */
  readonly detail?: string;
}

export class DemoError extends ExplainedError {
  public override readonly name = 'DemoError';
  readonly code: string;
  readonly exitCode: number;
  readonly detail: string | undefined;

  constructor({ code, exitCode, seen, expected, remedy, detail }: DemoErrorProps) {
    super(seen, expected, remedy);
    this.code = code;
    this.exitCode = exitCode;
    this.detail = detail;
  }
}

export function usageError(seen: string, expected: string): DemoError {
  return new DemoError({
    code: 'usage',
    exitCode: ExitCode.Usage,
    seen,
    expected,
    remedy: 'run `npm run demo -- --help` for the options',
  });
}

/** What `--json` prints instead of the table when the table could not be made. */
export function errorAsJson(error: unknown): string {
  if (!(error instanceof DemoError)) return JSON.stringify({ ok: false, error: { code: 'internal', seen: String(error) } });
  const { code, exitCode, seen, expected, remedy, detail } = error;
  return JSON.stringify({ ok: false, error: { code, exitCode, seen, expected, remedy, detail } });
}

/** The end of a log; a stack trace through minified code has lines that fill screens. */
export function lastLines(text: string, count = 25, width = 400): string {
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => (line.length > width ? `${line.slice(0, width)}…` : line)).join('\n');
}
