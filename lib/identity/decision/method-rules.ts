// Callers of single methods, as an authorizer collects them. Each rule is validated when it is added. At the end, when all methods of
// the API are known, the rules are compared with them. Authorizer and broker of a service share one such list.

import { ANY_METHOD, type MethodRule, threeParts } from '../../../contract';
import { needs, seen } from '../../common/needs';
import { type AllowListSubject, checkIssuers } from './callers';

/** A method of an API's resource, under API Gateway's names. */
export interface ExistingMethod {
  readonly method: string;
  readonly path: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', ANY_METHOD];

/** `/`, or segments. Each is literal or a variable, and the last one may stand for the rest of the path. */
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
      'allow() is called after CDK wrote the allow-list',
      'every call of allow() before synthesis begins',
      'call allow() in the code that builds the app, not in an aspect',
    );
    needs(
      METHODS.includes(method),
      scope,
      `method is ${seen(method)}`,
      `one of ${METHODS.join(', ')}`,
      "write allow('GET', '/path', ['edge']), with one of these methods",
    );
    needs(
      typeof path === 'string' && PATH.test(path),
      scope,
      `path is ${seen(path)}`,
      'the path of a resource as API Gateway names it, without wildcards: "/", "/issues/{id}" or "/files/{proxy+}"',
      'copy the path from the resource: `resource.path`',
    );
    const rule = `${method} ${path}`;
    needs(
      Array.isArray(callers) && callers.length > 0,
      scope,
      `the callers of ${rule} are ${seen(callers)}`,
      'a list with the name of at least one issuer',
      `write allow('${method}', '${path}', ['edge']), with the names of the callers`,
    );
    checkIssuers(this.subject, callers, rule);
    const general = callers.find((caller) => everywhere.includes(caller));
    needs(
      general === undefined,
      scope,
      `allow() names ${seen(general)} for ${rule}, and ${seen(general)} may already call every method`,
      'an issuer that is not in `callers`',
      `remove ${seen(general)} from \`callers\`, so that it may call only ${rule}; or remove this rule`,
    );
    const known = this.callersOfMethods.get(rule)?.callers ?? [];
    const repeated = callers.find((caller, index) => known.includes(caller) || callers.indexOf(caller) !== index);
    needs(
      repeated === undefined,
      scope,
      `allow() names ${seen(repeated)} twice for ${rule}`,
      'each name once',
      `remove one ${seen(repeated)} from the rules for ${rule}`,
    );
    this.callersOfMethods.set(rule, { method, path, callers: [...known, ...callers] });
  }

  /** All rules, in an order that does not depend on the order of the calls. */
  public get rules(): MethodRule[] {
    return [...this.callersOfMethods.entries()]
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([, { method, path, callers }]) => ({ method, path, callers: [...callers].sort() }));
  }

  /**
   * The rules, and rules without callers. A rule without callers is for a method whose path looks like a value of another rule's variable,
   * such as `/issues/new` for the rule of `/issues/{id}`. The callers of that rule are then denied `/issues/new` by name.
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

  /** The issuers that may call at least one method. */
  public get allCallers(): string[] {
    return [...new Set([...this.subject.callers, ...this.rules.flatMap(({ callers }) => callers)])].sort();
  }

  /** After this no rule can be added: the allow-list is being written. */
  public settle(): void {
    this.isSettled = true;
  }

  /** The errors about rules for methods that do not exist: such a rule may be meant for another path. */
  public withoutMethod(existing: readonly ExistingMethod[]): string[] {
    const names = existing.map(nameOf).sort();
    const exists = (rule: MethodRule) => existing.some((method) => method.path === rule.path && sharesMethod(method, rule));
    return this.rules
      .filter((rule) => !exists(rule))
      .map(({ method, path, callers }) =>
        threeParts(
          `allow() lets ${seen(callers)} call ${method} ${path}, and no API behind this authorizer has this method`,
          names.length === 0 ? 'a method behind this authorizer' : `one of ${names.join(', ')}`,
          'correct the method or the path in `allow`, or add the method to the API',
        ),
      );
  }
}

function nameOf({ method, path }: ExistingMethod): string {
  return `${method} ${path}`;
}

function sharesMethod({ method }: ExistingMethod, other: ExistingMethod): boolean {
  return method === other.method || method === ANY_METHOD || other.method === ANY_METHOD;
}

/** True if two paths differ only in segments that are literal in the one path and a variable in the other. */
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
