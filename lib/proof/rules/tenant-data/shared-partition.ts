import { type Cell, concernsData, pathOf, restsOnUnknownAwsPolicy } from '../../access';
import { grouped } from '../../collections';
import { statementIn } from '../../iam';
import type { Rule, Sighting } from '../rule';
import { few } from '../shared/statements';
import { findingOf } from './tenant-data-access';
import { DOUBT, subject } from './wording';

export const sharedPartition: Rule = {
  id: 'shared-partition',
  severity: 'warning',
  why: 'Every tenant reaches this data. That is right for data that all tenants may see, such as a price list. It is wrong if one tenant owns the data.',
  fix: 'Keep only common data there, and let tenants only read it. Never give a tenant an id that equals the name of this partition.',
  source:
    'IAM User Guide: IAM policy elements: Variables and tags; DynamoDB Developer Guide: Using IAM policy conditions for fine-grained access control',
  *find({ matrix, actions }) {
    const shared = matrix.cells.filter(
      (cell) => cell.shared !== undefined && concernsData(cell.consequence) && !restsOnUnknownAwsPolicy(cell),
    );
    const isRead = ({ action }: Cell) => actions.action(action)?.level === 'Read';
    for (const cells of grouped(shared, ({ identity, data }) => `${identity.name}\n${data.id}`).values())
      yield sighting(cells, isRead);
  },
};

function sighting(cells: readonly Cell[], isRead: (cell: Cell) => boolean): Sighting {
  const [first] = [...cells].sort((one, other) => one.through.length - other.through.length) as [Cell, ...Cell[]];
  const { identity, data, because, effect } = first;
  const verbs = [cells.some(isRead) ? 'read' : [], cells.every(isRead) ? [] : 'change'].flat().join(' and ');
  const what = data.type.startsWith('AWS::S3::') ? 'objects' : 'rows';
  const names = few([...new Set(cells.flatMap((cell) => (cell.shared === undefined ? [] : `“${cell.shared}”`)))], 3);
  const calls = few([...new Set(cells.map(({ action }) => action))]);
  const cause = statementIn(because);
  return {
    ...findingOf(first),
    message: `${subject(identity)} may ${verbs} the ${what} under ${names} of ${pathOf(data)} in the session of every tenant, by ${calls}${effect === 'Allowed' ? '' : ` (${DOUBT})`}`,
    because,
    ...(cause !== undefined && { cause }),
  };
}
