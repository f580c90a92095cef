// The isolation matrix, for programs.
import { type Cell, crossesTenants, pathOf } from '../../../lib/proof/access';
import { shown } from '../../../lib/proof/template';
import type { Report } from './report';

export function matrixAsJson({ evidence, results, input }: Report, cells: readonly Cell[]): string {
  const { size, identities, data, unknownStores } = evidence.matrix;
  return `${JSON.stringify(
    {
      version: 1,
      summary: { cells: size, notDenied: cells.length, identities: identities.length, tenantData: data.length },
      cells: cells.map((cell) => ({
        role: cell.identity.name,
        ...(cell.identity.dataRole !== undefined && { dataRole: cell.identity.dataRole }),
        data: pathOf(cell.data),
        action: cell.action,
        session: cell.session,
        effect: cell.effect,
        consequence: cell.consequence,
        crossesTenants: crossesTenants(cell),
        ...(cell.shared !== undefined && { shared: shown(cell.shared) }),
        through: cell.through.map(({ role, tenant }) => ({ role: role.name, tagged: tenant !== undefined })),
        because: shown(cell.because),
        ...(cell.remaining !== undefined && { remaining: cell.remaining }),
        ...(cell.doubt !== undefined && { doubt: cell.doubt }),
      })),
      notAsked: unknownStores.map(pathOf),
      findings: results.findings,
      acknowledged: results.acknowledged,
      notes: input.notes,
    },
    null,
    2,
  )}\n`;
}
