// Public keys of a key repository, and what it answered: a service needs to know only that there is no key, a person wants to know why.
import { Agent } from 'node:https';
import { ExplainedError } from '../../../../contract';
import { KeyCache, KeyRepositoryClient, type PublicKeyResult, type PublicKeySource } from '../../../../lambda/runtime/asap';
import { plainReads, type Read } from '../../../../lambda/runtime/http/plain-reads';
import { isOfOperations } from '../../operations-half';

/** Milliseconds. A person waits longer than a function, and is farther away. */
const LIMITS = { answer: 10_000, connect: 5000 };

export interface RepositoryKeysOptions {
  readonly issuers: readonly string[];
  readonly clock: () => number;
  /** @default - reads without credentials */
  readonly signedRead?: Read;
}

export class RepositoryKeys implements PublicKeySource {
  /** What was asked, and what came of it; undefined if nothing was asked. */
  public seen: string | undefined;
  /** Why nothing could be asked: no credentials, no Region. */
  public failure: Error | undefined;
  private readonly cache: KeyCache;

  public constructor(baseUrl: string, { issuers, clock, signedRead }: RepositoryKeysOptions) {
    // No connection outlives its answer. Node itself knows which certificates to trust: NODE_EXTRA_CA_CERTS.
    const read = signedRead ?? plainReads({ agent: new Agent(), connectMilliseconds: LIMITS.connect });
    const how = signedRead === undefined ? 'GET' : 'signed GET';
    const client = new KeyRepositoryClient({
      baseUrls: [baseUrl],
      timeoutMilliseconds: LIMITS.answer,
      get: async (url, headers, timeout) => {
        try {
          const response = await read(url, headers, timeout);
          this.seen = `${how} ${url}: ${response.status} ${response.headers['content-type'] ?? 'without a content type'}`;
          return response;
        } catch (error) {
          // Not an answer of the repository.
          if (isOfOperations(error)) this.failure = error;
          this.seen = `${how} ${url}: ${codeOf(error)}`;
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
  const { code } = error as NodeJS.ErrnoException;
  const message = error instanceof ExplainedError ? error.seen : error.message;
  return code === undefined || message === '' ? (code ?? message) : `${code}, ${message}`;
}
