// Calls another service for the tenant of the request at hand. The tenant comes from a TenantContext and cannot be given as a
// string; token, tenant header and trace header are set here.

import type { Agent } from 'node:https';
import { AUTHORIZATION_HEADER, ExplainedError, TENANT_HEADER, TRACE_HEADER } from '../../../contract';
import type { AsapSigner } from '../asap/signer';
import { type HttpResponse, httpsRequest } from '../http/https-request';
import { urlBelow } from '../http/url-below';
import { genuine, type TenantContext } from '../tenant-context/tenant-context';

export interface ServiceClientOptions {
  /** Name of the called service: the audience of the tokens. */
  readonly service: string;
  /** Base URL of its API, https only. */
  readonly baseUrl: string;
  /** Signs as this service. */
  readonly signer: AsapSigner;
  /** Time limit of one call, in milliseconds. @default 10000 */
  readonly timeoutMilliseconds?: number;
  /** Longest accepted answer, in bytes. @default 1048576 */
  readonly maxBodyBytes?: number;
  /** Agent for trust and connections. @default Node's own agent, which trusts Node's root certificates */
  readonly agent?: Agent;
}

export interface ServiceRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Path below the base URL, with an optional query: `/invoices/42?open=1`, `/batch:run`. The slash at the beginning is optional. `call`
   * rejects with ExplainedError if the path leaves the base URL (by `..`), or is a whole URL.
   */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Calls one service, for the tenant of the current request. */
export class ServiceClient {
  private readonly baseUrl: URL;

  /** @throws ExplainedError for a baseUrl that is not https, or that has a user, query or fragment */
  public constructor(private readonly options: ServiceClientOptions) {
    if (!URL.canParse(options.baseUrl)) throw badBaseUrl('baseUrl is not a valid URL');
    this.baseUrl = new URL(options.baseUrl.endsWith('/') ? options.baseUrl : `${options.baseUrl}/`);
    const { protocol, host, search, hash, username, password } = this.baseUrl;
    // A token is a bearer token: it counts for everybody who reads it on the way.
    if (protocol !== 'https:') throw badBaseUrl(`baseUrl is ${protocol}//${host}`);
    // Not as they were given: they may be secrets.
    if (search || hash || username || password) throw badBaseUrl('baseUrl holds a user, a query or a fragment');
  }

  /**
   * Sends one request for this tenant and returns the answer of any status.
   *
   * Rejects with ForgedTenantContextError for a tenant that is not genuine, with ExplainedError for a path outside of baseUrl and for an
   * answer of more than `maxBodyBytes`, with the error of the key if the key does not sign, and if there is no answer in time.
   */
  public async call(tenant: TenantContext, request: ServiceRequest): Promise<HttpResponse> {
    const { tenantId, traceId } = genuine(tenant);
    // Before the token: a path that leaves the base URL takes it nowhere.
    const url = urlBelow(this.baseUrl, request.path);
    const token = await this.options.signer.token({ audience: this.options.service, tenantId });
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    return httpsRequest(url, {
      method: request.method ?? 'GET',
      headers: {
        [AUTHORIZATION_HEADER]: `Bearer ${token}`,
        [TENANT_HEADER]: tenantId,
        ...(traceId !== undefined && { [TRACE_HEADER]: traceId }),
        ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      body,
      timeoutMilliseconds: this.options.timeoutMilliseconds ?? 10_000,
      maxBodyBytes: this.options.maxBodyBytes ?? 1_048_576,
      agent: this.options.agent,
    });
  }
}

function badBaseUrl(seen: string): ExplainedError {
  const expected = 'the https URL of the service: only scheme, host and path';
  return new ExplainedError(seen, expected, 'give the URL of its API, such as `url` of its TenantService');
}
