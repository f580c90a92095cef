// One request against all policies that take part in it (IAM: policy evaluation logic; KMS: key policies; permissions boundaries;
// cross-account policy evaluation). An explicit denial wins; then every policy that sets a limit must allow; then somebody must grant.

import { type Keys, keysOf } from './keys';
import { matches, pattern } from './match';
import { needsPrincipals, type ResourceText, type Statement, statementsByEffect } from './policy';
import { namedBy, type Via } from './principals';
import { all, any, not } from './truth';
import { type Decision, OPEN, type Policies, type Policy, type Request, type Truth } from './types';
import { substituted } from './variables';

/** What a set of policies says: the strongest answer, and the statement that gave it. */
interface Verdict {
  readonly truth: Truth;
  readonly statement?: string;
}

/** A request, read once. */
interface Asked {
  readonly principal: Request['principal'];
  /** Lower case. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly keys: Keys;
}

interface Grant extends Verdict {
  readonly via: Via;
}

export function evaluate(request: Request, policies: Policies): Decision {
  const { identity = [], boundary, session, resource, endpoint, serviceControl = [], resourceControl = [] } = policies;
  const { principal, resource: about, resourceAccount } = request;
  const asked: Asked = {
    principal,
    action: request.action.toLowerCase(),
    resource: about,
    resourceAccount,
    keys: keysOf(request.context),
  };
  const hasIdentity = principal.kind === 'role' || principal.kind === 'user' || principal.kind === 'root';
  // Service control policies are about the principals of the organisation's accounts.
  const limits = hasIdentity ? serviceControl : [];

  const ofPrincipal = [...identity, ...(boundary ? [boundary] : []), ...(session ?? []), ...limits.flat()];
  const withPrincipal = [...(resource ? [resource] : []), ...(endpoint ? [endpoint] : []), ...resourceControl.flat()];
  for (const policy of ofPrincipal) needsPrincipals(policy, false);
  for (const policy of withPrincipal) needsPrincipals(policy, true);
  const denial = strongest([
    ...(hasIdentity ? ofPrincipal.map((policy) => denies(policy, asked)) : []),
    ...withPrincipal.map((policy) => deniesByName(policy, asked)),
  ]);
  if (denial.truth === true) return { effect: 'Denied', statement: denial.statement, because: `${denial.statement} denies it` };

  const required: { readonly refusal: string; readonly verdict: Verdict }[] = [
    ...(endpoint
      ? [{ refusal: `the endpoint policy ${endpoint.source} does not allow it`, verdict: endpointAllows(endpoint, asked) }]
      : []),
    ...limits.map((level, index) => ({
      refusal: `no service control policy of level ${index} allows it`,
      verdict: anyAllows(level, asked),
    })),
    ...resourceControl.map((level, index) => ({
      refusal: `no resource control policy of level ${index} allows it`,
      verdict: anyAllowsByName(level, asked),
    })),
  ];
  const missing = required.find(({ verdict }) => verdict.truth === false);
  if (missing !== undefined) return { effect: 'Denied', because: missing.refusal };

  const granted = grant(asked, policies);
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

function grant(asked: Asked, { identity = [], boundary, session, resource }: Policies): Verdict & { readonly because: string } {
  const { principal, resourceAccount } = asked;
  const grants = resource === undefined ? [] : grantsOf(resource, asked);
  const by = (...vias: Via[]) => strongest(grants.filter(({ via }) => vias.includes(via)));
  if (principal.kind === 'anonymous' || principal.kind === 'service') {
    const open = by('everybody', 'service');
    return { ...open, because: open.statement ? `${open.statement} allows it` : 'no policy of the resource allows it' };
  }
  // The root user needs no identity policy, and has none.
  const identitySide: Verdict = principal.kind === 'root' ? { truth: true } : anyAllows(identity, asked);
  const boundarySide: Verdict = boundary === undefined ? { truth: true } : allows(boundary, asked);
  const sessionSide: Verdict = session === undefined ? { truth: true } : anyAllows(session, asked);
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
function grantsOf(policy: Policy, asked: Asked): Grant[] {
  return statementsByEffect(policy).allowing.flatMap((statement) => {
    const rest = applies(statement, asked);
    if (rest === false) return [];
    return namedBy(statement, asked.principal).map(({ via, truth }) => ({
      via,
      truth: all([truth, rest]),
      statement: statement.name,
    }));
  });
}

function deniesByName(policy: Policy, asked: Asked): Verdict {
  return strongestOf(statementsByEffect(policy).denying, (statement) => {
    const rest = applies(statement, asked);
    if (rest === false) return false;
    return all([any(namedBy(statement, asked.principal).map(({ truth }) => truth)), rest]);
  });
}

/** An account in an endpoint policy's principal is its root user and nobody else (PrivateLink: endpoint policies for gateway endpoints). */
function endpointAllows(policy: Policy, asked: Asked): Verdict {
  return strongest(grantsOf(policy, asked).filter(({ via }) => via !== 'account' || asked.principal.kind === 'root'));
}

function anyAllows(policies: readonly Policy[], asked: Asked): Verdict {
  return strongest(policies.map((policy) => allows(policy, asked)));
}

function anyAllowsByName(policies: readonly Policy[], asked: Asked): Verdict {
  return strongest(policies.flatMap((policy) => grantsOf(policy, asked)));
}

/** What the allowing statements of a policy without principals say. */
function allows(policy: Policy, asked: Asked): Verdict {
  return strongestOf(statementsByEffect(policy).allowing, (statement) => applies(statement, asked));
}

function denies(policy: Policy, asked: Asked): Verdict {
  return strongestOf(statementsByEffect(policy).denying, (statement) => applies(statement, asked));
}

const NO: Verdict = { truth: false };

function strongest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find(({ truth }) => truth === true) ?? verdicts.find(({ truth }) => truth === undefined) ?? NO;
}

