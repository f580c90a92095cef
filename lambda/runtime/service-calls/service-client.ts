// Calls another service for the tenant of the request at hand. The tenant comes from a TenantContext and cannot be given as a
// string; token, tenant header and trace header are set here.

import type { Agent } from 'node:https';
import { AUTHORIZATION_HEADER, TENANT_HEADER, TRACE_HEADER } from '../../../contract';
import type { AsapSigner } from '../asap/signer';
import { type HttpResponse, httpsRequest } from '../http/https-request';
import { genuine, type TenantContext } from '../tenant-context/tenant-context';

export interface ServiceClientOptions {
  /** Name of the service that is called: the audience of the tokens. */
  readonly service: string;
  /** Base URL of its API, https only. */
  readonly baseUrl: string;
  readonly signer: AsapSigner;
  /** For one call, in milliseconds. @default 10000 */
  readonly timeoutMilliseconds?: number;
  /** @default 1 MiB */
  readonly maxBodyBytes?: number;
  readonly agent?: Agent;
}

export interface ServiceRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export class ServiceClient {
  private readonly baseUrl: URL;

  public constructor(private readonly options: ServiceClientOptions) {
    if (!URL.canParse(options.baseUrl)) throw new TypeError('base URL is no URL, expected the https URL of the service');
    this.baseUrl = new URL(options.baseUrl.endsWith('/') ? options.baseUrl : `${options.baseUrl}/`);
    if (this.baseUrl.protocol !== 'https:')
      throw new TypeError(`base URL is ${this.baseUrl.protocol}//${this.baseUrl.host}, expected https: tokens are bearer tokens`);
    const { search, hash, username, password } = this.baseUrl;
    if (search || hash || username || password) throw new TypeError('base URL is expected without user, query and fragment');
  }

  /** Sends one request for this tenant and returns the answer whatever its status. Rejects if there is none in time. */
  public async call(tenant: TenantContext, request: ServiceRequest): Promise<HttpResponse> {
    const { tenantId, traceId } = genuine(tenant);
    const url = new URL(request.path.replace(/^\/+/, ''), this.baseUrl);
    // A path like `//host` or `https:` would take the token elsewhere.
    if (url.origin !== this.baseUrl.origin || !url.pathname.startsWith(this.baseUrl.pathname)) {
      throw new TypeError(`path ${JSON.stringify(request.path)} leaves ${this.baseUrl.href}`);
    }
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
