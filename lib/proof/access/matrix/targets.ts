// What the matrix asks about: each resource with tenants' data, by the actions of the services that reach it, and how they are tried.

import type { Action, ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { type Probe, Probes } from './probes';
import { servicesOf } from './services';

export interface Target {
  readonly resource: Resource;
  readonly service: string;
  readonly actions: readonly Action[];
  /** `service:Action`, the same list every time. */
  readonly names: readonly string[];
  readonly probes: (action: Action) => readonly Probe[];
  /** All that the probes are about. */
  readonly arns: readonly string[];
}

/** `tenants` are those whose data is asked for. In the order of the data; none for data whose actions are not known. */
export function targetsOf(
  access: Access,
  catalogue: ActionCatalogue,
  data: readonly Resource[],
  tenants: readonly string[],
): Target[] {
  const identityPolicies = [...new Set([...access.identities, ...access.named].flatMap(({ identity }) => identity))];
  const byService = new Map<string, Pick<Target, 'actions' | 'names'>>();
  const actionsOf = (service: string) =>
    getOrAdd(byService, service, () => {
      // Actions without a resource, such as ListTables, are about no table.
      const actions = catalogue.actionsOf(service).filter(({ resourceTypes }) => resourceTypes.length > 0);
      return { actions, names: actions.map(({ name }) => `${service}:${name}`) };
    });
  return data.flatMap((resource) =>
    servicesOf(resource).map((service): Target => {
      const known = actionsOf(service);
      const own = access.policies.of(resource);
      const policies = own ? [...identityPolicies, own] : identityPolicies;
      const made = new Probes({ templates: access.templates, catalogue, resource, service, policies, tenants });
      const probes = (action: Action) => made.of(action);
      const arns = [...new Set(known.actions.flatMap((action) => probes(action).map(({ arn }) => arn)))];
      return { resource, service, ...known, probes, arns };
    }),
  );
}
