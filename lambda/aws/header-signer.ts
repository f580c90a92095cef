// Signature Version 4 in a request's headers, put together from the parts of @smithy/signature-v4. Its own `SignatureV4` also signs
// URLs, event streams and their binary headers: a fifth of the authorizer, none of it used. A test holds the two against each other.

import { createScope, getCanonicalHeaders, getPayloadHash, getSigningKey, SignatureV4Base } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, ChecksumConstructor, HttpRequest } from '@smithy/types';

export interface HeaderSignerOptions {
  readonly service: string;
  readonly region: string;
  readonly credentials: AwsCredentialIdentity;
  readonly sha256: ChecksumConstructor;
  readonly uriEscapePath: boolean;
}

export type SignedHeaders = { readonly [name: string]: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';

export class HeaderSigner extends SignatureV4Base {
  private readonly credentials: AwsCredentialIdentity;
  private readonly region: string;

  public constructor(options: HeaderSignerOptions) {
    super({ ...options, applyChecksum: true });
    this.credentials = options.credentials;
    this.region = options.region;
  }

  /** The headers to send, the request's own among them. Header names are given in lower case. */
  public async sign(request: HttpRequest, signingDate = new Date()): Promise<SignedHeaders> {
    const { accessKeyId, sessionToken } = this.credentials;
    const { longDate, shortDate } = this.formatDate(signingDate);
    const scope = createScope(shortDate, this.region, this.service);
    const payloadHash = await getPayloadHash(request, this.sha256);
    const headers = {
      ...request.headers,
      'x-amz-date': longDate,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
      'x-amz-content-sha256': payloadHash,
    };
    const signedHeaders = getCanonicalHeaders({ ...request, headers });
    const canonicalRequest = this.createCanonicalRequest(request, signedHeaders, payloadHash);
    const mac = new this.sha256(await getSigningKey(this.sha256, this.credentials, shortDate, this.region, this.service));
    mac.update(Buffer.from(await this.createStringToSign(longDate, scope, canonicalRequest, ALGORITHM)));
    const signature = Buffer.from(await mac.digest()).toString('hex');
    const names = this.getCanonicalHeaderList(signedHeaders);
    return {
      ...headers,
      authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }
}
