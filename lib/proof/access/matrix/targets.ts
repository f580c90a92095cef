// The targets of the matrix: each resource with tenant data, the actions of its services, and the probes that test them.

import type { Action, ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { PolicyTexts } from './policy-texts';
import { type Probe, Probes } from './probes';
import { servicesOf } from './services';

export interface Target {
  readonly resource: Resource;
  readonly service: string;
  readonly actions: readonly Action[];
  /** `service:Action`. Always the same list object. */
  readonly names: readonly string[];
  readonly probes: (action: Action) => readonly Probe[];
  /** All ARNs of the probes. */
  readonly arns: readonly string[];
}

/** In the order of `data`. None for data with unknown actions. `tenants` are those whose data the probes ask for. */
export function targetsOf(
  access: Access,
  catalogue: ActionCatalogue,
  data: readonly Resource[],
  tenants: readonly string[],
): Target[] {
  const attached = [...access.identities, ...access.named].flatMap(({ identityPolicies }) => identityPolicies);
  const ofIdentities = new PolicyTexts([...new Set(attached)], access.tenantTag);
  const byService = new Map<string, Pick<Target, 'actions' | 'names'>>();
  const actionsOf = (service: string) =>
    getOrAdd(byService, service, () => {
      // Actions without a resource, such as ListTables, do not concern a table.
      const actions = catalogue.actionsOf(service).filter(({ resourceTypes }) => resourceTypes.length > 0);
      return { actions, names: actions.map(({ name }) => `${service}:${name}`) };
    });
  return data.flatMap((resource) =>
    servicesOf(resource).map((service): Target => {
      const known = actionsOf(service);
      const own = access.policies.of(resource);
      const policies = own ? [ofIdentities, new PolicyTexts([own], access.tenantTag)] : [ofIdentities];
      const made = new Probes({ templates: access.templates, catalogue, resource, service, policies, tenants });
      const probes = (action: Action) => made.of(action);
      const arns = [...new Set(known.actions.flatMap((action) => probes(action).map(({ arn }) => arn)))];
      return { resource, service, ...known, probes, arns };
    }),
  );
}
