// Callers of single methods, as an authorizer collects them: checked one by one as they are added, and against the API's methods at
// the end, when all of these are known. Authorizer and broker of a service share one such list.

import { ANY_METHOD, type MethodRule } from '../../../contract';
import { needs, seen } from '../../common/needs';
import { type AllowListSubject, checkIssuers } from './callers';

/** A method that exists: of an API's resource, under API Gateway's names. */
export interface ExistingMethod {
  readonly method: string;
  readonly path: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', ANY_METHOD];

/** `/`, or segments of which each is literal or a variable; the last may be the rest of the path. */
const PATH = /^\/$|^(?:\/(?:[A-Za-z0-9:._$~-]+|\{[A-Za-z0-9:._$-]+\}))*(?:\/(?:[A-Za-z0-9:._$~-]+|\{[A-Za-z0-9:._$-]+\+?\}))$/;

export class MethodRules {
  private readonly callersOfMethods = new Map<string, { readonly method: string; readonly path: string; callers: string[] }>();
  private isSettled = false;

  public constructor(
    private readonly subject: AllowListSubject,
    /** The methods behind the authorizer, as they are known when the rules are written. */
    private readonly existing: () => readonly ExistingMethod[] = () => [],
  ) {}

  public add(method: string, path: string, callers: string[]): void {
    const { scope, callers: everywhere } = this.subject;
    needs(
      !this.isSettled,
      scope,
      'its allow-list is written already: call allow() before the app is synthesised, not from an aspect',
    );
    needs(METHODS.includes(method), scope, `method is ${seen(method)}, expected one of ${METHODS.join(', ')}`);
    needs(
      typeof path === 'string' && PATH.test(path),
      scope,
      `path is ${seen(path)}, expected that of a resource as API Gateway names it: "/", or segments like "/issues/{id}" or "/files/{proxy+}", without wildcards`,
    );
    const rule = `${method} ${path}`;
    needs(
      Array.isArray(callers) && callers.length > 0,
      scope,
      `${rule} is allowed to ${seen(callers)}, expected the names of one issuer or more`,
    );
    checkIssuers(this.subject, callers, rule);
    const general = callers.find((caller) => everywhere.includes(caller));
    needs(
      general === undefined,
      scope,
      `${rule} is allowed to ${seen(general)}, which may call every method: take it out of \`callers\` to narrow it, or leave this rule out`,
    );
    const known = this.callersOfMethods.get(rule)?.callers ?? [];
    const repeated = callers.find((caller, index) => known.includes(caller) || callers.indexOf(caller) !== index);
    needs(repeated === undefined, scope, `${rule} is allowed to ${seen(repeated)} twice, expected each name once`);
    this.callersOfMethods.set(rule, { method, path, callers: [...known, ...callers] });
  }

  /** All rules, in an order that does not depend on that of the calls. */
  public get rules(): MethodRule[] {
    return [...this.callersOfMethods.entries()]
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([, { method, path, callers }]) => ({ method, path, callers: [...callers].sort() }));
  }

  /**
   * The rules, and rules for nobody: of the methods that look like a variable's value in the path of one (`/issues/new` beside
   * `/issues/{id}`). Whoever may call that one is then denied these by name, as they would be if they had rules.
   */
  public get written(): MethodRule[] {
    const { rules } = this;
    const open = rules.filter(({ path }) => path.includes('{'));
    if (open.length === 0) return rules;
    const ruled = new Set(rules.map(nameOf));
    const hidden = this.existing().filter(
      (method) => !ruled.has(nameOf(method)) && open.some((rule) => sharesMethod(method, rule) && looksLikeValue(method, rule)),
    );
    const names = new Map(hidden.map((method) => [nameOf(method), method]));
    const closed = [...names.entries()].sort(([first], [second]) => (first < second ? -1 : 1));
    return [...rules, ...closed.map(([, { method, path }]) => ({ method, path, callers: [] }))];
  }

  /** Everybody who may call some method. */
  public get allCallers(): string[] {
    return [...new Set([...this.subject.callers, ...this.rules.flatMap(({ callers }) => callers)])].sort();
  }

  /** No rule after this: what depends on them is being written. */
  public settle(): void {
    this.isSettled = true;
  }

  /** What is wrong with rules for methods that do not exist: a rule nobody needs may be one that was meant for another path. */
  public withoutMethod(existing: readonly ExistingMethod[]): string[] {
    const names = existing.map(nameOf).sort();
    const exists = (rule: MethodRule) => existing.some((method) => method.path === rule.path && sharesMethod(method, rule));
    return this.rules
      .filter((rule) => !exists(rule))
      .map(
        ({ method, path, callers }) =>
          `${method} ${path} is allowed to ${seen(callers)}, and no method behind this authorizer is called so, expected one of ` +
          `${seen(names)}: correct method or path, or add the method`,
      );
  }
}

function nameOf({ method, path }: ExistingMethod): string {
  return `${method} ${path}`;
}

function sharesMethod({ method }: ExistingMethod, other: ExistingMethod): boolean {
  return method === other.method || method === ANY_METHOD || other.method === ANY_METHOD;
}

/** True if two paths differ in nothing but a literal segment, or several, where the other one has a variable. */
function looksLikeValue({ path }: ExistingMethod, { path: other }: ExistingMethod): boolean {
  const [segments, others] = [path.split('/'), other.split('/')];
  return (
    path !== other &&
    segments.length === others.length &&
    segments.every((segment, index) => segment === others[index] || (!isVariable(segment) && isOneVariable(others[index])))
  );
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{');
}

function isOneVariable(segment = ''): boolean {
  return isVariable(segment) && !segment.endsWith('+}');
}
