// One pool of connections for all clients of a function. A tenant's credentials need a client of their own, and a client of the SDK opens
// connections of its own: a TLS handshake with each session, and a socket that stays open until the environment ends.

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** What `requestHandler` of an SDK client takes. */
export interface SharedConnections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  /** Milliseconds until a connection must be open. */
  readonly connectionTimeout: number;
  /** Milliseconds until an answer must begin. */
  readonly requestTimeout: number;
  /** Without it the SDK only logs that the time is over. */
  readonly throwOnRequestTimeout: boolean;
}

/**
 * Connections for the SDK clients of a function. Call it once, outside the handler, and give the result to each client:
 *
 *     const requestHandler = sharedConnections();
 *     const connect = (credentials: TenantCredentials) => DynamoDBDocument.from(new DynamoDB({ credentials, requestHandler }));
 *
 * The clients share connections and nothing else: each request is signed with the credentials of its own client. Do not call `destroy`
 * on a client: it closes the connections of all clients.
 *
 * A connection has 3 seconds to open, and an answer has 5 seconds to begin. At most 50 connections to one endpoint are open.
 */
export function sharedConnections(): SharedConnections {
  const pool = { keepAlive: true, maxSockets: 50 };
  return {
    httpAgent: new HttpAgent(pool),
    httpsAgent: new HttpsAgent(pool),
    connectionTimeout: 3000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
  };
}
