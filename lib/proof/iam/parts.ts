// The policies that take part in a request, read once: what each of them can deny, and what it can allow.

import { memoized } from '../collections';
import { needsPrincipals, type Statement, statementsByEffect } from './policy';
import type { Policies, Policy } from './types';

export interface Parts {
  /** Of the policies of who asks, its organisation's among them. */
  readonly denying: readonly Statement[];
  /** Of the policies that say who they are about. */
  readonly denyingByName: readonly Statement[];
  readonly identity: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly session?: readonly Statement[];
  readonly resource: readonly Statement[];
  /** Whether an allowance for the account lets identity policies decide, and without one nobody does. */
  readonly isAuthority: boolean;
  readonly endpoint?: readonly Statement[];
  readonly serviceControl: readonly (readonly Statement[])[];
  readonly resourceControl: readonly (readonly Statement[])[];
}

/** A caller asks about the same policies over and over. */
export const partsOf = memoized((policies: Policies): Parts => {
  const { identity = [], boundary, session, resource, endpoint, serviceControl = [], resourceControl = [] } = policies;
  const ofPrincipal = [...identity, ...listed(boundary), ...(session ?? []), ...serviceControl.flat()];
  const withPrincipal = [...listed(resource), ...listed(endpoint), ...resourceControl.flat()];
  for (const policy of ofPrincipal) needsPrincipals(policy, false);
  for (const policy of withPrincipal) needsPrincipals(policy, true);
  return {
    denying: ofPrincipal.flatMap((policy) => statementsByEffect(policy).denying),
    denyingByName: withPrincipal.flatMap((policy) => statementsByEffect(policy).denying),
    identity: allowing(identity),
    ...(boundary && { boundary: allowing([boundary]) }),
    ...(session && { session: allowing(session) }),
    resource: allowing(listed(resource)),
    isAuthority: resource !== undefined && resource.kind !== 'resource',
    ...(endpoint && { endpoint: allowing([endpoint]) }),
    serviceControl: serviceControl.map(allowing),
    resourceControl: resourceControl.map(allowing),
  };
});

function allowing(policies: readonly Policy[]): Statement[] {
  return policies.flatMap((policy) => statementsByEffect(policy).allowing);
}

function listed<T>(one: T | undefined): T[] {
  return one === undefined ? [] : [one];
}
