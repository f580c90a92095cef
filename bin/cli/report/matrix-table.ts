// Roles and sessions as a table, or as a list if the terminal is too narrow.
import { SESSION_KINDS } from '../../../lib/proof/access';
import { type Palette, wrapped } from '../output';

export interface Line {
  readonly role: string;
  /** One for each kind of session, in the order of SESSION_KINDS. */
  readonly columns: readonly Column[];
}

export interface Column {
  readonly text: string;
  /** Whether there is access between tenants. */
  readonly crosses: boolean;
  /** Whether nobody has acknowledged that access. */
  readonly isOpen: boolean;
  readonly isCertain: boolean;
}

type Paints = Pick<Palette, 'strong' | 'red' | 'yellow' | 'green'>;

const MARGIN = 4;
const GAP = 2;

export function table(lines: readonly Line[], width: number, paints: Paints): string[] {
  const texts = [['role', ...SESSION_KINDS], ...lines.map(({ role, columns }) => [role, ...columns.map(({ text }) => text)])];
  const widths = ['role', ...SESSION_KINDS].map((_title, at) => Math.max(...texts.map((row) => row[at]?.length ?? 0)));
  const needed = MARGIN + widths.reduce((sum, one) => sum + one + GAP, -GAP);
  return needed > width ? lines.flatMap((line) => stacked(line, width, paints)) : beside(lines, widths, paints);
}

function beside(lines: readonly Line[], widths: readonly number[], paints: Paints): string[] {
  const padded = (text: string, at: number) => text.padEnd(widths[at] ?? 0);
  const row = (mark: string, cells: readonly string[]) => `  ${mark} ${cells.join(' '.repeat(GAP))}`.trimEnd();
  return [
    row(
      ' ',
      ['role', ...SESSION_KINDS].map((title, at) => paints.strong(padded(title, at))),
    ),
    ...lines.map((line) => {
      const columns = line.columns.map((column, at) => painted(padded(column.text, at + 1), column, paints));
      return row(markOf(line, paints), [padded(line.role, 0), ...columns]);
    }),
  ];
}

function stacked(line: Line, width: number, paints: Paints): string[] {
  const column = Math.max(...SESSION_KINDS.map((kind) => kind.length)) + GAP;
  const indent = MARGIN + GAP + column;
  return [
    `  ${markOf(line, paints)} ${paints.strong(line.role)}`,
    ...line.columns.map((one, at) => {
      const title = (SESSION_KINDS[at] ?? '').padEnd(column);
      return `${' '.repeat(MARGIN + GAP)}${title}${painted(wrapped(one.text, indent, width), one, paints)}`;
    }),
  ];
}

/** ✗ for access between tenants, ✓ if somebody has acknowledged it. */
function markOf({ columns }: Line, { red, green }: Paints): string {
  if (columns.some(({ isOpen }) => isOpen)) return red('✗');
  return columns.some(({ crosses }) => crosses) ? green('✓') : ' ';
}

function painted(text: string, { isOpen, isCertain }: Column, { red, yellow }: Paints): string {
  if (!isOpen) return text;
  return isCertain ? red(text) : yellow(text);
}
