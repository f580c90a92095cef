// The isolation matrix, for people: one line for each role and store, one column for each session. Then the findings of can-become.
import { type Cell, crossesTenants, pathOf, SESSION_KINDS } from '../../../lib/proof/access';
import { grouped } from '../../../lib/proof/collections';
import {
  type AcknowledgedFinding,
  causesOf,
  type Finding,
  findingId,
  findingOf,
  tenantDataAccess,
} from '../../../lib/proof/rules';
import { allPrintable, counted, type Output, palette, printable, wrapped } from '../output';
import { type Line, table } from './matrix-table';
import type { Report } from './report';

interface Row {
  readonly role: string;
  readonly cells: readonly Cell[];
}

export function matrixAsText(report: Report, cells: readonly Cell[], { color, width }: Output): string {
  const { strong, faint, red, green, yellow } = palette(color);
  const { matrix } = report.evidence;
  const { findings, acknowledged } = report.results;
  // The cells of one finding share its resource and id. If somebody acknowledged the finding, these cells are accepted.
  const unaccepted = new Set(findings.map(({ stack, resource, id }) => `${stack}/${resource} ${id}`));
  const open = (cell: Cell) => {
    const { resource, detail } = findingOf(cell);
    return unaccepted.has(`${resource.id} ${findingId(tenantDataAccess.id, detail)}`);
  };
  const shown = allPrintable({ findings, acknowledged });
  const lines: string[] = [];
  for (const data of matrix.data) {
    const [common, own] = [true, false].map((isShared) =>
      cells.filter((one) => one.data === data && (one.shared !== undefined) === isShared),
    );
    const rows = rowsOf(own ?? []);
    lines.push(`${strong(printable(pathOf(data)))}  ${faint(printable(data.type))}`);
    if (rows.length === 0) lines.push(`  ${green('nobody')}`);
    else
      lines.push(
        ...table(
          rows.map((row) => lineOf(row, open)),
          width,
          { strong, red, yellow, green },
        ),
      );
    lines.push(...sharedLines(common ?? [], width, yellow('!')), '');
  }
  for (const data of matrix.unknownStores)
    lines.push(`${yellow('!')} ${printable(pathOf(data))}: the proof does not know the actions of ${printable(data.type)}`, '');

  // What an open finding implies is in the table above: the identity may already do everything.
  const implied = new Set(causesOf(findings).flatMap((cause) => cause.implied));
  const others = allPrintable(findings.filter((one) => one.rule === 'can-become' && !implied.has(one)));
  const become = [...others, ...shown.acknowledged.filter(({ rule }) => rule === 'can-become')];
  lines.push(strong('Can become'));
  if (become.length === 0) lines.push(`  ${green('nobody can get tenant data by changing policies, code or roles')}`);
  for (const finding of become) lines.push(edge(finding, width, { red, green, faint }));
  const errors = findings.filter(({ severity }) => severity === 'error');
  const unread = shown.findings.filter(({ rule }) => rule === 'malformed-policy');
  for (const { path, message } of unread)
    lines.push(
      '',
      `${red('✗')} ${path}: ${wrapped(`the proof cannot read its policy and does not know what it allows: ${message}`, 4, width)}`,
    );
  const unseen = shown.findings.filter(({ rule }) => rule === 'template-not-read');
  for (const { path, message } of unseen) lines.push('', `${yellow('!')} ${path}: ${wrapped(message, 4, width)}`);
  const crossing = errors.filter(({ rule }) => rule === 'tenant-data-access');
  const becoming = errors.filter(({ rule }) => rule === 'can-become');
  lines.push('', ...accepted(shown.acknowledged, width, { green, faint }));
  const asked = `${counted(matrix.size, 'cell')}: ${counted(matrix.identities.length, 'identity', 'identities')}, ${counted(matrix.data.length, 'store')}; everything that is not shown is denied`;
  const verdict =
    errors.length === 0
      ? (unseen.length === 0 ? green : yellow)(
          `no access from one tenant to another${acknowledged.length > 0 ? ', except what is acknowledged' : ''}${unseen.length === 0 ? '' : ', in the templates that the proof has read'}`,
        )
      : red(
          [
            `${counted(crossing.length, 'finding')} of access from one tenant to another`,
            `${becoming.length} of a right that gives such access`,
            ...(unread.length > 0 ? [`${counted(unread.length, 'policy', 'policies')} that the proof cannot read`] : []),
            ...(unseen.length > 0 ? [`${counted(unseen.length, 'template')} that the proof has not read`] : []),
          ].join(', '),
        );
  return `${lines.join('\n')}${verdict}  ${faint(`(${asked})`)}\n`;
}

