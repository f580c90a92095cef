// Progress on stderr, so that stdout stays clean for the table: one line per phase with its seconds, a spinner on a terminal.
import { fitted, USUAL_WIDTH } from './terminal';

/** Says what is being done at the moment. */
export type Report = (detail: string) => void;

export interface Progress {
  /** Runs `work` and reports it as one line when it ends. What `work` reports meanwhile stands beside the spinner. Errors pass through. */
  phase<T>(title: string, work: (report: Report) => Promise<T>): Promise<T>;
  note(text: string): void;
  /** Output of a running command, with `--verbose`. */
  readonly output?: (chunk: string) => void;
}

export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** Only on a terminal: redraws a line. */
  readonly spinner: boolean;
  readonly verbose: boolean;
  /** Milliseconds, from any origin. */
  readonly now: () => number;
  /** Columns of the terminal. */
  readonly width: () => number;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const CLEAR_LINE = '\r\u001b[K';

export function createProgress({ write, spinner, verbose, now, width }: ProgressOptions): Progress {
  // A spinner and a command's output would overwrite each other.
  const spins = spinner && !verbose;

  async function phase<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
    const start = now();
    let detail = '';
    const stopSpinner = spins ? spin(title, start, () => detail) : () => {};
    if (verbose) write(`… ${title}\n`);
    const finish = (mark: string): void => {
      stopSpinner();
      write(`${mark} ${title}  ${seconds(start)}\n`);
    };
    try {
      const result = await work((text) => {
        detail = text;
      });
      finish('✓');
      return result;
    } catch (error) {
      finish('✗');
      throw error;
    }
  }

  function spin(title: string, start: number, detail: () => string): () => void {
    let frame = 0;
    const timer = setInterval(() => {
      frame = (frame + 1) % FRAMES.length;
      write(`${CLEAR_LINE}${fitted(`${FRAMES[frame]} ${title}  ${seconds(start)}  ${detail()}`.trimEnd(), width() - 1)}`);
    }, 100);
    return () => {
      clearInterval(timer);
      write(CLEAR_LINE);
    };
  }

  function seconds(start: number): string {
    return `${((now() - start) / 1000).toFixed(1)} s`;
  }

  return { phase, note: (text) => write(`${spins ? CLEAR_LINE : ''}${text}\n`), ...(verbose && { output: write }) };
}

/** Progress of this process: stderr, with a spinner if that is a terminal. */
export function progressOnStderr(verbose: boolean): Progress {
  return createProgress({
    write: (text) => void process.stderr.write(text),
    spinner: process.stderr.isTTY === true,
    verbose,
    now: () => performance.now(),
    width: () => process.stderr.columns ?? USUAL_WIDTH,
  });
}
