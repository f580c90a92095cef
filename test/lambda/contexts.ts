// Genuine tenant contexts, obtained the only way there is, and everything that merely looks like one.

import { TenantContext, withTenant } from '../../lambda/runtime';

/** What a request came with. Nobody verifies it behind the authorizer. */
export const SOME_TOKEN = 'header-of-a-token.payload-of-a-token.signature-of-a-token';

/** A proxy event as it comes from behind the authorizer. */
export function proxyEvent(
  changed: { readonly token?: string; readonly authorizer?: object | null; readonly headers?: object } = {},
) {
  const { token = SOME_TOKEN } = changed;
  const authorizer = { tenantId: 'acme', issuer: 'gateway', placement: 'pool', contextVersion: '3', tokenId: 'jti-1' };
  const headers = {
    Authorization: `Bearer ${token}`,
    'X-Tenant-Id': 'acme',
    'X-Amzn-Trace-Id': 'Root=1-2-3',
    ...changed.headers,
  };
  return {
    path: '/orders',
    headers: headers as Record<string, string>,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [String(value)]])),
    requestContext: {
      authorizer: (changed.authorizer === undefined ? authorizer : changed.authorizer) as Record<string, unknown> | null,
    },
  };
}

export async function genuineContext(token = SOME_TOKEN, tenantId = 'acme', issuer = 'gateway'): Promise<TenantContext> {
  const authorizer = { tenantId, issuer, placement: 'pool', contextVersion: '3', tokenId: 'jti-1' };
  const result = await withTenant(async (_event, tenant) => tenant)(proxyEvent({ token, authorizer }));
  if (!(result instanceof TenantContext)) throw new Error('the event was refused');
  return result;
}

/** Things of the right shape, made from a genuine context or without one. */
export function forgeries(genuine: TenantContext): readonly [string, unknown][] {
  const state = { tenantId: 'umbrella', caller: 'gateway', placement: 'pool', version: 3, token: 'x.y.z' };
  class LookAlike {
    public get tenantId(): string {
      return 'umbrella';
    }
    public readonly caller = 'gateway';
    public readonly placement = 'pool';
    public readonly version = 3;
    public readonly token = 'x.y.z';
  }
  return [
    ['nothing', undefined],
    ['null', null],
    ['the tenant id', 'acme'],
    ['an object of the same members', { ...state }],
    ['its own JSON', JSON.parse(JSON.stringify(genuine))],
    ['a spread copy', { ...genuine }],
    ['a structured clone', structuredClone(genuine)],
    ['an object of its prototype', Object.create(TenantContext.prototype)],
    [
      'an object of its prototype with members',
      Object.assign(Object.create(null), state, { __proto__: TenantContext.prototype }),
    ],
    ['an object that inherits from it', Object.create(genuine)],
    ['a proxy of it', new Proxy(genuine, {})],
    ['a proxy that answers for it', new Proxy(genuine, { get: (_target, name) => state[name as 'tenantId'] })],
    ['an object of a class with the same getters', new LookAlike()],
    ['a class whose instances claim to be one', Object.setPrototypeOf(new LookAlike(), TenantContext.prototype)],
    ['what a subclass constructs without the parent', Reflect.construct(Object, [], TenantContext)],
    ['the class', TenantContext],
    ['a function that looks like one', Object.assign(() => undefined, { tenantId: 'umbrella', token: 'x.y.z' })],
    ['an array of it', [genuine]],
    ['a promise of it', Promise.resolve(genuine)],
  ];
}
