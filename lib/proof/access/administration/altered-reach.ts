// The tenant data that an identity outside the isolation matrix can access: a role after a change, or a new role.

import type { Action, ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import { Keys, type RequestContext } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { concernsData, consequenceOf } from '../matrix/consequence';
import { Sessions } from '../matrix/sessions';
import { type Target, targetsOf } from '../matrix/targets';
import { DATA_TENANT, type Session, sessionTags } from '../matrix/tenants';
import { isByUnknownAwsPolicy } from '../policies/unknown-policy';
import { chosenKeysOf } from './altered-identities';

/** A target with the actions on it that matter. */
interface JudgedTarget extends Pick<Target, 'resource' | 'probes' | 'arns'> {
  readonly actions: ReadonlyMap<string, Action>;
  /** The keys of `actions`. Always the same list object. */
  readonly names: readonly string[];
}

const NO_TENANT: Session = { kind: 'no tenant' };

export class AlteredReach {
  private targets: readonly JudgedTarget[] | undefined;
  private readonly known = new Map<Identity, Resource | undefined>();
  private readonly sessions: Sessions;

  public constructor(
    private readonly access: Access,
    private readonly catalogue: ActionCatalogue,
    private readonly data: readonly Resource[],
  ) {
    this.sessions = new Sessions(access);
  }

  /** The first resource with tenant data that it may read, change or share, itself or in a role that it may assume. */
  public dataOf(identity: Identity): Resource | undefined {
    return getOrAdd(this.known, identity, () => {
      const direct = this.directly(identity, {});
      if (direct !== undefined) return direct;
      const [, ...assumed] = this.sessions.from(identity, NO_TENANT);
      for (const { identity: role, session } of assumed) {
        const data = this.directly(role, sessionTags(session, this.access.tenantTag));
        if (data !== undefined) return data;
      }
      return undefined;
    });
  }

  private directly(identity: Identity, session: RequestContext | Keys): Resource | undefined {
    this.targets ??= targetsOf(this.access, this.catalogue, this.data, [DATA_TENANT]).map(judgedTarget);
    const own = Keys.of(chosenKeysOf(identity)).over(Keys.of(session));
    return this.targets.find((target) => this.reaches(identity, own, target))?.resource;
  }

  private reaches(identity: Identity, own: Keys, { resource, actions, names, probes, arns }: JudgedTarget): boolean {
    return [...this.access.allowable(identity, resource, names, arns)].some((name) => {
      const action = actions.get(name);
      return (
        action !== undefined &&
        probes(action).some(({ arn, keys }) => {
          const { effect, because } = this.access.decide(identity, {
            action: name,
            resource,
            arn,
            context: keys.over(own),
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
