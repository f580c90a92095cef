// One request against all policies that take part in it (IAM: policy evaluation logic; KMS: key policies; permissions boundaries;
// cross-account policy evaluation). An explicit denial wins; then every policy that sets a limit must allow; then somebody must grant.

import { holds } from './conditions';
import { matches, pattern } from './match';
import { type Statement, statementsOf } from './policy';
import { namedBy, type Via } from './principals';
import { all, any, not } from './truth';
import { type Decision, OPEN, type Policies, type Policy, type Request, type Truth } from './types';
import { substituted } from './variables';

/** What a set of policies says: the strongest answer, and the statement that gave it. */
interface Verdict {
  readonly truth: Truth;
  readonly statement?: string;
}

interface Grant extends Verdict {
  readonly via: Via;
}

export function evaluate(request: Request, policies: Policies): Decision {
  const { identity = [], boundary, session, resource, endpoint, serviceControl = [], resourceControl = [] } = policies;
  const { principal } = request;
  const hasIdentity = principal.kind === 'role' || principal.kind === 'user' || principal.kind === 'root';
  // Service control policies are about the principals of the organisation's accounts.
  const limits = hasIdentity ? serviceControl : [];

  const ofPrincipal = [...identity, ...(boundary ? [boundary] : []), ...(session ?? []), ...limits.flat()];
  const withPrincipal = [...(resource ? [resource] : []), ...(endpoint ? [endpoint] : []), ...resourceControl.flat()];
  const denial = strongest([
    ...(hasIdentity ? ofPrincipal.map((policy) => says(policy, request, true)) : []),
    ...withPrincipal.map((policy) => deniesByName(policy, request)),
  ]);
  if (denial.truth === true) return { effect: 'Denied', statement: denial.statement, because: `${denial.statement} denies it` };

  const required: { readonly refusal: string; readonly verdict: Verdict }[] = [
    ...(endpoint
      ? [{ refusal: `the endpoint policy ${endpoint.source} does not allow it`, verdict: endpointAllows(endpoint, request) }]
      : []),
    ...limits.map((level, index) => ({
      refusal: `no service control policy of level ${index} allows it`,
      verdict: anyAllows(level, request),
    })),
    ...resourceControl.map((level, index) => ({
      refusal: `no resource control policy of level ${index} allows it`,
      verdict: anyAllowsByName(level, request),
    })),
  ];
  const missing = required.find(({ verdict }) => verdict.truth === false);
  if (missing !== undefined) return { effect: 'Denied', because: missing.refusal };

  const granted = grant(request, policies);
  if (granted.truth === false) return { effect: 'Denied', because: granted.because };
  const open = [denial, ...required.map(({ verdict }) => verdict), granted].find(({ truth }) => truth === undefined);
  if (open !== undefined) {
    return {
      effect: 'Unknown',
      ...(open.statement !== undefined && { statement: open.statement }),
      because: `${open.statement ?? 'a policy'} depends on what only the deployment or the request knows`,
    };
  }
  return {
    effect: 'Allowed',
    ...(granted.statement !== undefined && { statement: granted.statement }),
    because: granted.because,
  };
}

function grant(
  request: Request,
  { identity = [], boundary, session, resource }: Policies,
): Verdict & { readonly because: string } {
  const { principal, resourceAccount } = request;
  const grants = resource === undefined ? [] : grantsOf(resource, request);
  const by = (...vias: Via[]) => strongest(grants.filter(({ via }) => vias.includes(via)));
  if (principal.kind === 'anonymous' || principal.kind === 'service') {
    const open = by('everybody', 'service');
    return { ...open, because: open.statement ? `${open.statement} allows it` : 'no policy of the resource allows it' };
  }
  // The root user needs no identity policy, and has none.
  const identitySide: Verdict = principal.kind === 'root' ? { truth: true } : anyAllows(identity, request);
  const boundarySide: Verdict = boundary === undefined ? { truth: true } : says(boundary, request, false);
  const sessionSide: Verdict = session === undefined ? { truth: true } : anyAllows(session, request);
  const withinLimits = all([boundarySide.truth, sessionSide.truth]);
  const limited: Verdict = { truth: all([identitySide.truth, withinLimits]), statement: identitySide.statement };

  const isSame = sameAccount(principal.account, resourceAccount);
  const delegated = resource !== undefined && resource.kind !== 'resource';
  const direct = by('role or user');
  const everybody = by('everybody');
  const account = by('account');
  const within: Verdict[] = [
    // A grant to a user or to a session is not limited by what boundary and session policy leave out; one to a role is.
    principal.kind === 'user' ? direct : { truth: all([direct.truth, withinLimits]), statement: direct.statement },
    by('session'),
    // Whether a grant to everybody is limited so, AWS does not say.
    { truth: all([everybody.truth, withinLimits === true ? true : undefined]), statement: everybody.statement },
    // A key's or a role's own policy is the authority: that the account is in it lets identity policies decide.
    delegated
      ? { truth: all([account.truth, principal.kind === 'root' ? true : limited.truth]), statement: account.statement }
      : limited,
  ];
  const across: Verdict = {
    truth: all([any(grants.map(({ truth }) => truth)), limited.truth]),
    statement: strongest(grants).statement,
  };
  const inside = strongest(within);
  const outcome: Verdict =
    isSame === true
      ? inside
      : isSame === false
        ? across
        : inside.truth === across.truth
          ? inside
          : { ...inside, truth: undefined };
  if (outcome.truth !== false) return { ...outcome, because: `${outcome.statement ?? 'the account’s root user'} allows it` };
  return { truth: false, because: reason(isSame, delegated, strongest(grants), identitySide, boundarySide, sessionSide) };
}

