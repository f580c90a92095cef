// The isolation matrix: every role on every resource with tenants' data, by every action of its service, in a session of the right
// tenant, of another one and of none; directly, and through the roles that it may assume. What is not in it is denied.

import type { ActionCatalogue } from '../../actions';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { ANYBODY, type Identity, STRANGER } from '../identities/identity';
import { isByUnknownAwsPolicy } from '../policies/elsewhere';
import { DirectAccess, isWorse, type Let } from './direct-access';
import { type Assumption, Sessions } from './sessions';
import { targetsOf } from './targets';
import {
  DATA_TENANT,
  SESSION_KINDS,
  type Session,
  type SessionKind,
  sessionsOf,
  tenantsDemandedIn,
  tenantsNamedIn,
} from './tenants';

export interface Cell extends Let {
  readonly identity: Identity;
  readonly data: Resource;
  readonly session: SessionKind;
  /** Of the session that was let through; none of one without. */
  readonly sessionTenant?: string;
  /** Roles assumed on the way. */
  readonly through: readonly Assumption[];
}

export interface Matrix {
  /** In the order of the templates; the outsiders last. */
  readonly identities: readonly Identity[];
  readonly data: readonly Resource[];
  /** Tenants' data whose actions are not known here. */
  readonly notAsked: readonly Resource[];
  /** How many cells there are, denied ones included. */
  readonly size: number;
  /** All that are not denied. */
  readonly cells: readonly Cell[];
}

export function isolationMatrix(access: Access, catalogue: ActionCatalogue, data: readonly Resource[]): Matrix {
  const identities = [...access.identities, ...access.named, STRANGER, ANYBODY];
  const targets = targetsOf(access, catalogue, data, dataTenants(access));
  const sessions = new Sessions(access);
  const direct = new DirectAccess(access, targets);
  const cells: Cell[] = [];
  for (const identity of targets.length === 0 ? [] : identities) {
    const found = new Map<string, Cell>();
    for (const session of sessionsOf(tenantsFor(access, identity, data))) {
      for (const acting of sessions.from(identity, session)) {
        for (const { resource, lets } of direct.of(acting)) {
          for (const one of lets) {
            const effect = acting.certain ? one.effect : 'Unknown';
            const kind = kindOf(session, one.tenant);
            const key = `${resource.id}\n${one.action}\n${kind}`;
            const before = found.get(key);
            if (before !== undefined && !isWorse({ ...one, effect }, before)) continue;
            const { tenant: sessionTenant } = session;
            const through = acting.assumed;
            found.set(key, {
              ...one,
              effect,
              identity,
              data: resource,
              session: kind,
              through,
              ...(sessionTenant !== undefined && { sessionTenant }),
            });
          }
        }
      }
    }
    cells.push(...found.values());
  }
  return {
    identities,
    data: [...new Set(targets.map(({ resource }) => resource))],
    notAsked: data.filter((resource) => targets.every((target) => target.resource !== resource)),
    size: targets.reduce((sum, { actions }) => sum + actions.length, 0) * identities.length * SESSION_KINDS.length,
    cells,
  };
}

/** Whether a cell is what isolation forbids: data without its tenant's session, or everybody's data at once. */
export function crossesTenants({ session, consequence, namesTenant }: Cell): boolean {
  if (consequence !== 'data' && consequence !== 'whole') return false;
  return session !== 'right tenant' || !namesTenant;
}

/** Whether a cell would be a denial if some policy of AWS's whose text is not known allowed nothing. */
export function restsOnUnknownAwsPolicy({ effect, because, through }: Cell): boolean {
  if (effect !== 'Unknown') return false;
  const doubts = through.flatMap(({ decision }) => (decision.effect === 'Unknown' ? [decision.because] : []));
  return [because, ...doubts].some(isByUnknownAwsPolicy);
}

/** A session is the right one for its own tenant's data, whoever that is. */
function kindOf({ kind, tenant }: Session, ofData: string): SessionKind {
  if (tenant === ofData) return 'right tenant';
  return kind === 'right tenant' ? 'other tenant' : kind;
}

/** Beside the usual one: an app with a role for each of its tenants has as many as tenants, all written alike. */
const MOST_DATA_TENANTS = 8;

/** Where a trust policy takes certain names alone, the data of a tenant with such a name is asked for beside. */
function dataTenants({ identities, policies, tenantTag }: Access): string[] {
  const key = `aws:requesttag/${tenantTag.toLowerCase()}`;
  const trusts = identities.flatMap(({ resource }) => (resource && policies.of(resource)) ?? []);
  const demanded = new Set(trusts.flatMap((trust) => tenantsDemandedIn(trust, key)));
  return [DATA_TENANT, ...[...demanded].slice(0, MOST_DATA_TENANTS)];
}

/** Whom the policies of both sides name: a role that is written for one tenant is asked in that one's session. */
function tenantsFor({ policies, tenantTag }: Access, { identity }: Identity, data: readonly Resource[]): string[] {
  const owned = data.flatMap((resource) => policies.of(resource) ?? []);
  return [...identity, ...owned].flatMap((policy) => tenantsNamedIn(policy, [`aws:principaltag/${tenantTag.toLowerCase()}`]));
}