function strongestOf(statements: readonly Statement[], say: (statement: Statement) => Truth): Verdict {
  let doubt: Verdict = NO;
  for (const statement of statements) {
    const truth = say(statement);
    if (truth === true) return { truth, statement: statement.name };
    if (truth === undefined && doubt === NO) doubt = { truth, statement: statement.name };
  }
  return doubt;
}

/** Action, resource and conditions; who it is about is asked elsewhere. */
function applies(statement: Statement, asked: Asked): Truth {
  const byAction = coversAction(statement, asked.action);
  if (byAction === false) return false;
  const byResource = coversResource(statement, asked);
  if (byResource === false) return false;
  let result = byAction === true ? byResource : undefined;
  for (const { holds } of statement.conditions) {
    const truth = holds(asked.keys);
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
}

function coversAction({ actions, notActions, byAction }: Statement, action: string): Truth {
  const known = byAction.get(action);
  if (known !== undefined || byAction.has(action)) return known;
  const truth = actions
    ? any(actions.map((one) => matches(one, action)))
    : not(any((notActions ?? []).map((one) => matches(one, action))));
  byAction.set(action, truth);
  return truth;
}

function coversResource({ resources, notResources }: Statement, asked: Asked): Truth {
  if (resources === undefined) {
    // A NotResource that names what the request lacks: AWS does not say whether it then is about everything or nothing.
    return not(any((notResources ?? []).map((one) => (isAbsent(one, asked) ? undefined : matchesResource(one, asked)))));
  }
  let result: Truth = false;
  for (const one of resources) {
    const truth = matchesResource(one, asked);
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
}

function matchesResource({ isAll, read, pattern: constant }: ResourceText, { resource, keys }: Asked): Truth {
  if (isAll) return true;
  if (constant !== undefined) return matches(constant, resource);
  const parts = substituted(read, keys);
  if (parts === 'absent') return false;
  return parts === OPEN ? undefined : matches(pattern(parts, true), resource);
}

function isAbsent({ read }: ResourceText, { keys }: Asked): boolean {
  return substituted(read, keys) === 'absent';
}

function sameAccount(first: string, second: string): Truth {
  return first === second ? true : matches(pattern([{ literally: first }]), second);
}