function rowsOf(cells: readonly Cell[]): Row[] {
  // Two roles may have one name.
  const rows = new Map<Cell['identity'], Cell[]>();
  for (const cell of cells) {
    const row = rows.get(cell.identity);
    if (row === undefined) rows.set(cell.identity, [cell]);
    else row.push(cell);
  }
  return [...rows].map(([{ name, dataRole }, of]) => ({
    role: `${printable(name)}${dataRole === undefined ? '' : ` (${dataRole} role)`}`,
    cells: of,
  }));
}

function lineOf({ role, cells }: Row, isOpen: (cell: Cell) => boolean): Line {
  const columns = SESSION_KINDS.map((session) => {
    const here = cells.filter((cell) => cell.session === session);
    const crossing = here.filter(crossesTenants);
    return {
      text: summary(here),
      crosses: crossing.length > 0,
      isOpen: crossing.some(isOpen),
      isCertain: here.some(({ effect }) => effect === 'Allowed'),
    };
  });
  return { role, columns };
}

/** Data that every tenant reaches and no tenant owns: one line for each partition and role. */
function sharedLines(cells: readonly Cell[], width: number, mark: string): string[] {
  const groups = grouped(cells, ({ shared = '', identity }) => `${shared}\n${identity.name}`);
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const names = [...new Map(of.map((cell) => [cell.action, cell])).values()];
    const text = `every tenant reaches “${printable(first.shared ?? '')}”, by ${printable(first.identity.name)}: ${summary(names)}`;
    return [`  ${mark} ${wrapped(text, 4, width)}`];
  });
}

/** `GetItem, Query +6`: the first two actions by name. `?` follows an action that is not certain. `via` names assumed roles. */
function summary(cells: readonly Cell[]): string {
  if (cells.length === 0) return '-';
  const names = cells.map(({ action, effect }) => `${action.slice(action.indexOf(':') + 1)}${effect === 'Unknown' ? '?' : ''}`);
  const more = names.length > 2 ? ` +${names.length - 2}` : '';
  const [first] = cells;
  const via =
    first !== undefined && first.through.length > 0 ? ` via ${first.through.map(({ role }) => last(role.name)).join(' → ')}` : '';
  return `${names.slice(0, 2).join(', ')}${more}${via}`;
}

/** The last two parts of a construct path: enough to recognise it. */
function last(path: string): string {
  const parts = printable(path)
    .split('/')
    .filter((part) => part !== 'Resource');
  return parts.slice(-2).join('/');
}

function edge(
  finding: Finding,
  width: number,
  { red, green, faint }: { readonly [name in 'red' | 'green' | 'faint']: (text: string) => string },
): string {
  const reason = (finding as Partial<AcknowledgedFinding>).reason;
  const mark = reason === undefined ? red('✗') : green('✓');
  const because = reason === undefined ? finding.because : `acknowledged: ${reason}`;
  return `  ${mark} ${wrapped(finding.message, 4, width)}\n      ${faint(wrapped(because, 6, width))}`;
}

function accepted(
  acknowledged: readonly AcknowledgedFinding[],
  width: number,
  { green, faint }: { readonly [name in 'green' | 'faint']: (text: string) => string },
): string[] {
  const access = acknowledged.filter(({ rule }) => rule === 'tenant-data-access');
  return access.flatMap(({ path, reason }) => [`${green('✓')} acknowledged at ${path}: ${faint(wrapped(reason, 4, width))}`, '']);
}
