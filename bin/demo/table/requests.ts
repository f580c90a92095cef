// How rows say which request they send to `issues`, and what they expect of it.
import type { TokenParts } from '../driver/tokens';
import type { Answer, World } from '../driver/world';
import { type Expected, httpRow, signedFor } from './http-rows';
import type { Row } from './row';

export type HeadersOf = (world: World) => Promise<Record<string, string>> | Record<string, string>;

export const ALLOWED: Expected = { status: 200, reason: 'allowed', decidedBy: 'our code (issues)' };
export const CREATED: Expected = { ...ALLOWED, status: 201 };
export const by = (status: number, reason: string): Expected => ({ status, reason, decidedBy: 'our code (issues)' });
export const GATEWAY: Expected = { status: 401, reason: '-', decidedBy: 'gateway' };

export const asEdge = (tenant: string, change?: (parts: TokenParts) => TokenParts) => (world: World) =>
  signedFor(world, 'edge', 'issues', tenant, change);

export const get =
  (headers: HeadersOf) =>
  async (world: World): Promise<Answer> =>
    world.send('issues', 'issues', await headers(world));

export const claims = (change: object) => (parts: TokenParts) => ({ ...parts, claims: { ...parts.claims, ...change } });
export const header = (change: object) => (parts: TokenParts) => ({ ...parts, header: { ...parts.header, ...change } });

/** A request to `issues` that must come out as expected. */
export function refused(section: string, request: string, expected: Expected, headers: HeadersOf): Row {
  return httpRow(section, request, expected, get(headers));
}
