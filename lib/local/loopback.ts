// The endpoint and the account of a local AWS. What the local form leaves out must never reach AWS.
import { Token } from 'aws-cdk-lib/core';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The origin and nothing behind or before it: no path, query, fragment or credentials. */
export function loopbackOrigin(endpoint: string): string {
  const { protocol, hostname, origin, href } = new URL(endpoint);
  if (protocol !== 'https:' || !LOOPBACK.test(hostname) || href !== `${origin}/`) {
    throw new Error(
      `endpoint is ${endpoint}, expected https:// and a loopback address: what is left out here must never reach AWS`,
    );
  }
  return origin;
}

/** Emulators serve this account. Any other one is real, and must never get an app with its denials left out. */
export const LOCAL_ACCOUNT = '000000000000';

export function needsLocalAccount(whose: string, account: string): void {
  if (Token.isUnresolved(account) || account === LOCAL_ACCOUNT) return;
  throw new Error(
    `${whose} names the account ${account}, expected ${LOCAL_ACCOUNT} or none: the local form leaves out what keeps tenants apart. ` +
      'Set AWS_ENDPOINT_URL and local credentials, or leave LocalCloud away.',
  );
}
