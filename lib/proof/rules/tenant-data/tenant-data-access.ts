import { type Cell, crossesTenants, pathOf, restsOnUnknownAwsPolicy } from '../../access';
import type { Resource } from '../../template';
import type { Rule, Sighting } from '../rule';
import { few } from '../shared/statements';

export const tenantDataAccess: Rule = {
  id: 'tenant-data-access',
  severity: 'error',
  why: 'One tenant’s session, or none at all, gets at another tenant’s data: isolation is the application’s good will here.',
  fix: 'Bind every action on the data to aws:PrincipalTag of the session, leave out actions that cannot be bound, and let only a session broker assume the role with a tag.',
  source: 'IAM User Guide: Define permissions to access AWS resources based on tags',
  *find({ matrix }) {
    const groups = new Map<string, Cell[]>();
    for (const cell of matrix.cells) {
      // Of a policy of AWS's that is not known, managed-policy-unknown speaks once.
      if (!crossesTenants(cell) || restsOnUnknownAwsPolicy(cell)) continue;
      const key = `${cell.identity.name}\n${detailOf(cell)}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [cell]);
      else group.push(cell);
    }
    for (const cells of groups.values()) yield sighting(cells);
    for (const data of matrix.notAsked) {
      yield {
        resource: data,
        message: `${data.type} holds tenants’ data, and which actions reach it is not known here`,
      };
    }
  },
};

/** Stands at the role, or at what gives one from elsewhere its rights; at the data for those who have neither here. */
function sighting(cells: readonly Cell[]): Sighting {
  // The plainest way first.
  const [first] = [...cells].sort((one, other) => doubt(one) - doubt(other) || one.through.length - other.through.length) as [
    Cell,
    ...Cell[],
  ];
  const { identity, through, because } = first;
  const same = cells.filter(({ effect }) => effect === first.effect);
  const actions = few(unique(same.map(({ action }) => action)));
  const stores = few(unique(same.map((cell) => pathOf(cell.data))), 3);
  const sessions = few(unique(same.map(({ session }) => SESSION[session])));
  const way = through.map(
    ({ role, tenant }) => `assumes ${role.name}${tenant === undefined ? '' : ' with a tag of its choice'}, which `,
  );
  const verb = first.effect === 'Allowed' ? 'may' : 'may, depending on what is not in the templates,';
  // Some other tenants alone: a name that is taken for another.
  const alike = same.every(({ session }) => session === 'other tenant') ? same[0] : undefined;
  const whose = alike === undefined ? 'all tenants' : 'another tenant';
  const example = alike === undefined ? '' : `: “${alike.sessionTenant}” gets at what “${alike.tenant}” has`;
  return {
    ...findingOf(first),
    message: `${identity.name} ${way.join('')}${verb} ${actions} on ${stores} of ${whose}, in ${sessions}${example}`,
    because,
  };
}

/** Where the finding of a cell stands: `resource` and `detail` of it. */
export function findingOf(cell: Cell): { readonly resource: Resource; readonly detail: string } {
  return { resource: cell.identity.resource ?? cell.identity.holder ?? cell.data, detail: detailOf(cell) };
}

/** By the store, or by the role that leads there; by who asks where no template makes him. */
function detailOf({ identity, data, through }: Cell): string {
  const [first] = through;
  const where = first === undefined ? pathOf(data) : `via ${first.role.name}`;
  if (identity.resource !== undefined) return where;
  return identity.holder === undefined ? identity.name : `${identity.name}->${where}`;
}

const SESSION = {
  'right tenant': 'any tenant’s session',
  'other tenant': 'another tenant’s session',
  'no tenant': 'a session without a tenant',
} as const;

function doubt({ effect }: Cell): number {
  return effect === 'Allowed' ? 0 : 1;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
