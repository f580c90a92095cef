// Which endpoints the demo may talk to: only this computer, only over TLS. This is the check that keeps it off real AWS.
import { isIPv4 } from 'node:net';
import { DemoError, ExitCode } from './errors';

/**
 * The endpoint's origin in its normal form (`https://127.0.0.1:4566`), which is what every caller must use afterwards:
 * what was checked is then what is called.
 *
 * @throws DemoError unless the host is 127.0.0.0/8, ::1 or localhost and the scheme https.
 */
export function loopbackEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refused('it is not a URL');
  if (url.username || url.password) throw refused('it carries a user name or password');
  if (!isLoopbackHost(url.hostname)) throw refused(`its host is "${url.hostname}"`);
  // The bootstrap bucket's policy denies plain HTTP as soon as IAM is enforced, and asset uploads then fail late and obscurely.
  if (url.protocol !== 'https:') throw refused(`its scheme is "${url.protocol.slice(0, -1)}"`);
  if (url.pathname !== '/' || url.search || url.hash) throw refused('it has a path, a query or a fragment');
  return url.origin;

  function refused(why: string): DemoError {
    return new DemoError({
      code: 'endpoint.not-loopback',
      exitCode: ExitCode.EndpointNotLoopback,
      seen: `the endpoint "${text}" is refused: ${why}`,
      expected: 'https and a loopback address, such as https://127.0.0.1:4566',
      remedy: 'start a local AWS on this computer with TLS on and pass its URL, or leave --endpoint out',
    });
  }
}

/** `host` as the URL parser gives it: lower case, IPv4 in dotted decimal, IPv6 in brackets. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}
