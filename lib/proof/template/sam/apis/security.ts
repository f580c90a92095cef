// Who is asked before a route: the authorizer that its event names, the API's default, and API keys.

import { isScalar, type Json, type JsonObject, listOf, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { missOthersOf } from '../missed';
import { isNothing, plainEntries } from '../values';
import { type Authorizer, IAM_SCHEME, KEY_SCHEME } from './authorizers';
import type { ApiDocument } from './document';
import type { Route } from './route';

const ROUTE_AUTH = ['ApiKeyRequired', 'AuthorizationScopes', 'Authorizer', 'InvokeRole', 'OverrideApiAuth', 'ResourcePolicy'];

/** API Gateway calls the function with the rights of whoever called the API. */
const CALLER = 'arn:aws:iam::*:user/*';

/** The default authorizer that only the deployment knows: no authorizer has this name. */
const UNKNOWN = ' ';

export interface Auth {
  readonly written: Json;
  readonly authorizers: ReadonlyMap<string, Authorizer>;
  readonly kind: 'rest' | 'http';
}

/** Whether the API has an Auth at all. */
export function isGiven({ written }: Auth): boolean {
  return !isNothing(written) && plainEntries(written)?.length !== 0;
}

/** What the event's own Auth makes of its operation. */
export function routeSecurity(expansion: Expansion, source: Source, { event }: Route, auth: Auth): JsonObject {
  const ofEvent = own(event.properties, 'Auth');
  if (isNothing(ofEvent)) return {};
  const where = `Auth of event ${event.name} of ${event.owner.id}`;
  if (plainEntries(ofEvent) === undefined) {
    expansion.miss(where);
    return {};
  }
  missOthersOf(expansion, where, ofEvent, ROUTE_AUTH);
  const name = expansion.value(own(ofEvent, 'Authorizer'));
  const scopes = own(ofEvent, 'AuthorizationScopes');
  const isKeyed = expansion.isOn(own(ofEvent, 'ApiKeyRequired'), `ApiKeyRequired of event ${event.name} of ${event.owner.id}`);
  const isKnown =
    isNothing(name) || name === 'NONE' || name === 'AWS_IAM' || (typeof name === 'string' && auth.authorizers.has(name));
  if (!isKnown) expansion.miss(`Authorizer of event ${event.name} of ${event.owner.id}, which ${source.id} does not define`);
  const key = isKeyed ? [{ api_key: [] }] : [];
  if (!isKnown || (isNothing(name) && isNothing(scopes))) return key.length === 0 ? {} : { security: key };
  const asked = typeof name === 'string' ? name : defaultOf(expansion, auth);
  if (asked === undefined || (asked === 'NONE' && auth.kind === 'http')) return key.length === 0 ? {} : { security: key };
  const wanted = asked === 'NONE' || asked === 'AWS_IAM' ? [] : (scopes ?? auth.authorizers.get(asked)?.scopes ?? []);
  return { security: [{ [asked]: wanted }, ...key] };
}

/** Adds schemes, and what the API asks of the routes that say nothing. */
export function applySecurity(
  expansion: Expansion,
  source: Source,
  document: ApiDocument,
  routes: readonly Route[],
  auth: Auth,
): void {
  const { written, authorizers, kind } = auth;
  for (const [name, { scheme }] of authorizers) document.schemes.set(name, scheme);
  const byDefault = defaultOf(expansion, auth);
  if (byDefault !== undefined && byDefault !== 'AWS_IAM' && byDefault !== 'NONE' && !authorizers.has(byDefault)) {
    expansion.miss(`DefaultAuthorizer of ${source.id}`);
    return;
  }
  const setting = (route: Route, name: string) => {
    const value = expansion.value(own(own(route.event.properties, 'Auth'), name));
    return isScalar(value) ? String(value) : undefined;
  };
  const usesIam = byDefault === 'AWS_IAM' || routes.some((route) => setting(route, 'Authorizer') === 'AWS_IAM');
  const isIamOn = expansion.isOn(own(written, 'EnableIamAuthorizer'), `EnableIamAuthorizer of ${source.id}`);
  if (kind === 'rest' ? usesIam : isIamOn) document.schemes.set('AWS_IAM', IAM_SCHEME);
  const isKeyed = expansion.isOn(own(written, 'ApiKeyRequired'), `ApiKeyRequired of ${source.id}`);
  if (isKeyed || routes.some((route) => setting(route, 'ApiKeyRequired') === 'true')) document.schemes.set('api_key', KEY_SCHEME);
  const exempt = new Set(
    routes.filter((route) => isExempt(expansion, route, kind)).map(({ path, method }) => `${method} ${path}`),
  );
  const unkeyed = new Set(
    routes.filter((route) => setting(route, 'ApiKeyRequired') === 'false').map(({ path, method }) => `${method} ${path}`),
  );
  const coversPreflight = expansion.isOn(
    own(written, 'AddDefaultAuthorizerToCorsPreflight'),
    `AddDefaultAuthorizerToCorsPreflight of ${source.id}`,
    true,
  );
  const keysPreflight = expansion.isOn(
    own(written, 'AddApiKeyRequiredToCorsPreflight'),
    `AddApiKeyRequiredToCorsPreflight of ${source.id}`,
    true,
  );
  document.change((operation, method, path) => {
    const at = `${method === 'x-amazon-apigateway-any-method' ? 'any' : method} ${path}`;
    const isPreflight = method.toLowerCase() === 'options';
    const before = listOf(own(operation, 'security') ?? []);
    const names = before.flatMap((one) => (plainEntries(one) ?? []).map(([name]) => name));
    const isDecided = exempt.has(at) || names.some((name) => name === 'NONE' || name === 'AWS_IAM' || authorizers.has(name));
    const adds =
      byDefault !== undefined && byDefault !== 'NONE' && !isDecided && (!isPreflight || (coversPreflight && kind === 'rest'));
    const needsKey = isKeyed && (!isPreflight || keysPreflight) && !names.includes('api_key') && !unkeyed.has(at);
    if (!adds && !needsKey) return operation;
    return {
      ...operation,
      security: [
        ...(adds ? [{ [byDefault]: authorizers.get(byDefault)?.scopes ?? [] }] : []),
        ...before,
        ...(needsKey ? [{ api_key: [] }] : []),
      ],
    };
  });
}

/** Of an HTTP API, a route without an authorizer has no mark of its own in the document. */
function isExempt(expansion: Expansion, { event }: Route, kind: Auth['kind']): boolean {
  return kind === 'http' && expansion.value(own(own(event.properties, 'Auth'), 'Authorizer')) === 'NONE';
}

/** The role that the gateway calls the function with, where callers sign with IAM. */
export function invokeCredentials(expansion: Expansion, { event }: Route, { written, kind }: Auth): Json | undefined {
  const ofEvent = own(event.properties, 'Auth');
  const name = expansion.value(own(ofEvent, 'Authorizer') ?? own(written, 'DefaultAuthorizer'));
  if (kind === 'http' || name !== 'AWS_IAM') return undefined;
  const given = own(ofEvent, 'InvokeRole');
  const isWritten = Object.hasOwn((ofEvent ?? {}) as object, 'InvokeRole');
  const role = isWritten ? given : own(ofEvent, 'Authorizer') === undefined ? own(written, 'InvokeRole') : undefined;
  if (role === 'NONE' || (isWritten && isNothing(role))) return undefined;
  return isNothing(role) || role === 'CALLER_CREDENTIALS' ? CALLER : role;
}

function defaultOf(expansion: Expansion, { written }: Auth): string | undefined {
  const name = expansion.value(own(written, 'DefaultAuthorizer'));
  if (isNothing(name)) return undefined;
  return typeof name === 'string' ? name : UNKNOWN;
}
