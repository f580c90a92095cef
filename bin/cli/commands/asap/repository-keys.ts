// Public keys of a key repository, and what it answered: a service needs to know only that there is no key, a person wants to know why.
import { Agent } from 'node:https';
import { KeyCache, KeyRepositoryClient, type PublicKeyResult, type PublicKeySource } from '../../../../lambda/runtime/asap';
import { plainReads } from '../../../../lambda/runtime/http/plain-reads';

/** Milliseconds. A person waits longer than a function, and is farther away. */
const LIMITS = { answer: 10_000, connect: 5000 };

export class RepositoryKeys implements PublicKeySource {
  /** What was asked, and what came of it; undefined if nothing was asked. */
  public seen: string | undefined;
  private readonly cache: KeyCache;

  public constructor(baseUrl: string, issuers: readonly string[], clock: () => number) {
    // No connection outlives its answer. Whom it trusts is Node's affair: NODE_EXTRA_CA_CERTS.
    const read = plainReads({ agent: new Agent(), connectMilliseconds: LIMITS.connect });
    const client = new KeyRepositoryClient({
      baseUrls: [baseUrl],
      timeoutMilliseconds: LIMITS.answer,
      get: async (url, headers, timeout) => {
        try {
          const response = await read(url, headers, timeout);
          this.seen = `GET ${url}: ${response.status} ${response.headers['content-type'] ?? 'without a content type'}`;
          return response;
        } catch (error) {
          this.seen = `GET ${url}: ${codeOf(error)}`;
          throw error;
        }
      },
    });
    this.cache = new KeyCache(client, { issuers, clock });
  }

  public get(kid: string): PublicKeyResult | Promise<PublicKeyResult> {
    return this.cache.get(kid);
  }
}

/** Several addresses that all fail are an error with a code and no message. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || message === '' ? (code ?? message) : `${code}, ${message}`;
}
