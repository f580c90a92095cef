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

  public constructor(private readonly subject: AllowListSubject) {}

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
    checkIssuers(this.subject, callers);
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
    const names = existing.map(({ method, path }) => `${method} ${path}`).sort();
    const exists = (rule: MethodRule) =>
      existing.some(
        ({ method, path }) =>
          path === rule.path && (method === rule.method || method === ANY_METHOD || rule.method === ANY_METHOD),
      );
    return this.rules
      .filter((rule) => !exists(rule))
      .map(
        ({ method, path, callers }) =>
          `${method} ${path} is allowed to ${seen(callers)}, and no method behind this authorizer is called so, expected one of ` +
          `${seen(names)}: correct method or path, or add the method`,
      );
  }
}
