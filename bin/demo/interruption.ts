// Turns Ctrl-C and its relatives into an AbortSignal for an orderly end, and a second one into an immediate end.
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndingSignal = (typeof SIGNALS)[number];

/** npm passes a terminal's Ctrl-C on although we got it too; within this many milliseconds it is the same key press. */
const SAME_KEY_PRESS = 500;

/** Reason of the abort, and what the interrupted work fails with. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(readonly endedBy: EndingSignal) {
    super(`Stopped by ${endedBy === 'SIGINT' ? 'Ctrl-C' : endedBy}.`);
    this.name = 'Interrupted';
    this.exitCode = 128 + constants.signals[endedBy];
  }
}

export interface Interruption {
  readonly signal: AbortSignal;
  /** `work`, or a rejection as soon as a signal comes; what `work` does afterwards is ignored. */
  orInterrupted<T>(work: Promise<T>): Promise<T>;
  /** Gives the signals their usual effect back. */
  dispose(): void;
}

export interface InterruptionHandlers {
  onFirst(interrupted: Interrupted): void;
  onAgain(interrupted: Interrupted): void;
}

export function listenForSignals(handlers: InterruptionHandlers): Interruption {
  const controller = new AbortController();
  let first: number | undefined;
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  aborted.catch(() => {});

  const listener = (endedBy: EndingSignal): void => {
    const interrupted = new Interrupted(endedBy);
    const now = performance.now();
    if (first === undefined) {
      first = now;
      handlers.onFirst(interrupted);
      controller.abort(interrupted);
    } else if (now - first > SAME_KEY_PRESS) {
      handlers.onAgain(interrupted);
    }
  };
  for (const name of SIGNALS) process.on(name, listener);
  return {
    signal: controller.signal,
    orInterrupted: (work) => Promise.race([work, aborted]),
    dispose() {
      for (const name of SIGNALS) process.off(name, listener);
    },
  };
}
