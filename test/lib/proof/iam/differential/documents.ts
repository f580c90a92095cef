// Statements and documents that fit a request, in the many forms in which people write them.
import type { Policies, Policy, Request } from '../../../../../lib/proof/iam';
import type { Json } from '../../../../../lib/proof/template';
import { arnPattern, type Context, conditions, withVariables, withWildcards } from './clauses';
import type { Random } from './random';
import { TARGETS, type Target } from './vocabulary';

export interface Scenario {
  readonly request: Request;
  readonly policies: Policies;
}

export type Statement = Record<string, unknown>;
/** A Principal element, or none: identity policies have none. */
export type Who = unknown;

export interface Form {
  readonly effect: 'Allow' | 'Deny';
  readonly principal?: Who;
  /** - `any`: keys write `*`; `none`: trust policies write none. */
  readonly resource: 'identity' | 'plain' | 'any' | 'none';
  /** Of conditions. */
  readonly most: number;
}

export function statement(random: Random, target: Target, context: Context, form: Form, holds = true): Statement {
  const count = random.chance(0.5) ? 0 : random.below(form.most + 1);
  const written = conditions(random, context, holds ? count : Math.max(1, count), holds);
  return {
    ...(random.chance(0.2) ? { Sid: `S${random.below(100)}` } : {}),
    Effect: form.effect,
    ...(form.principal === undefined ? {} : { Principal: form.principal }),
    ...actions(random, target.action),
    ...resources(random, target, context, form.resource),
    ...(Object.keys(written).length > 0 ? { Condition: written } : {}),
  };
}

function actions(random: Random, action: string): Statement {
  const [service = '', name = ''] = action.split(':');
  const other = random.pick(TARGETS.filter((one) => one.action !== action)).action;
  if (random.chance(0.06)) return { NotAction: random.oneOrList([other, 'iam:*'].slice(0, 1 + random.below(2))) };
  const form = random.pick([
    action,
    random.oddCase(action),
    `${service}:*`,
    `${service}:${withWildcards(random, name) || '*'}`,
    '*',
    `${random.oddCase(service)}:${random.oddCase(withWildcards(random, name)) || '*'}`,
  ]);
  return { Action: random.oneOrList(random.chance(0.3) ? [other, form] : [form]) };
}

function resources(random: Random, target: Target, context: Context, kind: Form['resource']): Statement {
  if (kind === 'none') return {};
  if (kind === 'any' || target.resource === '*') return { Resource: '*' };
  const others = TARGETS.filter((one) => one.resource !== target.resource).map((one) => one.resource);
  if (random.chance(0.06)) {
    const excepted = withVariables(random, arnPattern(random, 'arn:aws:s3:::archive/ann/ops/*'), context);
    return { NotResource: random.oneOrList([excepted, 'arn:aws:iam::*:role/*'].slice(0, 1 + random.below(2))) };
  }
  const parts = target.resource.split(':');
  const forms = [
    target.resource,
    arnPattern(random, target.resource),
    withVariables(random, target.resource, context),
    withVariables(random, arnPattern(random, target.resource), context),
    `${parts.slice(0, 5).join(':')}:*`,
    '*',
  ];
  // Incomplete ARNs are documented for identity policies.
  if (kind === 'identity') forms.push(parts.slice(0, 3 + random.below(3)).join(':'));
  const form = random.pick(forms);
  return { Resource: random.oneOrList(random.chance(0.25) ? [random.pick(others), form] : [form]) };
}

let count = 0;

export function policy(random: Random, statements: readonly Statement[], noise: readonly Statement[] = []): Policy {
  const all = random.chance(0.5) ? [...statements, ...noise] : [...noise, ...statements];
  const version = random.chance(0.85) ? { Version: '2012-10-17' } : random.chance(0.5) ? { Version: '2008-10-17' } : {};
  count = (count + 1) % 1000;
  return {
    source: `policy${count}`,
    document: { ...version, Statement: all.length === 1 && random.chance(0.4) ? all[0] : all } as Json,
  };
}

/** Of a document, whatever its form. The same objects, so that they can be changed. */
export function written(one: Policy): Statement[] {
  return [(one.document as Statement).Statement].flat() as Statement[];
}

export function policiesOf(policies: Policies): Policy[] {
  const { identity = [], session = [], serviceControl = [], resourceControl = [], boundary, resource, endpoint } = policies;
  const single = [boundary, resource, endpoint].filter((one) => one !== undefined);
  return [...identity, ...session, ...serviceControl.flat(), ...resourceControl.flat(), ...single];
}
