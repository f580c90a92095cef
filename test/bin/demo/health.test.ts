// What must hold of a local AWS before anything is deployed to it.
import { accountProblem, healthProblem } from '../../../bin/demo/health';

const ENDPOINT = 'https://127.0.0.1:4566';

describe('healthProblem', () => {
  it('accepts the tested release with IAM enforcement', () => {
    expect(healthProblem(ENDPOINT, { version: '1.5.33', auth: 'enabled' }, '1.5.33')).toBeUndefined();
  });

  it.each([
    ['no IAM enforcement', { version: '1.5.33', auth: 'disabled' }, 'local-aws.no-iam', /IAM enforcement is "disabled"/],
    ['an emulator that does not say', { version: '4.9.0', auth: 'undefined' }, 'local-aws.no-iam', /AUTH=true/],
    [
      'another release',
      { version: '1.5.34', auth: 'enabled' },
      'local-aws.version',
      /is MiniStack 1\.5\.34\n {2}expected {2}1\.5\.33/,
    ],
  ])('refuses %s', (_name, health, code, message) => {
    const problem = healthProblem(ENDPOINT, health, '1.5.33');

    expect(problem).toMatchObject({ code, exitCode: 15 });
    expect(problem?.message).toMatch(message);
  });
});

describe('accountProblem', () => {
  it('accepts the account of the emulator', () => {
    expect(accountProblem(ENDPOINT, '000000000000')).toBeUndefined();
  });

  it.each(['123456789012', '', undefined])('refuses account %p', (account) => {
    expect(accountProblem(ENDPOINT, account)).toMatchObject({ code: 'local-aws.account', exitCode: 15 });
  });
});
