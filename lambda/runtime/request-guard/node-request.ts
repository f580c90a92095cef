// The headers of a node:http request: as they came, and without the caller's credentials for whoever handles it.

import type { IncomingMessage } from 'node:http';
import { AUTHORIZATION_HEADER } from '../../../contract';
import { type HeaderValues, isCalled } from '../decision';

const AUTHORIZATION = AUTHORIZATION_HEADER.toLowerCase();

/** Node leaves out what comes after so many lines and says nothing, unless the server's `maxHeadersCount` is another number, or 0 for all. */
const MAX_HEADER_LINES = 1000;

/**
 * Reads the lines as they were sent. Not `request.headers`: of two Authorization headers it holds the first alone, and other
 * code may have put one in, from a cookie or the query string.
 */
export function headerValuesOf(request: IncomingMessage): HeaderValues {
  const { rawHeaders } = request;
  // Where lines may be missing each header counts as one that was repeated.
  const isWhole = rawHeaders.length < 2 * mostLines(request);
  return (wanted) => {
    const found: string[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      if (isCalled(rawHeaders[index] ?? '', wanted)) found.push(rawHeaders[index + 1] ?? '');
    }
    return isWhole ? found : [...found, ...found];
  };
}

/** Not more than a thousand, whatever the server takes: nobody needs them. */
function mostLines({ socket }: IncomingMessage): number {
  // A TCP or TLS server's connections know it, and Node documents nothing of the kind.
  const { server } = (socket ?? {}) as { server?: { maxHeadersCount?: unknown } };
  const most = server?.maxHeadersCount;
  return typeof most === 'number' && most > 0 ? Math.min(most, MAX_HEADER_LINES) : MAX_HEADER_LINES;
}

/** From here on the request has no Authorization header, whichever way one looks at it. */
export function takeCredentialsOut(request: IncomingMessage): void {
  // Node makes both of these from `rawHeaders` when they are first asked for: after that it may change.
  delete request.headers[AUTHORIZATION];
  delete request.headersDistinct[AUTHORIZATION];
  const { rawHeaders } = request;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (isCalled(rawHeaders[index] ?? '', AUTHORIZATION)) rawHeaders.splice(index, 2);
  }
}
