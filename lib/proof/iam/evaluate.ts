// One request against all policies that take part in it (IAM: policy evaluation logic; KMS: key policies; permissions boundaries;
// cross-account policy evaluation). An explicit denial wins; then every policy that sets a limit must allow; then somebody must grant.

import { allowedBy, deniedBy, undecidedBy } from './because';
import { Keys } from './keys';
import { matches, pattern } from './match';
import { type Parts, partsOf } from './parts';
import { coversAction, type ResourceText, type Statement } from './policy';
import { namedBy, type Via } from './principals';
import { any, both, not } from './truth';
import { type Decision, OPEN, type Policies, type RemainingCondition, type Request, type Truth } from './types';
import { substituted, type Written } from './variables';

/** What a set of statements says: the strongest answer, and the statement that gave it. */
interface Verdict {
  readonly truth: Truth;
  readonly statement?: Statement;
}

const NO: Verdict = { truth: false };
const YES: Verdict = { truth: true };

/** A request in the form that the evaluator compares. */
interface EvaluatedRequest {
  readonly principal: Request['principal'];
  readonly hasBoundary: boolean;
  /** Lower case. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly keys: Keys;
}

export function evaluate(original: Request, policies: Policies): Decision {
  const { principal, resource, resourceAccount } = original;
  const parts = partsOf(policies);
  const request: EvaluatedRequest = {
    principal,
    hasBoundary: parts.boundary !== undefined && (principal.kind === 'role' || principal.kind === 'user'),
    action: original.action.toLowerCase(),
    resource,
    resourceAccount,
    keys: Keys.of(original.context),
  };
  const hasIdentity = principal.kind === 'role' || principal.kind === 'user' || principal.kind === 'root';
  const own = hasIdentity ? strongest(parts.denying, request, applies) : NO;
  const denial = own.truth === true ? own : stronger(own, strongest(parts.denyingByName, request, appliesByName));
  if (denial.truth === true) {
    const name = denial.statement?.name ?? 'a policy';
    return { effect: 'Denied', statement: name, because: deniedBy(name) };
  }

  const within = limits(request, parts, policies, hasIdentity);
  if (within.truth === false) return { effect: 'Denied', because: within.because };
  const granted = grant(request, parts);
  if (granted.truth === false) return { effect: 'Denied', because: granted.because };
  const open = denial.truth === undefined ? denial : within.truth === undefined ? within : granted;
  if (open.truth === undefined) return undecided(open.statement, request);
  return {
    effect: 'Allowed',
    ...(granted.statement !== undefined && { statement: granted.statement.name }),
    because: granted.because,
  };
}

function undecided(statement: Statement | undefined, request: EvaluatedRequest): Decision {
  if (statement === undefined) return { effect: 'Unknown', because: undecidedBy('a policy', false, undefined) };
  const { name, isDeny } = statement;
  const remaining = remainingOf(statement, request);
  const because = undecidedBy(name, isDeny, remaining);
  return { effect: 'Unknown', statement: name, because, ...(remaining !== undefined && { remaining }) };
}

/** The conditions of a statement that are not known. Undefined if there are none, or if something else is not known either. */
function remainingOf(statement: Statement, request: EvaluatedRequest): RemainingCondition[] | undefined {
  if (coversAction(statement, request.action) !== true || coversResource(statement, request) !== true) return undefined;
  const { principals, notPrincipals } = statement;
  if (principals !== undefined || notPrincipals !== undefined) {
    const names = namedBy(statement, request.principal, request.hasBoundary);
    if (!names.some(({ truth }) => truth === true)) return undefined;
  }
  const open = statement.conditions.filter(({ holds }) => holds(request.keys) === undefined);
  // What is known of a key, and not enough: words would say that its value is the only question.
  if (open.length === 0 || !open.every(({ key }) => request.keys.get(key) === OPEN)) return undefined;
  return open.map(({ operator, writtenKey, values }) => ({ operator, key: writtenKey, values }));
}

/** The policies that set a limit: each must allow the request too. Returns the first that does not. */
function limits(
  request: EvaluatedRequest,
  parts: Parts,
  { endpoint }: Policies,
  hasIdentity: boolean,
): Verdict & { readonly because: string } {
  let found: Verdict = YES;
  let because = '';
  const demand = (verdict: Verdict, refusal: string) => {
    if (found.truth === false || verdict.truth === true) return;
    if (verdict.truth === false || found === YES) found = verdict;
    because = refusal;
  };
  if (parts.endpoint !== undefined)
    demand(endpointAllows(parts.endpoint, request), `the endpoint policy ${endpoint?.source} does not allow it`);
  // Service control policies are about the principals of the organisation's accounts.
  for (const [index, level] of hasIdentity ? parts.serviceControl.entries() : [])
    demand(strongest(level, request, applies), `no service control policy of level ${index} allows it`);
  for (const [index, level] of parts.resourceControl.entries())
    demand(grantsOf(level, request).all, `no resource control policy of level ${index} allows it`);
  return { ...found, because };
}

function grant(request: EvaluatedRequest, parts: Parts): Verdict & { readonly because: string } {
  const { principal, resourceAccount } = request;
  const grants = grantsOf(parts.resource, request);
  if (principal.kind === 'anonymous' || principal.kind === 'service') {
    const open = stronger(grants.everybody, grants.service);
    return { ...open, because: open.statement ? allowedBy(open.statement.name) : 'no policy of the resource allows it' };
  }
  // The root user needs no identity policy, and has none.
  const identity = principal.kind === 'root' ? YES : strongest(parts.identity, request, applies);
  const boundary = parts.boundary === undefined ? YES : strongest(parts.boundary, request, applies);
  const session = parts.session === undefined ? YES : strongest(parts.session, request, applies);
  const withinLimits = both(boundary.truth, session.truth);
  const limited = narrowed(identity, withinLimits);

  const isSame = sameAccount(principal.account, resourceAccount);
  const inside = stronger(
    // A grant to a user or to a session is not limited by what boundary and session policy leave out. One to a role is, and one to a user
    // who acts in a federated session: only such sessions of users have session policies.
    principal.kind === 'user' && parts.session === undefined
      ? grants['role or user']
      : narrowed(grants['role or user'], withinLimits),
    grants.session,
    // Whether a grant to everybody is limited so, AWS does not say.
    narrowed(grants.everybody, withinLimits === true ? true : undefined),
    // A key's or a role's own policy is the authority: that the account is in it lets identity policies decide.
    parts.isAuthority ? narrowed(grants.account, principal.kind === 'root' ? true : limited.truth) : limited,
  );
  const across = narrowed(grants.all, limited.truth);
  const either: Verdict = inside.truth === across.truth ? inside : { truth: undefined, statement: inside.statement };
  const outcome = isSame === undefined ? either : isSame ? inside : across;
  if (outcome.truth !== false) return { ...outcome, because: allowedBy(outcome.statement?.name ?? 'the account’s root user') };
  return { truth: false, because: reason(isSame, parts.isAuthority, grants.all, identity, boundary, session) };
}

function reason(
  isSame: Truth,
  isAuthority: boolean,
  resource: Verdict,
  identity: Verdict,
  boundary: Verdict,
  session: Verdict,
): string {
  if (boundary.truth === false && identity.truth !== false) return 'the permissions boundary does not allow it';
  if (session.truth === false && identity.truth !== false) return 'the session policies do not allow it';
  if (isSame === false && identity.truth !== false) return 'no policy of the resource in the other account allows it';
  if (isAuthority && resource.truth === false)
    return 'the resource’s own policy is the authority, and no statement of it allows this principal';
  return identity.truth === false ? 'no policy allows it' : 'no policy of the resource allows it';
}

/** What a resource's policy allows, by the name that it lets the principal in by, and by any. */
type Grants = { [via in Via | 'all']: Verdict };

function grantsOf(statements: readonly Statement[], request: EvaluatedRequest): Grants {
  const found: Grants = { 'role or user': NO, session: NO, account: NO, everybody: NO, service: NO, all: NO };
  for (const statement of statements) {
    const rest = applies(statement, request);
    if (rest === false) continue;
    for (const { via, truth } of namedBy(statement, request.principal, request.hasBoundary)) {
      const verdict: Verdict = { truth: both(truth, rest), statement };
      found[via] = stronger(found[via], verdict);
      found.all = stronger(found.all, verdict);
    }
  }
  return found;
}

/** An account in an endpoint policy's principal is its root user and nobody else (PrivateLink: endpoint policies for gateway endpoints). */
function endpointAllows(statements: readonly Statement[], request: EvaluatedRequest): Verdict {
  const grants = grantsOf(statements, request);
  if (request.principal.kind === 'root') return grants.all;
  return stronger(grants['role or user'], grants.session, grants.everybody, grants.service);
}

/** Of two that say the same, the first. */
function stronger(...verdicts: readonly Verdict[]): Verdict {
  let found = NO;
  for (const verdict of verdicts) {
    if (verdict.truth === true) return verdict;
    if (verdict.truth === undefined && found.truth === false) found = verdict;
  }
  return found;
}

function narrowed(verdict: Verdict, by: Truth): Verdict {
  return by === true ? verdict : { truth: both(verdict.truth, by), statement: verdict.statement };
}

function strongest(
  statements: readonly Statement[],
  request: EvaluatedRequest,
  say: (statement: Statement, request: EvaluatedRequest) => Truth,
): Verdict {
  let doubt = NO;
  for (const statement of statements) {
    const truth = say(statement, request);
    if (truth === true) return { truth, statement };
    if (truth === undefined && doubt === NO) doubt = { truth, statement };
  }
  return doubt;
}

function appliesByName(statement: Statement, request: EvaluatedRequest): Truth {
  const rest = applies(statement, request);
  if (rest === false) return false;
  let isNamed: Truth = false;
  for (const { truth } of namedBy(statement, request.principal, request.hasBoundary)) {
    if (truth === true) return rest;
    isNamed = truth;
  }
  return both(isNamed, rest);
}

/** Action, resource and conditions; another function decides about the principal. */
function applies(statement: Statement, request: EvaluatedRequest): Truth {
  const byAction = coversAction(statement, request.action);
  if (byAction === false) return false;
  const byResource = coversResource(statement, request);
  if (byResource === false) return false;
  let result = byAction === true ? byResource : undefined;
  for (const { holds } of statement.conditions) {
    const truth = holds(request.keys);
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
}

function coversResource({ resources, notResources }: Statement, request: EvaluatedRequest): Truth {
  if (resources === undefined) {
    // A NotResource that names what the request lacks: AWS does not say whether it then is about everything or nothing.
    return not(any((notResources ?? []).map((one) => (isAbsent(one, request) ? undefined : matchesResource(one, request)))));
  }
  let result: Truth = false;
  for (const one of resources) {
    const truth = matchesResource(one, request);
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
}

function matchesResource({ isAll, read, pattern: constant, asWritten }: ResourceText, request: EvaluatedRequest): Truth {
  if (isAll) return true;
  const truth = constant !== undefined ? matches(constant, request.resource) : matchesText(read, request);
  return truth === false && asWritten !== undefined && matchesText(asWritten, request) !== false ? undefined : truth;
}

function matchesText(read: Written, { resource, keys }: EvaluatedRequest): Truth {
  const parts = substituted(read, keys);
  if (parts === 'absent') return false;
  return parts === OPEN ? undefined : matches(pattern(parts, 'arn'), resource);
}

function isAbsent({ read }: ResourceText, { keys }: EvaluatedRequest): boolean {
  return substituted(read, keys) === 'absent';
}

function sameAccount(first: string, second: string): Truth {
  return first === second ? true : matches(pattern([{ literally: first }]), second);
}
