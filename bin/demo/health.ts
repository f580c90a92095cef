// What must hold of a local AWS before anything is deployed to it: it is the tested release, it enforces IAM, and its
// account is the emulator's.
import { type Agent, get } from 'node:https';
import { LOCAL_ACCOUNT } from './child-environment';
import { DemoError, ExitCode } from './errors';

export interface Health {
  readonly version: string;
  readonly auth: string;
}

const TIMEOUT = 5000;

/** Rejects with the connection's error, or when the answer is not MiniStack's. */
export function readHealth(endpoint: string, agent: Agent): Promise<Health> {
  return new Promise((resolve, reject) => {
    const request = get(`${endpoint}/_ministack/health`, { agent, timeout: TIMEOUT }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('error', reject).once('end', () => {
        try {
          const { version, auth } = JSON.parse(body) as Partial<Health>;
          resolve({ version: String(version), auth: String(auth) });
        } catch {
          reject(new Error(`status ${response.statusCode} and no JSON`));
        }
      });
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    request.once('error', reject);
  });
}

/** The first thing wrong with the answer, if any. */
export function healthProblem(endpoint: string, health: Health, testedVersion: string): DemoError | undefined {
  if (health.auth !== 'enabled') {
    return new DemoError({
      code: 'local-aws.no-iam',
      exitCode: ExitCode.LocalAws,
      seen: `the local AWS at ${endpoint} says that IAM enforcement is "${health.auth}"`,
      expected: 'it to be enabled, as otherwise every request would be allowed',
      remedy: 'start it with AUTH=true and USE_SSL=1, or leave --endpoint out',
    });
  }
  if (health.version !== testedVersion) {
    return new DemoError({
      code: 'local-aws.version',
      exitCode: ExitCode.LocalAws,
      seen: `the local AWS at ${endpoint} is MiniStack ${health.version}`,
      expected: `${testedVersion}, the release that the table was written against`,
      remedy: `start MiniStack ${testedVersion} there, or leave --endpoint out`,
    });
  }
  return undefined;
}

export function accountProblem(endpoint: string, account: string | undefined): DemoError | undefined {
  if (account === LOCAL_ACCOUNT) return undefined;
  return new DemoError({
    code: 'local-aws.account',
    exitCode: ExitCode.LocalAws,
    seen: `the account behind ${endpoint} is ${account ?? 'unknown'}`,
    expected: `${LOCAL_ACCOUNT}, the emulator's`,
    remedy: 'check what listens at that address, or leave --endpoint out; nothing was deployed',
  });
}

export function unreachable(endpoint: string, error: unknown): DemoError {
  const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  return new DemoError({
    code: 'local-aws.unreachable',
    exitCode: ExitCode.LocalAws,
    seen: `the local AWS at ${endpoint} did not answer a health request (${reason})`,
    expected: 'a running MiniStack whose certificate is the one in the --ca file and names that host',
    remedy: 'check the URL, the port and the certificate, or leave --endpoint out',
  });
}

/** The MiniStack release that requirements.txt pins. */
export function testedVersion(requirements: string): string {
  const version = /^ministack==(\S+)/m.exec(requirements)?.[1];
  if (!version) throw new Error('requirements.txt does not pin ministack');
  return version;
}
