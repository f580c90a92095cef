// What may go wrong with a scenario that was a grant. Scenarios are fresh objects: their documents are changed in place.
import { OPEN, type Principal } from '../../../../../lib/proof/iam';
import type { Context } from './clauses';
import { policiesOf, type Scenario, type Statement, statement, written } from './documents';
import type { Random } from './random';
import { ABROAD, ACCOUNTS, type Family, HOME, oddValuesOf, role, SINGLE, TARGETS, user, valuesOf } from './vocabulary';

type Breakage = (random: Random, one: Scenario) => Scenario;

const FAMILIES = Object.keys(SINGLE) as Family[];
const BASE64 = valuesOf('kms:Fingerprint', 'binary');

const withContext = (one: Scenario, context: Context): Scenario => ({ ...one, request: { ...one.request, context } });

const removeKey: Breakage = (random, one) => {
  const context: Context = { ...one.request.context };
  const keys = Object.keys(context);
  if (keys.length > 0) delete context[random.pick(keys)];
  return withContext(one, context);
};

const openKey: Breakage = (random, one) => {
  const mentioned = policiesOf(one.policies).flatMap((each) =>
    written(each).flatMap((each) =>
      Object.values((each.Condition ?? {}) as Statement).flatMap((keys) => Object.keys(keys as object)),
    ),
  );
  const keys = [...Object.keys(one.request.context), ...mentioned];
  if (keys.length === 0) return one;
  const key = random.pick(keys);
  const others = Object.entries(one.request.context).filter(([name]) => name.toLowerCase() !== key.toLowerCase());
  return withContext(one, { ...Object.fromEntries(others), [key]: OPEN });
};

const changeValue: Breakage = (random, one) => {
  const context: Context = { ...one.request.context };
  const keys = Object.keys(context).filter((key) => context[key] !== OPEN);
  if (keys.length === 0) return one;
  const key = random.pick(keys);
  const value = context[key];
  if (typeof value === 'string') {
    if (random.chance(0.15)) context[key] = random.pick(oddValuesOf(random.pick(FAMILIES)));
    else if (value === 'true' || value === 'false') context[key] = value === 'true' ? 'false' : 'true';
    else if (/^-?\d+(\.\d+)?$/.test(value)) context[key] = String(Number(value) + random.pick([-1, 1, 7]));
    else if (/^\d+(\.\d+){3}$/.test(value)) context[key] = random.pick(['203.0.113.9', '10.9.9.9', '192.0.2.1']);
    else if (/^\d{4}-/.test(value)) context[key] = random.pick(['2024-01-31T12:00:01Z', '2020-01-01T00:00:00Z', '2030-12-31']);
    else if (BASE64.includes(value)) context[key] = random.pick(BASE64);
    else if (/^(arn:|[\w./-]+$)/.test(value)) context[key] = random.chance(0.5) ? random.oddCase(value) : `${value}x`;
  } else if (Array.isArray(value) && value.length > 1)
    context[key] = random.chance(0.3) ? ['', ...value.slice(1)] : value.slice(1);
  else if (Array.isArray(value)) context[key] = random.pick([[], [''], ['', '']]);
  return withContext(one, context);
};

const addDenial: Breakage = (random, one) => {
  const policies = policiesOf(one.policies);
  if (policies.length === 0) return one;
  const each = random.pick(policies);
  const like = written(each)[0] ?? {};
  const { principal } = one.request;
  const resource = like.Resource === undefined && like.NotResource === undefined ? 'none' : 'plain';
  const context: Context = { ...one.request.context };
  const denial = statement(random, one.request, context, { effect: 'Deny', resource, most: 2 }, random.chance(0.6));
  if (each === one.policies.resource || like.Principal !== undefined)
    denial.Principal = random.chance(0.5) ? '*' : (like.Principal ?? '*');
  // Exceptions belong to a resource's own policy; trust policies have them no longer.
  if (each === one.policies.resource && one.policies.resource?.kind !== 'trust' && random.chance(0.3)) {
    delete denial.Principal;
    denial.NotPrincipal = excepted(random, principal);
  }
  (each.document as Statement).Statement = random.chance(0.5) ? [denial, ...written(each)] : [...written(each), denial];
  return withContext(one, context);
};

