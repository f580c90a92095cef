// What a request is decided on, whoever received it: one bearer token and one tenant named beside it, each in exactly one header.
// Authorizer and request guard differ in where headers come from, and in nothing else.

import { AUTHORIZATION_HEADER, type ReasonCode, TENANT_HEADER } from '../../../contract';
import { causeOf } from '../cause';
import { type Decision, type DecisionDependencies, decide } from './decide';

/** All values of a header, which is named in lower case: each line of its own, in whatever case it was sent. */
export type HeaderValues = (name: string) => readonly string[];

type Refused = Extract<Decision, { readonly allowed: false }>;

/** A decision, and if it is a yes the token as it was sent: the caller's credential, not for any log. */
export type HeaderDecision = (Extract<Decision, { readonly allowed: true }> & { readonly text: string }) | Refused;

const AUTHORIZATION = AUTHORIZATION_HEADER.toLowerCase();
const TENANT = TENANT_HEADER.toLowerCase();

/** Never rejects: whatever went wrong, it is a refusal. At once where nobody must be asked. */
export function decideOnHeaders(
  valuesOf: HeaderValues,
  dependencies: DecisionDependencies,
): HeaderDecision | Promise<HeaderDecision> {
  const authorizations = valuesOf(AUTHORIZATION);
  if (authorizations.length === 0) return refuse('token.missing');
  const text = authorizations.length === 1 ? bearerToken(authorizations[0] ?? '') : undefined;
  if (text === undefined) return refuse('token.scheme');
  const namedTenants = valuesOf(TENANT);
  if (namedTenants.length === 0) return refuse('tenant.missing');
  // Whoever stands in front (a cache, a router) may have gone by either of two values.
  if (namedTenants.length > 1) return refuse('tenant.malformed');
  try {
    const decision = decide({ token: text, namedTenants }, dependencies);
    return decision instanceof Promise ? decision.then((later) => withText(later, text), failed) : withText(decision, text);
  } catch (error) {
    return failed(error);
  }
}

function withText(decision: Decision, text: string): HeaderDecision {
  if (!decision.allowed) return decision;
  const { token, tenant, claimed } = decision;
  return { allowed: true, token, tenant, claimed, text };
}

/** Whatever it was, it may hold a token: its name alone is logged, and it is never a pass. */
function failed(error: unknown): Refused {
  return { ...refuse('internal.error'), cause: causeOf(error) };
}

/** True for a header of that name, given in lower case. A request has some thirty headers: most are told apart by their length. */
export function isCalled(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}

function refuse(reason: ReasonCode): Refused {
  return { allowed: false, reason, claimed: {} };
}

const SCHEME = 'bearer ';
const WHITE_SPACE = [' ', '\t', '\n', '\r'] as const;

/** What stands behind `Bearer` in whatever case and one space; undefined unless it is one word. */
function bearerToken(value: string): string | undefined {
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  const token = value.slice(SCHEME.length);
  // By `includes`: a pattern over the whole token costs as much as finding it verified.
  return token === '' || WHITE_SPACE.some((one) => token.includes(one)) ? undefined : token;
}
