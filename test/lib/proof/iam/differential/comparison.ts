// Two evaluators on one scenario: do they contradict each other, and on how little of it?
import { type Effect, OPEN, type Policies, type Policy, type Request } from '../../../../../lib/proof/iam';
import { isSymbolic, shown } from '../../../../../lib/proof/template/symbol';
import { type Scenario, type Statement, written } from './documents';
import { opinion } from './possible-worlds';

export type Evaluate = (request: Request, policies: Policies) => { readonly effect: Effect };

export interface Comparison {
  readonly effect: Effect;
  readonly worlds: Effect;
  /** - `weaker`: the evaluator does not know what all worlds agree on, and something of the scenario is unknown. */
  readonly verdict: 'same' | 'weaker' | 'different';
}

export function compare({ request, policies }: Scenario, evaluate: Evaluate): Comparison {
  const { effect } = evaluate(request, policies);
  const { effect: worlds, isDoubtful } = opinion(request, policies);
  if (effect === worlds) return { effect, worlds, verdict: 'same' };
  const isOpen = Object.values(request.context).includes(OPEN) || isSymbolic(request.resource);
  return { effect, worlds, verdict: effect === 'Unknown' && (isOpen || isDoubtful) ? 'weaker' : 'different' };
}

/** The scenario with everything taken away that the difference does not need. */
export function smallest(one: Scenario, differs: (one: Scenario) => boolean): Scenario {
  let result = one;
  for (let found: Scenario | undefined = one; found; ) {
    found = smaller(result).find(differs);
    if (found) result = found;
  }
  return result;
}

/** Every scenario with one thing less. */
function smaller({ request, policies }: Scenario): Scenario[] {
  const withoutKey = Object.keys(request.context).map((key) => ({
    policies,
    request: { ...request, context: omit(request.context, key) as Request['context'] },
  }));
  const withoutPart = (Object.keys(policies) as (keyof Policies)[]).flatMap((kind) => {
    if (kind === 'resource' && policies.resource?.kind !== 'resource') return inside(policies, kind);
    return [omit(policies, kind) as Policies, ...inside(policies, kind)];
  });
  return [...withoutPart.map((less) => ({ request, policies: less })), ...withoutKey];
}

function inside(policies: Policies, kind: keyof Policies): Policies[] {
  const part = policies[kind];
  if (!Array.isArray(part)) return smallerPolicies(part as Policy).map((less) => ({ ...policies, [kind]: less }));
  return lists(part as readonly unknown[], (each) =>
    Array.isArray(each) ? lists(each, (inner) => smallerPolicies(inner as Policy)) : smallerPolicies(each as Policy),
  ).map((less) => ({ ...policies, [kind]: less }));
}

/** A list with one element left out, or one element smaller. Never empty. */
function lists<T>(list: readonly T[], less: (each: T) => readonly unknown[]): unknown[][] {
  const shorter = list.length > 1 ? list.map((_, at) => list.filter((_, index) => index !== at)) : [];
  return [
    ...shorter,
    ...list.flatMap((each, at) => less(each).map((one) => list.map((same, index) => (index === at ? one : same)))),
  ];
}

function smallerPolicies(one: Policy): Policy[] {
  return lists(written(one), smallerStatements).map((statements) => ({
    ...one,
    document: { ...(one.document as object), Statement: statements } as Policy['document'],
  }));
}

function smallerStatements(one: Statement): Statement[] {
  const condition = (one.Condition ?? {}) as Record<string, Statement>;
  const fewer = Object.entries(condition).flatMap(([operator, keys]) => [
    { ...one, Condition: omit(condition, operator) },
    ...Object.entries(keys).flatMap(([key, values]) => {
      const rest = Object.keys(keys).length > 1 ? [{ ...one, Condition: { ...condition, [operator]: omit(keys, key) } }] : [];
      const shorter = Array.isArray(values) ? lists(values, () => []) : [];
      return [...rest, ...shorter.map((less) => ({ ...one, Condition: { ...condition, [operator]: { ...keys, [key]: less } } }))];
    }),
  ]);
  const lists_ = ['Action', 'NotAction', 'Resource', 'NotResource'].flatMap((name) => {
    const values = one[name];
    const shorter = Array.isArray(values) ? lists(values, () => []).map((less) => ({ ...one, [name]: less })) : [];
    return name.startsWith('Not') || values === undefined || values === '*' ? shorter : [{ ...one, [name]: '*' }, ...shorter];
  });
  return [...fewer, ...lists_];
}

function omit(from: object, key: string): Statement {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));
}

/** For people. */
export function printed({ request, policies }: Scenario): string {
  const text = JSON.stringify({ request, policies }, (_, value) => (value === OPEN ? '<open>' : value), 1);
  return shown(text)
    .replace(/\n\s+(?=[}\]"{[\w-])(?<=.)/g, ' ')
    .replace(
      / "(request|policies|identity|boundary|session|resource|endpoint|serviceControl|resourceControl)": (?=[{[])/g,
      '\n"$1": ',
    );
}
