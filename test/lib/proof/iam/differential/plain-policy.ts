// A policy document as predicates over one world.
import type { Policy, Principal, Request } from '../../../../../lib/proof/iam';
import type { DoubtOf } from './doubts';
import { condition, listed } from './plain-conditions';
import { type Context, fillings, like, marked, resourceLike } from './plain-text';

export interface World {
  readonly request: Request;
  readonly context: Context;
  readonly doubt: DoubtOf;
  /** Whether the principal has a permissions boundary. */
  readonly hasBoundary: boolean;
}

/** How a statement names the principal of a request. */
export type Naming = 'everybody' | 'account' | 'self' | 'session';

export interface Statement {
  readonly isDeny: boolean;
  /** Action, resource and conditions. */
  readonly covers: (world: World) => boolean;
  /** Empty if the statement is not about the principal; identity policies have no such element and name `self`. */
  readonly names: (world: World) => readonly Naming[];
}

type Written = Readonly<Record<string, unknown>>;

export function statementsOf(policy: Policy): Statement[] {
  const document = policy.document as Written;
  const hasVariables = document.Version === '2012-10-17';
  return [document.Statement].flat().map((one) => statement(one as Written, hasVariables));
}

function statement(written: Written, hasVariables: boolean): Statement {
  const tests = [actionTest(written), resourceTest(written, hasVariables), conditionTest(written, hasVariables)];
  const isNot = written.NotPrincipal !== undefined;
  const element = isNot ? written.NotPrincipal : written.Principal;
  const list = element === undefined || element === '*' ? undefined : named(element);
  return {
    isDeny: written.Effect === 'Deny',
    covers: (world) => tests.every((test) => test(world)),
    names: ({ request, doubt, hasBoundary }) => {
      // "The NotPrincipal element with a Deny effect will always deny any IAM principal that has a permissions boundary policy attached,
      // regardless of the values specified in the NotPrincipal element."
      if (isNot && hasBoundary && written.Effect === 'Deny') return ['everybody'];
      if (list && isNot) return excepts(list, request.principal, doubt) ? [] : ['everybody'];
      if (list) return namings(list, request.principal);
      return element === '*' ? ['everybody'] : ['self'];
    },
  };
}

function actionTest(written: Written): (world: World) => boolean {
  const isNot = written.NotAction !== undefined;
  const patterns = listed(written.Action ?? written.NotAction).map((one) => marked(one).toLowerCase());
  return ({ request, doubt }) => patterns.some((one) => like(one, request.action.toLowerCase(), doubt)) !== isNot;
}

function resourceTest(written: Written, hasVariables: boolean): (world: World) => boolean {
  const isNot = written.NotResource !== undefined;
  // A role's trust policy has no Resource: it is about the role.
  if (!isNot && written.Resource === undefined) return () => true;
  const filling = fillings(listed(written.Resource ?? written.NotResource), hasVariables);
  return ({ request, context, doubt }) => {
    const wanted = filling(context, doubt);
    if (wanted.some((one) => one !== undefined && resourceLike(one, request.resource, doubt))) return !isNot;
    if (isNot && wanted.includes(undefined)) return !doubt('NotResource');
    return isNot;
  };
}

function conditionTest(written: Written, hasVariables: boolean): (world: World) => boolean {
  const all = Object.entries((written.Condition ?? {}) as Written).flatMap(([operator, keys]) =>
    Object.entries(keys as Written).map(([key, values]) => condition(operator, key, values, hasVariables)),
  );
  return ({ context, doubt }) => all.every((test) => test(context, doubt));
}

/** What a principal can be called, from the widest name to the narrowest. */
function calledBy(principal: Principal): readonly { readonly naming: Naming; readonly names: readonly string[] }[] {
  if (principal.kind === 'anonymous') return [];
  if (principal.kind === 'service') return [{ naming: 'self', names: [`Service ${principal.name}`] }];
  const account = principal.account;
  const byAccount = { naming: 'account', names: [`AWS ${account}`, `AWS arn:aws:iam::${account}:root`] } as const;
  if (principal.kind === 'root') return [byAccount];
  const bySelf = { naming: 'self', names: [`AWS ${principal.arn}`] } as const;
  if (principal.kind === 'user') return [byAccount, bySelf];
  // Without an ARN, a session that no policy can name.
  return [byAccount, bySelf, { naming: 'session', names: principal.sessionArn ? [`AWS ${principal.sessionArn}`] : [] }];
}

/** `{ AWS: [a, b], Service: c }` as `AWS a`, `AWS b`, `Service c`. */
function named(element: unknown): Set<string> {
  const pairs = Object.entries(element as Written);
  return new Set(pairs.flatMap(([type, values]) => listed(values).map((value) => `${type} ${value}`)));
}

function namings(names: ReadonlySet<string>, principal: Principal): Naming[] {
  const found: Naming[] = calledBy(principal)
    .filter((one) => one.names.some((name) => names.has(name)))
    .map((one) => one.naming);
  return names.has('AWS *') ? ['everybody', ...found] : found;
}

/** Is the principal one that a NotPrincipal excepts? */
function excepts(names: ReadonlySet<string>, principal: Principal, doubt: World['doubt']): boolean {
  const levels = calledBy(principal);
  const hits = levels.filter((one) => one.names.some((name) => names.has(name))).length;
  if (hits === 0) return false;
  return hits === levels.length || doubt('NotPrincipal');
}
