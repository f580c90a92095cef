// Who may call single methods, besides the callers of the whole API. Rules only add: one for `ANY` of a path and one for its `GET`
// together. A method that API Gateway does not name has no rule, and no caller but the whole API's.

import { ANY_METHOD, type MethodRule } from '../../../contract';
import type { Route } from './method-pattern';

export class MethodRules {
  private readonly callersOfMethods = new Map<string, ReadonlySet<string>>();

  public constructor(
    private readonly callers: ReadonlySet<string>,
    private readonly rules: readonly MethodRule[],
  ) {
    for (const { method, path, callers: added } of rules) {
      const name = nameOf({ method, path });
      this.callersOfMethods.set(name, new Set([...(this.callersOfMethods.get(name) ?? []), ...added]));
    }
  }

  /** True for a caller of every method. */
  public mayCallAll(caller: string): boolean {
    return this.callers.has(caller);
  }

  /** Everybody who may call a method. */
  public callersOf(route: Route | undefined): ReadonlySet<string> {
    if (route === undefined) return this.callers;
    const exact = this.callersOfMethods.get(nameOf(route));
    const any = this.callersOfMethods.get(nameOf({ ...route, method: ANY_METHOD }));
    if (exact === undefined && any === undefined) return this.callers;
    return new Set([...this.callers, ...(exact ?? []), ...(any ?? [])]);
  }

  /** Methods with rules, be they for nobody, of which none lets a caller in. */
  public closedTo(caller: string): Route[] {
    const open = this.rules.filter(({ callers }) => callers.includes(caller));
    const names = new Set(open.map(nameOf));
    const paths = new Set(open.map(({ path }) => path));
    return this.rules.filter(({ method, path }) =>
      method === ANY_METHOD
        ? !paths.has(path)
        : !names.has(nameOf({ method, path })) && !names.has(nameOf({ method: ANY_METHOD, path })),
    );
  }
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}
