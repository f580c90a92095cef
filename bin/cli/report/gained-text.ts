// Gained access and reachability, for a person who reviews a change.
import type { GainedAccess, GainedReach } from '../../../lib/proof/gained';
import { allPrintable, counted, type Output, palette, wrapped } from '../output';

export function gainedAsText(
  access: readonly GainedAccess[],
  reach: readonly GainedReach[],
  notes: readonly string[],
  { color, width }: Output,
): string {
  const { strong, faint, red, green, yellow } = palette(color);
  const lines: string[] = [];
  if (access.length > 0) lines.push(strong('Access gained'));
  for (const { who, actions, on, sessions, certain, because } of allPrintable(access)) {
    const when = sessions.length === 0 ? '' : `, in sessions of ${sessions.join(' and ')}`;
    const may = certain ? 'may' : 'may, on conditions,';
    lines.push(`  ${red('+')} ${wrapped(`${who} ${may} ${named(actions)} on ${on}${when}`, 4, width)}`);
    lines.push(`      ${faint(wrapped(because, 6, width))}`);
  }
  if (access.length > 0) lines.push('');
  if (reach.length > 0) lines.push(strong('Reachability gained'));
  for (const { from, to, protocol, family, ports, certain } of allPrintable(reach)) {
    const perhaps = certain ? '' : ', depending on what only the deployment knows';
    lines.push(
      `  ${red('+')} ${wrapped(`${from} → ${to}  ${protocol} ${ports.join(', ')} over IPv${family}${perhaps}`, 4, width)}`,
    );
  }
  if (reach.length > 0) lines.push('');
  for (const note of allPrintable(notes)) lines.push(`${yellow('note')} ${wrapped(note, 5, width)}`);
  const total = access.length + reach.length;
  const verdict =
    total === 0
      ? green('nothing gained')
      : red(`gained: ${counted(access.length, 'access', 'accesses')}, ${counted(reach.length, 'connection')}`);
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${verdict}\n`;
}

function named(actions: readonly string[]): string {
  return actions.length > 8 ? `${actions.slice(0, 8).join(', ')} and ${actions.length - 8} more` : actions.join(', ');
}
