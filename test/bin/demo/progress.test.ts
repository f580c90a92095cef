// One line per phase, with its seconds; nothing that needs a terminal unless there is one.
import { createProgress } from '../../../bin/demo/progress';

function recorder(options: { verbose?: boolean; spinner?: boolean } = {}) {
  let time = 0;
  let text = '';
  const write = (chunk: string): void => {
    text += chunk;
  };
  const progress = createProgress({ write, spinner: false, verbose: false, now: () => time, width: () => 60, ...options });
  return {
    progress,
    text: () => text,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe('createProgress', () => {
  it('writes a phase as one line when it has ended, and gives its result', async () => {
    const { progress, text, pass } = recorder();

    const result = await progress.phase('bootstrap', async () => {
      pass(2340);
      return 7;
    });

    expect(result).toBe(7);
    expect(text()).toBe('✓ bootstrap  2.3 s\n');
  });

  it('marks a phase that failed, and passes the error on', async () => {
    const { progress, text } = recorder();

    await expect(progress.phase('deploy', () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(text()).toBe('✗ deploy  0.0 s\n');
  });

  it('announces phases and hands output through when verbose, even on a terminal', async () => {
    const { progress, text } = recorder({ verbose: true, spinner: true });

    await progress.phase('deploy', async () => progress.output?.('Toy: deploying...\n'));

    expect(text()).toBe('… deploy\nToy: deploying...\n✓ deploy  0.0 s\n');
  });

  it('takes no output otherwise', () => {
    expect(recorder().progress.output).toBeUndefined();
  });

  it('replaces the spinner by the line on a terminal', async () => {
    const { progress, text } = recorder({ spinner: true });

    await progress.phase('stop', async () => {});

    expect(text()).toBe('\r\u001b[K✓ stop  0.0 s\n');
  });

  it('shows beside the spinner what is being done, cut to the width of the terminal', async () => {
    jest.useFakeTimers();
    try {
      const { progress, text } = recorder({ spinner: true });

      await progress.phase('deploy', async (report) => {
        report(`Issues 3/54  AWS::KMS::Key ${'Service/'.repeat(10)}`);
        jest.advanceTimersByTime(100);
      });

      expect(text()).toContain('⠙ deploy  0.0 s  Issues 3/54  AWS::KMS::Key Service/Servic…\r');
    } finally {
      jest.useRealTimers();
    }
  });
});
