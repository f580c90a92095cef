// A row of the table: what is tried, what is expected, and what came of it. The demo prints the rows, the end-to-end tests judge them.
import type { World } from '../driver/world';

/** Bounds that the deployed services publish, in seconds. */
export interface PublishedBounds {
  readonly tenantSuspended: number;
  readonly keyWithdrawn: number;
}

export interface Outcome {
  readonly ok: boolean;
  readonly got: string;
  /** our code, gateway, gateway's cache, STS, KMS, IAM; or the proof, for what the local AWS cannot decide. */
  readonly decidedBy: string;
  /** Reason code from the function's log; `-` where no function of ours ran. */
  readonly reason: string;
  readonly milliseconds: number;
}

export interface Row {
  readonly section: string;
  readonly request: string;
  readonly expected: string;
  readonly run: (world: World) => Promise<Outcome>;
}

export interface RowResult extends Outcome {
  readonly section: string;
  readonly request: string;
  readonly expected: string;
}

export async function runRow(row: Row, world: World): Promise<RowResult> {
  const { section, request, expected } = row;
  const start = performance.now();
  try {
    return { section, request, expected, ...(await row.run(world)) };
  } catch (error) {
    const got = `failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 200);
    return { section, request, expected, ok: false, got, decidedBy: '-', reason: '-', milliseconds: performance.now() - start };
  }
}