function reason(
  isSame: Truth,
  delegated: boolean,
  resource: Verdict,
  identity: Verdict,
  boundary: Verdict,
  session: Verdict,
): string {
  if (boundary.truth === false && identity.truth !== false) return 'the permissions boundary does not allow it';
  if (session.truth === false && identity.truth !== false) return 'the session policies do not allow it';
  if (isSame === false && identity.truth !== false) return 'no policy of the resource in the other account allows it';
  if (delegated && resource.truth === false)
    return 'the resource’s own policy is the authority, and no statement of it allows this principal';
  return identity.truth === false ? 'no policy allows it' : 'no policy of the resource allows it';
}

/** Allowances of a resource's policy, each with the name it lets the principal in by. */
function grantsOf(policy: Policy, request: Request): Grant[] {
  return statementsOf(policy)
    .filter(({ isDeny }) => !isDeny)
    .flatMap((statement) => {
      const rest = applies(statement, request);
      if (rest === false) return [];
      return namedBy(statement, request.principal).map(({ via, truth }) => ({
        via,
        truth: all([truth, rest]),
        statement: statement.name,
      }));
    });
}

function deniesByName(policy: Policy, request: Request): Verdict {
  return strongest(
    statementsOf(policy)
      .filter(({ isDeny }) => isDeny)
      .map((statement) => ({
        truth: all([any(namedBy(statement, request.principal).map(({ truth }) => truth)), applies(statement, request)]),
        statement: statement.name,
      })),
  );
}

/** An account in an endpoint policy's principal is its root user and nobody else (PrivateLink: endpoint policies for gateway endpoints). */
function endpointAllows(policy: Policy, request: Request): Verdict {
  return strongest(grantsOf(policy, request).filter(({ via }) => via !== 'account' || request.principal.kind === 'root'));
}

function anyAllows(policies: readonly Policy[], request: Request): Verdict {
  return strongest(policies.map((policy) => says(policy, request, false)));
}

function anyAllowsByName(policies: readonly Policy[], request: Request): Verdict {
  return strongest(policies.flatMap((policy) => grantsOf(policy, request)));
}

/** What the statements of one effect in a policy without principals say. */
function says(policy: Policy, request: Request, denials: boolean): Verdict {
  return strongest(
    statementsOf(policy)
      .filter(({ isDeny }) => isDeny === denials)
      .map((statement) => ({ truth: applies(statement, request), statement: statement.name })),
  );
}

function strongest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find(({ truth }) => truth === true) ?? verdicts.find(({ truth }) => truth === undefined) ?? { truth: false };
}

/** Action, resource and conditions; who it is about is asked elsewhere. */
function applies(statement: Statement, request: Request): Truth {
  const action = request.action.toLowerCase();
  const { actions, notActions, resources, notResources } = statement;
  const byAction = actions
    ? any(actions.map((one) => matches(one, action)))
    : not(any((notActions ?? []).map((one) => matches(one, action))));
  if (byAction === false) return false;
  const resourceMatches = (text: string) => matchesResource(text, statement, request);
  const byResource = resources
    ? any(resources.map(resourceMatches))
    : // A NotResource that names what the request lacks: AWS does not say whether it then is about everything or nothing.
      not(
        any(
          (notResources ?? []).map((text) => (hasAbsentVariable(text, statement, request) ? undefined : resourceMatches(text))),
        ),
      );
  if (byResource === false) return false;
  return all([byAction, byResource, ...lazily(statement, request)]);
}

function* lazily(statement: Statement, request: Request): Generator<Truth> {
  for (const condition of statement.conditions) yield holds(condition, request.context, statement.hasVariables);
}

function matchesResource(text: string, { hasVariables }: Statement, { resource, context }: Request): Truth {
  if (text === '*') return true;
  const parts = substituted(completed(text), context, hasVariables);
  if (parts === 'absent') return false;
  return parts === OPEN ? undefined : matches(pattern(parts, true), resource);
}

function hasAbsentVariable(text: string, { hasVariables }: Statement, { context }: Request): boolean {
  return substituted(text, context, hasVariables) === 'absent';
}

/** An ARN of fewer than six parts stands for all that begin so (IAM: Resource element, incomplete ARNs). */
function completed(text: string): string {
  if (!text.startsWith('arn:')) return text;
  const missing = 6 - text.split(':').length;
  return missing > 0 ? text + ':*'.repeat(missing) : text;
}

function sameAccount(first: string, second: string): Truth {
  return matches(pattern([{ literally: first }]), second);
}
