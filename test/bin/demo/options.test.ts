// The command line of the demo: what is understood, and what is refused before anything starts.
import { DemoError, ExitCode } from '../../../bin/demo/errors';
import { HELP, parseOptions } from '../../../bin/demo/options';
import { CHAPTERS } from '../../../bin/demo/table/chapters';

const PLAIN = { command: 'run', keep: false, chapters: [], json: false, verbose: false };

describe('parseOptions', () => {
  it.each([
    ['nothing', [], PLAIN],
    ['--help', ['--help'], { ...PLAIN, command: 'help' }],
    ['-h beside anything', ['-h', '--keep'], { ...PLAIN, command: 'help' }],
    ['--keep', ['--keep'], { ...PLAIN, keep: true }],
    ['--json --verbose', ['--json', '--verbose'], { ...PLAIN, json: true, verbose: true }],
    ['--port 4570', ['--port', '4570'], { ...PLAIN, port: 4570 }],
    ['--port=65535', ['--port=65535'], { ...PLAIN, port: 65535 }],
    ['--chapter asap', ['--chapter', 'asap'], { ...PLAIN, chapters: ['asap'] }],
    ['--chapter asap twice', ['--chapter', 'asap', '--chapter=asap'], { ...PLAIN, chapters: ['asap'] }],
    ['--chapter all', ['--chapter', 'all'], { ...PLAIN, chapters: Object.keys(CHAPTERS) }],
    ['--stop', ['--stop'], { ...PLAIN, command: 'stop' }],
    [
      '--endpoint and --ca',
      ['--endpoint', 'https://127.0.0.1:1', '--ca', 'c.pem'],
      { ...PLAIN, endpoint: 'https://127.0.0.1:1', caFile: 'c.pem' },
    ],
  ])('understands %s', (_name, argv, expected) => {
    expect(parseOptions(argv)).toEqual(expected);
  });

  it.each([
    ['an unknown option', ['--fast'], /--fast/],
    ['a positional argument', ['keep'], /keep/],
    ['a value for a flag', ['--keep=yes'], /--keep/],
    ['port 0', ['--port', '0'], /"0"/],
    ['a port above 65535', ['--port', '65536'], /"65536"/],
    ['a port that is no number', ['--port', '80x'], /"80x"/],
    ['a port in exponent form', ['--port', '1e3'], /"1e3"/],
    ['a missing value', ['--port'], /port/],
    ['--endpoint without --ca', ['--endpoint', 'https://127.0.0.1:1'], /without --ca/],
    ['--ca without --endpoint', ['--ca', 'c.pem'], /without --endpoint/],
    ['--endpoint with --port', ['--endpoint', 'https://127.0.0.1:1', '--ca', 'c.pem', '--port', '1'], /--port/],
    ['a chapter that does not exist', ['--chapter', 'asp'], /"asp"/],
    ['--stop with --chapter', ['--stop', '--chapter', 'asap'], /--chapter/],
    ['--stop with --keep', ['--stop', '--keep'], /--keep/],
    ['--stop with --endpoint', ['--stop', '--endpoint', 'https://127.0.0.1:1'], /--endpoint/],
  ])('refuses %s with exit code 2', (_name, argv, message) => {
    const error = failureOf(() => parseOptions(argv));

    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
  });
});

describe('HELP', () => {
  it('explains every exit code', () => {
    const codes = HELP.slice(HELP.indexOf('Exit codes:'));
    for (const code of Object.values(ExitCode)) expect(codes).toMatch(new RegExp(`\\b${code}\\b`));
  });
});

function failureOf(work: () => unknown): DemoError {
  try {
    work();
  } catch (error) {
    if (error instanceof DemoError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
