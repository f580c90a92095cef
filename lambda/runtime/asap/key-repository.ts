// The client of an ASAP key repository: `GET <base>/<kid>` answers with one PEM public key. How the request is sent (plain, or
// signed with the function's role) is the caller's; what is accepted as an answer is decided here.

import { isKid, PEM_MEDIA_TYPE } from '../../../contract';
import type { HttpResponse } from '../http/https-request';
import { parsePublicKey } from './public-key';
import type { PublicKeyResult, PublicKeySource } from './verifier';

export interface KeyRepositoryOptions {
  /** Base URL, https only; a trailing slash makes no difference. */
  readonly baseUrl: string;
  /** Sends one GET and returns the answer whatever its status; rejects if there is none in time. Follows no redirect. */
  readonly get: (url: URL, headers: { readonly [name: string]: string }) => Promise<HttpResponse>;
}

export class KeyRepositoryClient implements PublicKeySource {
  private readonly baseUrl: string;

  public constructor(private readonly options: KeyRepositoryOptions) {
    const { protocol, search, hash } = new URL(options.baseUrl);
    if (protocol !== 'https:' || search !== '' || hash !== '') {
      throw new TypeError(`key repository is ${options.baseUrl}, expected an https URL without query or fragment`);
    }
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
  }

  public async get(kid: string): Promise<PublicKeyResult> {
    if (!isKid(kid)) return { reason: 'key.unknown' };
    let response: HttpResponse;
    try {
      // Plain concatenation: the form of a kid was checked, and S3 wants `+` written out.
      const path = kid.split('/').map(encodeURIComponent).join('/');
      response = await this.options.get(new URL(`${this.baseUrl}/${path}`), { accept: PEM_MEDIA_TYPE });
    } catch {
      return { reason: 'key.unavailable' };
    }
    // A bucket that may not be listed answers 403 for an object that does not exist.
    if (response.status === 404 || response.status === 403) return { reason: 'key.unknown' };
    if (response.status !== 200) return { reason: 'key.unavailable' };
    if (mediaType(response.headers['content-type']) !== PEM_MEDIA_TYPE) return { reason: 'key.unsuitable' };
    const key = parsePublicKey(response.body.toString('latin1'));
    return key === undefined ? { reason: 'key.unsuitable' } : { key };
  }
}

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}
