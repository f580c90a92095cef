// What scenarios were about: a generator that never comes to an operator compares nothing.
import type { Effect } from '../../../../../lib/proof/iam';
import { policiesOf, type Scenario, type Statement, written } from './documents';
import { OPERATORS, operatorPieces } from './plain-conditions';

export class Coverage {
  private readonly seen: Record<Effect, Set<string>> = { Allowed: new Set(), Denied: new Set(), Unknown: new Set() };

  public add({ request, policies }: Scenario, effect: Effect): void {
    const seen = this.seen[effect];
    seen.add(request.principal.kind);
    for (const kind of Object.keys(policies)) seen.add(kind);
    if (policies.resource) seen.add(policies.resource.kind);
    for (const one of policiesOf(policies).flatMap(written)) {
      for (const name of ['NotAction', 'NotResource', 'NotPrincipal']) if (one[name] !== undefined) seen.add(name);
      for (const operator of Object.keys((one.Condition ?? {}) as Statement)) {
        const { set, base, ifExists } = operatorPieces(operator);
        seen.add(base);
        if (set) seen.add(`${set}:${base}`);
        if (ifExists) seen.add(`${base}IfExists`);
      }
    }
  }

  /** What did not occur in a scenario with this answer. */
  public missing(effect: Effect): string[] {
    return EXPECTED.filter((one) => !this.seen[effect].has(one));
  }
}

const BASES = [...OPERATORS.keys()];
const EXPECTED = [
  ...['role', 'user', 'root', 'service', 'anonymous'],
  ...['identity', 'boundary', 'session', 'resource', 'endpoint', 'serviceControl', 'resourceControl', 'key', 'trust'],
  ...['NotAction', 'NotResource', 'NotPrincipal', 'Null'],
  ...BASES.flatMap((base) => [base, `${base}IfExists`, `ForAllValues:${base}`, `ForAnyValue:${base}`]),
];
