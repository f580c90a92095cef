// Which Python runs the local AWS, what is said when none can, and when its environment is made anew.
import { readFileSync } from 'node:fs';
import { testedVersion } from '../../../bin/demo/health';
import { environmentName, isUsable, noUsablePython, type PythonFacts } from '../../../bin/demo/python-choice';
import { pipEnvironment } from '../../../bin/demo/python-environment';
import { workspaceAt } from '../../../bin/demo/workspace';

const GOOD: PythonFacts = { executable: '/usr/bin/python3', version: [3, 11, 7], missing: [] };

describe('isUsable', () => {
  it.each([
    [{ ...GOOD, version: [3, 10, 0] as const }, true],
    [GOOD, true],
    [{ ...GOOD, version: [4, 0, 0] as const }, true],
    [{ ...GOOD, version: [3, 9, 18] as const }, false],
    [{ ...GOOD, version: [2, 7, 18] as const }, false],
    [{ ...GOOD, missing: ['ensurepip'] }, false],
    [undefined, false],
  ])('%j: %s', (facts, expected) => {
    expect(isUsable(facts)).toBe(expected);
  });
});

describe('noUsablePython', () => {
  const old = { ...GOOD, version: [3, 9, 6] as const };
  const bare = { ...GOOD, version: [3, 12, 3] as const, missing: ['ensurepip'] };

  it.each([
    ['none', [{ command: 'python3' }, { command: 'python3.12' }], 'python.missing', /no Python was found .*python3, python3\.12/],
    ['an old one', [{ command: 'python3', facts: old }, { command: 'python3.12' }], 'python.too-old', /python3 is 3\.9\.6/],
    [
      'one without venv',
      [{ command: 'python3', facts: bare }],
      'python.no-venv',
      /lacks ensurepip[\s\S]*apt install python3\.12-venv/,
    ],
    [
      'an old one and one without venv',
      [
        { command: 'python3', facts: old },
        { command: 'python3.12', facts: bare },
      ],
      'python.no-venv',
      /python3\.12 is Python 3\.12\.3/,
    ],
  ])('finds %s', (_name, probes, code, message) => {
    const error = noUsablePython(probes);

    expect(error).toMatchObject({ code, exitCode: 10 });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/expected {2}Python 3\.10 or newer/);
  });
});

describe('environmentName', () => {
  const name = environmentName('ministack==1\n', GOOD);

  it('stays the same for a patch release of Python', () => {
    expect(environmentName('ministack==1\n', { ...GOOD, version: [3, 11, 9] })).toBe(name);
  });

  it.each([
    ['requirements', 'ministack==2\n', GOOD],
    ['release line of Python', 'ministack==1\n', { ...GOOD, version: [3, 12, 7] as const }],
    ['interpreter', 'ministack==1\n', { ...GOOD, executable: '/opt/python3' }],
  ])('changes with the %s', (_what, requirements, facts) => {
    expect(environmentName(requirements, facts)).not.toBe(name);
  });
});

describe('pipEnvironment', () => {
  it('keeps index, proxy and certificate settings', () => {
    const settings = { PIP_INDEX_URL: 'https://mirror', PIP_CERT: '/ca', HTTPS_PROXY: 'http://proxy', PIP_RETRIES: '9' };
    expect(pipEnvironment(settings)).toMatchObject(settings);
  });

  it.each(['PIP_TARGET', 'PIP_USER', 'PIP_PREFIX', 'PYTHONPATH', 'PYTHONHOME'])('drops %s', (name) => {
    expect(pipEnvironment({ [name]: 'x' })).not.toHaveProperty(name);
  });
});

describe('requirements.txt', () => {
  const text = readFileSync(workspaceAt().requirementsFile, 'utf8');

  it('pins every package exactly', () => {
    const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*( ; python_version < "3\.11")?$/);
  });

  it('pins the local AWS that the health check asks for', () => {
    expect(testedVersion(text)).toBe('1.5.33');
  });
});
