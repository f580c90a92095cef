// Gained access and connections, for people who review a change: grouped by the statement that decides.
import { allPrintable, counted, type Palette, wrapped } from '../output';
import type { Difference } from './diff-text';
import { type AccessRow, accessGroups, during, named, reachRows } from './gained-groups';

export function gainedLines({ access, reach }: Difference, { strong, faint, red }: Palette, width: number): string[] {
  const lines: string[] = [];
  const several = (title: string, names: readonly string[]) =>
    names.length < 2 ? [] : [`      ${faint(title.padEnd(10))} ${wrapped(named(names, '; '), 17, width)}`];
  const details = ({ who, on, through }: AccessRow) => [
    ...several('principals', who),
    ...several('resources', on),
    ...(through.length === 0
      ? []
      : [`      ${wrapped(`everyone who can assume this role gains the same: ${named(through, '; ')}`, 6, width)}`]),
  ];

  const groups = accessGroups(allPrintable(access));
  if (groups.length > 0) lines.push(strong('Access gained'));
  for (const rows of groups) {
    const [first] = rows;
    if (first === undefined) continue;
    if (rows.length === 1) {
      const because = faint(wrapped(first.gained.because, 6, width));
      lines.push(`  ${red('+')} ${wrapped(sentence(first), 4, width)}`, `      ${because}`, ...details(first));
      continue;
    }
    const isOneCause = rows.every(({ gained }) => gained.because === first.gained.because);
    lines.push(
      `  ${red('+')} ${wrapped(`${reached(rows)}: ${isOneCause ? first.gained.because : `on ${named(first.on)}`}`, 4, width)}`,
    );
    for (const row of rows) {
      const text = isOneCause ? sentence(row) : `${may(row)}${during(row.gained)} (${row.gained.because})`;
      lines.push(`      ${red('+')} ${wrapped(text, 8, width)}`, ...details(row));
    }
  }
  if (groups.length > 0) lines.push('');

  const ways = reachRows(allPrintable(reach));
  if (ways.length > 0) lines.push(strong('Connections gained'));
  for (const { from, to, gained } of ways) {
    const { protocol, ports, family, certain } = gained;
    const perhaps = certain ? '' : ' (this depends on facts that only the deployment knows)';
    const ends = `${oneOr(from, 'ends')} → ${oneOr(to, 'ends')}`;
    lines.push(
      `  ${red('+')} ${wrapped(`${ends}  ${protocol} ${ports.join(', ')} over IPv${family}${perhaps}`, 4, width)}`,
      ...several('from', from),
      ...several('to', to),
    );
  }
  if (ways.length > 0) lines.push('');
  return lines;
}

function sentence(row: AccessRow): string {
  return `${may(row)} on ${oneOr(row.on, 'resources')}${during(row.gained)}`;
}

function may({ who, gained }: AccessRow): string {
  return `${oneOr(who, 'principals')} ${gained.certain ? 'may call' : 'may, under conditions, call'} ${named(gained.actions)}`;
}

/** How many principals, actions and resources one statement affects. */
function reached(rows: readonly AccessRow[]): string {
  const count = (names: readonly string[]) => new Set(names).size;
  const who = count(rows.flatMap((row) => row.who));
  const actions = count(rows.flatMap(({ gained }) => gained.actions));
  const on = count(rows.flatMap((row) => row.on));
  return `${counted(who, 'principal')}, ${counted(actions, 'action')}, ${counted(on, 'resource')}`;
}

function oneOr(names: readonly string[], many: string): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.length} ${many}`;
}
