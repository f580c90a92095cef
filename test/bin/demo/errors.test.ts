// Failures read as three lines for people and as fields for scripts.
import { DemoError, ExitCode, errorAsJson, lastLines } from '../../../bin/demo/errors';
import { reportFailure } from '../../../bin/demo/run-demo';

const PROPS = {
  code: 'port.taken',
  exitCode: ExitCode.PortTaken,
  seen: 'port 1 is taken',
  expected: 'a free port',
  remedy: 'name another',
};

describe('DemoError', () => {
  it('says what was seen, what was expected and what to do', () => {
    expect(new DemoError(PROPS).message).toBe('port 1 is taken\n  expected  a free port\n  do        name another');
  });
});

describe('ExitCode', () => {
  it('tells every situation apart', () => {
    const codes = Object.values(ExitCode);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('errorAsJson', () => {
  it('carries every field of a known failure', () => {
    expect(JSON.parse(errorAsJson(new DemoError({ ...PROPS, detail: 'log' })))).toEqual({
      ok: false,
      error: { ...PROPS, detail: 'log' },
    });
  });

  it('names an unknown failure internal', () => {
    expect(JSON.parse(errorAsJson(new TypeError('x')))).toEqual({ ok: false, error: { code: 'internal', seen: 'TypeError: x' } });
  });
});

describe('reportFailure', () => {
  let stdout: jest.SpyInstance;
  let stderr: jest.SpyInstance;
  beforeEach(() => {
    stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => jest.restoreAllMocks());

  it('keeps stdout empty unless JSON was asked for', () => {
    expect(reportFailure(new DemoError(PROPS), false)).toBe(12);
    expect(stdout).not.toHaveBeenCalled();
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining('port 1 is taken'));
  });

  it('writes one JSON line to stdout when asked', () => {
    reportFailure(new DemoError(PROPS), true);
    expect(stdout).toHaveBeenCalledTimes(1);
    expect(stdout).toHaveBeenCalledWith(`${errorAsJson(new DemoError(PROPS))}\n`);
  });

  it('never lets an unknown failure look like a refused row', () => {
    expect(reportFailure(new Error('x'), false)).toBe(70);
  });
});

describe('lastLines', () => {
  it('cuts from the front, and cuts long lines', () => {
    expect(lastLines('a\nb\ncccccc\n', 2, 3)).toBe('b\nccc…');
  });
});
