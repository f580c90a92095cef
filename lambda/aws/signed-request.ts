// Requests to AWS signed with the function's role, for the two reads on the hot path (a public key, a tenant's record). A signed
// GET over node:https answers 80 ms sooner after a cold start than the SDK's client does.

import { Agent } from 'node:https';
import { ExplainedError, READ_ATTEMPTS } from '../../contract';
import { type HttpResponse, httpsRequest } from '../runtime/http/https-request';
import { signedHeaders } from './signature-v4';

export interface SignedRequest {
  readonly service: string;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly timeoutMilliseconds?: number;
  readonly maxBodyBytes?: number;
}

export type SendSigned = (request: SignedRequest) => Promise<HttpResponse>;

type Environment = { readonly [name: string]: string | undefined };

/** Sends with the role of the function whose environment is given. The Lambda service renews a role's credentials with the environment. */
export function signedRequests(environment: Environment): SendSigned {
  const agent = new Agent({ keepAlive: true });
  return async ({ service, method, url, headers = {}, body, timeoutMilliseconds, maxBodyBytes }) => {
    const credentials = {
      accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: environment.AWS_SESSION_TOKEN,
    };
    const region = required(environment, 'AWS_REGION');
    const signed = signedHeaders({ service, region, method, url, headers, body }, credentials);
    return httpsRequest(url, { method, headers: signed, body, timeoutMilliseconds, maxBodyBytes, agent });
  };
}

/** The endpoint of a service, with the settings that every AWS SDK honours: endpoint URLs and FIPS. */
export function endpointOf(service: string, environment: Environment, urlSuffix: string): URL {
  const own = environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? environment.AWS_ENDPOINT_URL;
  if (own) {
    if (URL.canParse(own)) return new URL(own);
    throw new ExplainedError(
      `the endpoint of ${service} is not a valid URL`,
      'an https URL',
      `correct AWS_ENDPOINT_URL_${service.toUpperCase()} or AWS_ENDPOINT_URL, or remove it`,
    );
  }
  const fips = environment.AWS_USE_FIPS_ENDPOINT === 'true' ? '-fips' : '';
  return new URL(`https://${service}${fips}.${required(environment, 'AWS_REGION')}.${urlSuffix}`);
}

export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '')
    throw new ExplainedError(
      `environment variable ${name} is missing`,
      'the environment variables that the construct sets',
      'deploy the stack again, and do not change this variable with another tool',
    );
  return value;
}

/** The JSON of a required variable. The error does not quote the text. */
export function requiredJson(environment: Environment, name: string): unknown {
  return jsonOf(required(environment, name), `environment variable ${name}`);
}

/** @param what what holds the text, for the message */
export function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ExplainedError(`${what} is not JSON`, 'JSON in the form that the construct writes', 'deploy the stack again');
  }
}

/**
 * Once more if nothing came back or the service says it is its own fault; a refusal is final. A connection kept alive over a
 * function's sleep is often closed by then, and its first use fails.
 */
export async function withRetry<R extends { readonly status: number }>(attempt: () => Promise<R>): Promise<R> {
  for (let left = READ_ATTEMPTS; ; left -= 1) {
    try {
      const answer = await attempt();
      if (answer.status < 500 || left <= 1) return answer;
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
