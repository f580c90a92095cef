// The client of ASAP key repositories: `GET <base>/<kid>` answers with one PEM public key. How the request is sent (plain, or
// signed with the function's role) is the caller's; what is accepted as an answer is decided here.

import { ExplainedError, isKid, MAX_PUBLISHED_KEY_BYTES, PEM_MEDIA_TYPE } from '../../../contract';
import { causeOf } from '../cause';
import { AnswerTooLongError, type HttpResponse } from '../http/https-request';
import { lifetimeOf } from '../http/lifetime';
import { plainReads, type Read } from '../http/plain-reads';
import { parsePublicKey } from './public-key';
import type { PublicKeyResult, PublicKeySource } from './verifier';

export interface KeyRepositoryOptions {
  /**
   * The https base URLs of one repository and its fallbacks. A trailing slash makes no difference. The client asks the next URL if one
   * cannot be reached, does not answer in time, or answers with a status of 500 or above. Any other answer is final, also the answer that
   * there is no such key.
   */
  readonly baseUrls: readonly string[];
  /** Sends one GET request. It must limit the time and the length of the answer, and not follow redirects. @default plainReads() */
  readonly get?: Read;
  /** Time for one key, in milliseconds. The URLs of `baseUrls` share it equally. @default 3000 */
  readonly timeoutMilliseconds?: number;
}

/** Reads public keys from a key repository, without a cache. Put a `KeyCache` in front of it. */
export class KeyRepositoryClient implements PublicKeySource {
  private readonly baseUrls: readonly string[];
  private readonly read: Read;
  private readonly shareMilliseconds: number;

  /** @throws ExplainedError for a list that is empty, and for a URL that is not https or has a user, query or fragment */
  public constructor({ baseUrls, get = plainReads(), timeoutMilliseconds = 3000 }: KeyRepositoryOptions) {
    if (!Array.isArray(baseUrls) || baseUrls.length === 0)
      throw new ExplainedError(
        `baseUrls is ${JSON.stringify(baseUrls)}`,
        'a list of one or more https URLs',
        "write baseUrls: ['https://keys.example']",
      );
    this.baseUrls = baseUrls.map(checkedBaseUrl);
    this.read = get;
    this.shareMilliseconds = timeoutMilliseconds / baseUrls.length;
  }

  public async get(kid: string): Promise<PublicKeyResult> {
    if (!isKid(kid)) return { reason: 'key.unknown' };
    // Plain concatenation: the form of a kid was checked, and S3 wants `+` written out.
    const path = kid.split('/').map(encodeURIComponent).join('/');
    let cause = '';
    for (const baseUrl of this.baseUrls) {
      const response = await this.answerOf(new URL(`${baseUrl}/${path}`));
      if (typeof response !== 'string' && !(response.status >= 500)) return resultOf(response);
      cause = typeof response === 'string' ? response : `status ${response.status}`;
    }
    return { reason: 'key.unavailable', cause };
  }

  /** The answer, or why there is none. */
  private async answerOf(url: URL): Promise<HttpResponse | string> {
    try {
      return await this.read(url, { accept: PEM_MEDIA_TYPE }, this.shareMilliseconds);
    } catch (error) {
      // An answer all the same, and its status counts: error pages may be of any length. As a key it is none.
      if (error instanceof AnswerTooLongError) return { status: error.status, headers: {}, body: Buffer.alloc(0) };
      return causeOf(error);
    }
  }
}

function resultOf({ status, headers, body }: HttpResponse): PublicKeyResult {
  // A bucket that may not be listed answers 403 for an object that does not exist.
  if (status === 404 || status === 403) return { reason: 'key.unknown' };
  // A redirect, too: a key is where its kid says, and who answers so has said nothing about the key.
  if (status !== 200) return { reason: 'key.unavailable', cause: `status ${status}` };
  if (mediaType(headers['content-type']) !== PEM_MEDIA_TYPE) return { reason: 'key.unsuitable', cause: 'wrong media type' };
  if (body.length > MAX_PUBLISHED_KEY_BYTES) return { reason: 'key.unsuitable', cause: 'too long' };
  const key = parsePublicKey(body.toString('latin1'));
  return key === undefined ? { reason: 'key.unsuitable', cause: 'no suitable key' } : { key, lifetime: lifetimeOf(headers) };
}

function checkedBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol === 'https:' && !url.username && !url.password && !url.search && !url.hash)
    return baseUrl.replace(/\/+$/, '');
  // Not as it was given: user and query may be secrets.
  const seen = url === undefined ? 'a text that is not a valid URL' : `${url.protocol}//${url.host}${url.pathname}`;
  throw new ExplainedError(
    `baseUrls contains ${seen}`,
    'an https URL without user, query or fragment',
    'correct this entry of baseUrls',
  );
}

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}
