// The tenant data that an identity outside the isolation matrix can access: a role after a change, or a new role.

import type { Action, ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import { Keys } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { concernsData, consequenceOf } from '../matrix/consequence';
import { type Target, targetsOf } from '../matrix/targets';
import { DATA_TENANT } from '../matrix/tenants';
import { isByUnknownAwsPolicy } from '../policies/unknown-policy';
import { chosenKeysOf } from './altered-identities';

/** A target with the actions on it that matter. */
interface JudgedTarget extends Pick<Target, 'resource' | 'probes' | 'arns'> {
  readonly actions: ReadonlyMap<string, Action>;
  /** The keys of `actions`. Always the same list object. */
  readonly names: readonly string[];
}

export class AlteredReach {
  private targets: readonly JudgedTarget[] | undefined;
  private readonly known = new Map<Identity, Resource | undefined>();

  public constructor(
    private readonly access: Access,
    private readonly catalogue: ActionCatalogue,
    private readonly data: readonly Resource[],
  ) {}

  /** The first resource with tenant data that it may read, change or share. */
  public dataOf(identity: Identity): Resource | undefined {
    return getOrAdd(this.known, identity, () => {
      this.targets ??= targetsOf(this.access, this.catalogue, this.data, [DATA_TENANT]).map(judgedTarget);
      return this.targets.find((target) => this.reaches(identity, target))?.resource;
    });
  }

  private reaches(identity: Identity, { resource, actions, names, probes, arns }: JudgedTarget): boolean {
    const chosen = Keys.of(chosenKeysOf(identity));
    return [...this.access.allowable(identity, resource, names, arns)].some((name) => {
      const action = actions.get(name);
      return (
        action !== undefined &&
        probes(action).some(({ arn, keys }) => {
          const { effect, because } = this.access.decide(identity, {
            action: name,
            resource,
            arn,
            context: keys.over(chosen),
          });
          return effect !== 'Denied' && !(effect === 'Unknown' && isByUnknownAwsPolicy(because));
        })
      );
    });
  }
}

function judgedTarget({ resource, service, actions, probes, arns }: Target): JudgedTarget {
  const those = actions.filter((action) => {
    const consequence = consequenceOf(service, action);
    return concernsData(consequence) || consequence === 'authority';
  });
  const named = new Map(those.map((action) => [`${service}:${action.name}`, action]));
  return { resource, probes, arns, actions: named, names: [...named.keys()] };
}
