// The isolation matrix: every identity, every resource with tenant data, every action of its service, in a session of the right tenant, of
// another tenant and of no tenant; directly, and through the roles that the identity may assume. Everything else is denied.

import type { ActionCatalogue } from '../../actions';
import type { Policy } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { ANYBODY, type Identity, STRANGER } from '../identities/identity';
import { isByUnknownAwsPolicy } from '../policies/unknown-policy';
import { concernsData } from './consequence';
import { DirectAccess, type GrantedAction } from './direct-access';
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

export interface Cell extends GrantedAction {
  readonly identity: Identity;
  readonly data: Resource;
  readonly session: SessionKind;
  /** The tenant of the session. Undefined for a session without a tenant. */
  readonly sessionTenant?: string;
  /** The roles that the identity assumes first. */
  readonly through: readonly Assumption[];
}

export interface Matrix {
  /** In the order of the templates, then outsiders. */
  readonly identities: readonly Identity[];
  readonly data: readonly Resource[];
  /** Stores with tenant data whose actions the proof does not know. */
  readonly unknownStores: readonly Resource[];
  /** The number of cells, with the denied ones. */
  readonly size: number;
  /** All cells that are not denied. */
  readonly cells: readonly Cell[];
}

export function isolationMatrix(access: Access, catalogue: ActionCatalogue, data: readonly Resource[]): Matrix {
  const identities = [...access.identities, ...access.named, STRANGER, ANYBODY];
  const targets = targetsOf(access, catalogue, data, dataTenants(access));
  const sessions = new Sessions(access);
  const direct = new DirectAccess(access, targets);
  const cells: Cell[] = [];
  const namedByData = tenantsNamedBy(
    access,
    data.flatMap((resource) => access.policies.of(resource) ?? []),
  );
  for (const identity of targets.length === 0 ? [] : identities) {
    const found = new Map<string, Cell>();
    for (const session of sessionsOf([...tenantsNamedBy(access, identity.identityPolicies), ...namedByData])) {
      for (const acting of sessions.from(identity, session)) {
        for (const { resource, actions } of direct.of(acting)) {
          for (const one of actions) {
            const effect = acting.certain ? one.effect : 'Unknown';
            const kind = kindOf(session, one.tenant);
            const key = `${resource.id}\n${one.action}\n${kind}\n${one.shared ?? ''}`;
            const before = found.get(key);
            if (before !== undefined && weightOf({ ...one, effect }, kind) <= weightOf(before, kind)) continue;
            const { tenant: sessionTenant } = session;
            const through = acting.assumptions;
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
    unknownStores: data.filter((resource) => targets.every((target) => target.resource !== resource)),
    size: targets.reduce((sum, { actions }) => sum + actions.length, 0) * identities.length * SESSION_KINDS.length,
    cells,
  };
}

/** How important one of several results for a cell is. Data of all tenants that may be open counts more than the own data that is. */
function weightOf({ effect, namesTenant }: Pick<GrantedAction, 'effect' | 'namesTenant'>, kind: SessionKind): number {
  const crosses = kind !== 'right tenant' || !namesTenant;
  return (crosses ? 4 : 0) + (effect === 'Allowed' ? 2 : 0) + (namesTenant ? 0 : 1);
}

/** Whether isolation forbids a cell: access to a tenant's data without a session of that tenant, or to the data of all tenants at once. */
export function crossesTenants({ session, consequence, namesTenant, shared }: Cell): boolean {
  if (!concernsData(consequence) || shared !== undefined) return false;
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

/** Limit of additional tenants. An app with a role for each tenant has many, but all roles have the same form. */
const MOST_DATA_TENANTS = 8;

/** If a trust policy accepts only certain tenant names, the matrix also tests the data of a tenant with such a name. */
function dataTenants({ identities, policies, tenantTag }: Access): string[] {
  const key = `aws:requesttag/${tenantTag.toLowerCase()}`;
  const trusts = identities.flatMap(({ resource }) => (resource && policies.of(resource)) ?? []);
  const demanded = new Set(trusts.flatMap((trust) => tenantsDemandedIn(trust, key)));
  return [DATA_TENANT, ...[...demanded].slice(0, MOST_DATA_TENANTS)];
}

/** The tenants that the policies of both sides name. A role for one tenant is tested in a session of that tenant. */
function tenantsNamedBy({ tenantTag }: Access, policies: readonly Policy[]): string[] {
  return policies.flatMap((policy) => tenantsNamedIn(policy, [`aws:principaltag/${tenantTag.toLowerCase()}`]));
}
