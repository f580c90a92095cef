import { type Cell, crossesTenants, pathOf, restsOnUnknownAwsPolicy, SESSION_KINDS, type SessionKind } from '../../access';
import { grouped } from '../../collections';
import { statementIn } from '../../iam';
import type { Resource } from '../../template';
import type { Rule, Sighting } from '../rule';
import { few } from '../shared/statements';
import { DOUBT, subject } from './wording';

export const tenantDataAccess: Rule = {
  id: 'tenant-data-access',
  severity: 'error',
  why: 'A session of one tenant, or a session without a tenant, can access another tenant’s data. Only the application’s code separates the tenants.',
  fix: 'Limit every action on the data by aws:PrincipalTag of the session. Remove the actions that you cannot limit. Let only a session broker assume the role with a tag.',
  source: 'IAM User Guide: Define permissions to access AWS resources based on tags',
  *find({ matrix }) {
    // The rule managed-policy-unknown reports a policy of AWS's that the proof does not know, once.
    const crossing = matrix.cells.filter((cell) => crossesTenants(cell) && !restsOnUnknownAwsPolicy(cell));
    for (const cells of grouped(crossing, (cell) => `${cell.identity.name}\n${detailOf(cell)}`).values()) yield sighting(cells);
    for (const data of matrix.unknownStores) {
      yield {
        resource: data,
        message: `${data.type} holds tenant data, but the proof does not know which actions reach it`,
      };
    }
  },
};

/** On the role, or on the resource that gives an identity outside the templates its rights, or on the data if there is neither. */
function sighting(cells: readonly Cell[]): Sighting {
  // The most certain and shortest path first.
  const [first] = [...cells].sort((one, other) => rank(one) - rank(other) || one.through.length - other.through.length) as [
    Cell,
    ...Cell[],
  ];
  const { identity, through, because } = first;
  const same = cells.filter(({ effect }) => effect === first.effect);
  const actions = few(unique(same.map(({ action }) => action)));
  const stores = few(unique(same.map((cell) => pathOf(cell.data))), 3);
  const kinds = unique(same.map(({ session }) => session));
  const sessions = kinds.length === SESSION_KINDS.length ? 'any session' : kinds.map((kind) => SESSION[kind]).join(' and in ');
  const steps = [
    ...through.map(({ role, tenant }) => `assume ${role.name}${tenant === undefined ? '' : ' with a tag of its choice'}`),
    `call ${actions} on ${stores}`,
  ];
  const cause = statementIn(because);
  const doubts = unique(same.flatMap((cell) => cell.doubt ?? []));
  const condition = first.effect === 'Unknown' && doubts.length === 0 ? first.remaining : undefined;
  // `because` names the conditions.
  const doubt =
    first.effect === 'Allowed' || condition !== undefined ? '' : ` (${doubts.length === 0 ? DOUBT : doubts.join('; ')})`;
  // Only some other tenants: the policy takes one name for another.
  const alike = same.every(({ session }) => session === 'other tenant') ? same[0] : undefined;
  const whose = alike === undefined ? 'all tenants' : 'another tenant';
  const example = alike === undefined ? '' : `, such as “${alike.sessionTenant}” to the data of “${alike.tenant}”`;
  return {
    ...findingOf(first),
    message: `${subject(identity)} may${condition === undefined ? '' : ', under a condition,'} ${steps.join(', then ')} with data of ${whose}, in ${sessions}${example}${doubt}`,
    because,
    ...(cause !== undefined && { cause }),
    ...(condition !== undefined && { condition }),
  };
}

/** The `resource` and `detail` of the finding for a cell. */
export function findingOf(cell: Cell): { readonly resource: Resource; readonly detail: string } {
  return { resource: cell.identity.resource ?? cell.identity.holder ?? cell.data, detail: detailOf(cell) };
}

/** The store, or the role that leads to it. The name of the identity if it is not in the templates. */
function detailOf({ identity, data, through }: Cell): string {
  const [first] = through;
  const where = first === undefined ? pathOf(data) : `via ${first.role.name}`;
  if (identity.resource !== undefined) return where;
  return identity.holder === undefined ? identity.name : `${identity.name}->${where}`;
}

const SESSION: { readonly [kind in SessionKind]: string } = {
  'right tenant': 'any tenant’s session',
  'other tenant': 'another tenant’s session',
  'no tenant': 'a session without a tenant',
};

function rank({ effect }: Cell): number {
  return effect === 'Allowed' ? 0 : 1;
}

function unique<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
