// Ctrl-C once ends the run in order; again, at once; the echo that npm sends of the same key press is neither.
import { Interrupted, listenForSignals } from '../../../bin/demo/interruption';

describe('listenForSignals', () => {
  const onFirst = jest.fn();
  const onAgain = jest.fn();
  let now = 0;
  let interruption: ReturnType<typeof listenForSignals>;
  beforeEach(() => {
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    interruption = listenForSignals({ onFirst, onAgain });
  });
  afterEach(() => {
    interruption.dispose();
    jest.restoreAllMocks();
    onFirst.mockClear();
    onAgain.mockClear();
    now = 0;
  });
  const press = (signal: NodeJS.Signals, at: number): void => {
    now = at;
    process.emit(signal, signal);
  };

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('rejects running work on %s, with exit code %i', async (signal, exitCode) => {
    const outcome = interruption.orInterrupted(new Promise(() => {}));

    press(signal, 1000);

    await expect(outcome).rejects.toMatchObject({ name: 'Interrupted', exitCode });
    expect(interruption.signal.reason).toBeInstanceOf(Interrupted);
    expect(onFirst).toHaveBeenCalledTimes(1);
  });

  it('takes a repetition within half a second for the same key press', () => {
    press('SIGINT', 1000);
    press('SIGINT', 1400);
    expect(onAgain).not.toHaveBeenCalled();
  });

  it('ends at once on a later one', () => {
    press('SIGINT', 1000);
    press('SIGINT', 1600);
    expect(onFirst).toHaveBeenCalledTimes(1);
    expect(onAgain).toHaveBeenCalledTimes(1);
  });

  it('passes a result through when no signal comes', async () => {
    await expect(interruption.orInterrupted(Promise.resolve(3))).resolves.toBe(3);
  });

  it('gives the signals back', () => {
    const during = process.listenerCount('SIGINT');
    interruption.dispose();
    expect(process.listenerCount('SIGINT')).toBe(during - 1);
  });
});
