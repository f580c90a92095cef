// A route of an API, as an event asks for it.

import type { Json } from '../../template';
import type { Event } from '../events/event';

export interface Route {
  readonly event: Event;
  /** `/orders/{id}`, or `$default` of an HTTP API. */
  readonly path: string;
  /** In small letters; `any` for all of them. */
  readonly method: string;
  /** What the gateway calls. */
  readonly integration: Json;
}

export const IMPLICIT_REST_API = 'ServerlessRestApi';
export const IMPLICIT_HTTP_API = 'ServerlessHttpApi';

/** As OpenAPI documents of API Gateway have it. */
export function methodKey(method: string): string {
  return method === 'any' ? 'x-amazon-apigateway-any-method' : method;
}
