// Wrong evaluators, made from a right one by rewriting what it is asked: each is wrong about one rule of AWS.
import type { Policies, Policy } from '../../../../../lib/proof/iam';
import type { Json } from '../../../../../lib/proof/template';
import type { Evaluate } from './comparison';
import { type Statement, written } from './documents';
import { OPERATORS, operatorPieces } from './plain-conditions';

type Rewrite = (one: Statement) => Statement;

function rewritten(policies: Policies, rewrite: Rewrite): Policies {
  const one = <T extends Policy>(each: T): T => {
    const document = { ...(each.document as Statement), Statement: written(each).map(rewrite) };
    return { ...each, document: document as Json };
  };
  const { identity, boundary, session, resource, endpoint, serviceControl, resourceControl } = policies;
  return {
    ...(identity && { identity: identity.map(one) }),
    ...(boundary && { boundary: one(boundary) }),
    ...(session && { session: session.map(one) }),
    ...(resource && { resource: one(resource) }),
    ...(endpoint && { endpoint: one(endpoint) }),
    ...(serviceControl && { serviceControl: serviceControl.map((level) => level.map(one)) }),
    ...(resourceControl && { resourceControl: resourceControl.map((level) => level.map(one)) }),
  };
}

/** Every operator renamed. */
function operators(rename: (operator: string) => string): Rewrite {
  return (one) => {
    const condition: Record<string, Statement> = {};
    for (const [operator, keys] of Object.entries((one.Condition ?? {}) as Record<string, Statement>)) {
      condition[rename(operator)] = { ...condition[rename(operator)], ...keys };
    }
    return { ...one, Condition: condition };
  };
}

/** `ForAllValues` of a key that is not there does not hold. */
const needsKey: Rewrite = (one) => {
  const condition = { ...((one.Condition ?? {}) as Record<string, Statement>) };
  for (const [operator, keys] of Object.entries(condition)) {
    if (!operator.startsWith('ForAllValues:')) continue;
    for (const key of Object.keys(keys)) condition.Null = { [key]: 'false', ...condition.Null };
  }
  return { ...one, Condition: condition };
};

const aboutNothing: Rewrite = (one) => {
  const { NotAction: _, ...rest } = one;
  return one.Effect === 'Deny' ? { ...rest, Action: 'none:None' } : one;
};

const withoutDefaults: Rewrite = (one) => JSON.parse(JSON.stringify(one).replace(/(\$\{[^},]*), '[^']*'\}/g, '$1}')) as Statement;

const everythingExcepted: Rewrite = ({ NotResource, ...rest }) => (NotResource === undefined ? rest : { ...rest, Resource: '*' });

const REWRITES: Readonly<Record<string, Rewrite>> = {
  'a Deny is ignored': aboutNothing,
  'ForAllValues does not hold without the key': needsKey,
  'ForAnyValue is read as ForAllValues': operators((one) => one.replace('ForAnyValue', 'ForAllValues')),
  'IfExists is ignored': operators((one) => one.replace(/IfExists$/, '')),
  'StringEquals ignores case': operators((one) => one.replace(/StringEquals(?=IfExists|$)/, 'StringEqualsIgnoreCase')),
  'StringNotLike compares without wildcards': operators((one) => one.replace('StringNotLike', 'StringNotEquals')),
  'less than includes equal': operators((one) => one.replace(/LessThan(?=IfExists|$)/, 'LessThanEquals')),
  'defaults of variables are ignored': withoutDefaults,
  'NotResource excepts nothing': everythingExcepted,
  'an operator that does not exist is left out': (one) => ({
    ...one,
    Condition: Object.fromEntries(
      Object.entries((one.Condition ?? {}) as Record<string, Statement>).filter(
        ([operator]) => operator === 'Null' || OPERATORS.has(operatorPieces(operator).base),
      ),
    ),
  }),
  'ForAnyValue holds without the key, if it exists': operators((one) =>
    one.replace(/^ForAnyValue:(?=.*IfExists$)/, 'ForAllValues:'),
  ),
};

const WITHOUT: readonly (keyof Policies)[] = ['boundary', 'session', 'endpoint', 'serviceControl', 'resourceControl'];

export function rewriting(evaluate: Evaluate, rewrite: Rewrite): Evaluate {
  return (request, policies) => evaluate(request, rewritten(policies, rewrite));
}

export function mutants(evaluate: Evaluate): [string, Evaluate][] {
  const all: [string, Evaluate][] = Object.entries(REWRITES).map(([name, rewrite]) => [name, rewriting(evaluate, rewrite)]);
  for (const kind of WITHOUT)
    all.push([`${kind} is ignored`, (request, policies) => evaluate(request, { ...policies, [kind]: undefined })]);
  all.push([
    'a key policy need not allow',
    (request, { resource, ...policies }) =>
      evaluate(request, resource ? { ...policies, resource: { ...resource, kind: 'resource' } } : policies),
  ]);
  all.push([
    'an account trusts another as itself',
    ({ principal, ...request }, policies) =>
      evaluate(
        { ...request, principal, resourceAccount: 'account' in principal ? principal.account : request.resourceAccount },
        policies,
      ),
  ]);
  all.push([
    'an open key is absent',
    ({ context, ...request }, policies) => {
      const known = Object.entries(context).filter(([, value]) => typeof value !== 'symbol');
      return evaluate({ ...request, context: Object.fromEntries(known) }, policies);
    },
  ]);
  all.push([
    'a character beyond U+FFFF is another one',
    (request, policies) => evaluate({ ...request, resource: request.resource.replace('😀', '😁') }, policies),
  ]);
  all.push([
    'an empty text is a text like others',
    ({ context, ...request }, policies) => {
      const filled = (value: unknown) => (value === '' ? ' ' : Array.isArray(value) ? value.map((one) => one || ' ') : value);
      const entries = Object.entries(context).map(([key, value]) => [key, filled(value)]);
      return evaluate({ ...request, context: Object.fromEntries(entries) }, policies);
    },
  ]);
  all.push([
    'a boundary makes no difference to NotPrincipal',
    (request, policies) => {
      const withoutThem = rewritten(policies, (one) => (one.NotPrincipal === undefined ? one : aboutNothing(one)));
      return evaluate(request, policies.boundary ? withoutThem : policies);
    },
  ]);
  all.push([
    'session policies do not limit a grant to a user',
    (request, { session, ...policies }) =>
      evaluate(request, request.principal.kind === 'user' || session === undefined ? policies : { ...policies, session }),
  ]);
  return all;
}
