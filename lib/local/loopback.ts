// The endpoint and the account of a local AWS. The local form lacks tenant isolation, so it must never be deployed to AWS.
import { Token } from 'aws-cdk-lib/core';
import { ExplainedError } from '../../contract';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The origin of an endpoint without path, query, fragment and credentials. */
export function loopbackOrigin(endpoint: unknown): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === 'https:' && LOOPBACK.test(url.hostname) && url.href === `${url.origin}/`) return url.origin;
  throw new ExplainedError(
    `LocalCloud: endpoint is ${endpoint === undefined ? 'missing' : JSON.stringify(endpoint)}`,
    'an https URL with a loopback address: the local form must never be deployed to AWS',
    "write endpoint: 'https://127.0.0.1:4566', with the port of your local AWS",
  );
}

/** Emulators serve this account. Every other account is real, and must never get an app without its Deny statements. */
export const LOCAL_ACCOUNT = '000000000000';

export function needsLocalAccount(whose: string, account: string): void {
  if (Token.isUnresolved(account) || account === LOCAL_ACCOUNT) return;
  throw new ExplainedError(
    `${whose} names the account ${account}`,
    `${LOCAL_ACCOUNT} or no account: the local form has no tenant isolation and must never be deployed to AWS`,
    'set AWS_ENDPOINT_URL and local credentials, or take LocalCloud out of the app',
  );
}