function excepted(random: Random, principal: Principal): Statement {
  if (principal.kind === 'service') return { Service: random.pick([principal.name, 'events.amazonaws.com']) };
  if (principal.kind === 'anonymous' || random.chance(0.2)) return { AWS: [`arn:aws:iam::${ACCOUNTS[2]}:root`] };
  const names = [`arn:aws:iam::${principal.account}:root`];
  if (principal.kind !== 'root') names.push(principal.arn);
  if (principal.kind === 'role' && principal.sessionArn) names.push(principal.sessionArn);
  return { AWS: random.chance(0.2) ? names.slice(random.below(2), 2) : names };
}

const otherResource: Breakage = (random, one) => {
  const each = statementOf(random, one);
  if (each?.Resource === undefined || each.Resource === '*') return one;
  each.Resource = random.pick(TARGETS).resource;
  return one;
};

const otherAction: Breakage = (random, one) => {
  const each = statementOf(random, one);
  if (each?.Action !== undefined) each.Action = random.pick([random.pick(TARGETS).action, 's3:Get*', 'iam:*']);
  return one;
};

/** `Action` becomes `NotAction`, `Resource` `NotResource`. */
const negate: Breakage = (random, one) => {
  const each = statementOf(random, one);
  if (!each) return one;
  const name = random.pick(['Action', 'Resource']);
  if (each[name] === undefined || each[name] === '*') return one;
  each[`Not${name}`] = each[name];
  delete each[name];
  return one;
};

const otherConditions: Breakage = (random, one) => {
  const each = statementOf(random, one);
  if (!each) return one;
  const context: Context = { ...one.request.context };
  const form = { effect: 'Allow', resource: 'none', most: 2 } as const;
  each.Condition = statement(random, one.request, context, form, false).Condition;
  return withContext(one, context);
};

const otherVersion: Breakage = (random, one) => {
  const policies = policiesOf(one.policies);
  if (policies.length === 0) return one;
  const document = random.pick(policies).document as Statement;
  document.Version = document.Version === '2012-10-17' ? '2008-10-17' : '2012-10-17';
  return one;
};

const otherPrincipal: Breakage = (random, one) => {
  const { principal } = one.request;
  if (principal.kind !== 'role' && principal.kind !== 'user') return one;
  const account = random.pick([HOME, ABROAD]);
  const other =
    principal.kind === 'role'
      ? role(account, random.pick(['app', 'App', 'ops']), random.pick(['ann', 'x']))
      : user(account, 'bob');
  return { ...one, request: { ...one.request, principal: other } };
};

const otherOwner: Breakage = (random, one) => ({ ...one, request: { ...one.request, resourceAccount: random.pick(ACCOUNTS) } });

const dropPolicy: Breakage = (random, one) => {
  const { ...policies } = one.policies as Record<string, unknown>;
  // A key or role without a policy of its own does not exist.
  const kinds = Object.keys(policies).filter((kind) => kind !== 'resource' || one.policies.resource?.kind === 'resource');
  if (kinds.length > 0) delete policies[random.pick(kinds)];
  return { ...one, policies };
};

function statementOf(random: Random, one: Scenario): Statement | undefined {
  const all = policiesOf(one.policies).flatMap(written);
  return all.length === 0 ? undefined : random.pick(all);
}

const OF_POLICIES: readonly Breakage[] = [
  addDenial,
  addDenial,
  otherResource,
  otherAction,
  negate,
  otherConditions,
  otherVersion,
  dropPolicy,
];
const OF_REQUESTS: readonly Breakage[] = [
  removeKey,
  openKey,
  openKey,
  openKey,
  changeValue,
  changeValue,
  otherPrincipal,
  otherOwner,
];

/** Changes the scenario's own documents: to be done before anybody has seen them. */
export function withBrokenPolicies(random: Random, one: Scenario): Scenario {
  return random.pick(OF_POLICIES)(random, one);
}

/** Another question to the same policies. */
export function withBrokenRequest(random: Random, one: Scenario): Scenario {
  const once = random.pick(OF_REQUESTS)(random, one);
  return random.chance(0.35) ? random.pick(OF_REQUESTS)(random, once) : once;
}
