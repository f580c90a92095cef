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
  const changes = changesIn(allPrintable(access));
  if (changes.length > 0) lines.push(strong('Access gained'));
  for (const { gained, through } of changes) {
    const { who, actions, on, certain, because } = gained;
    const may = certain ? 'may' : 'may, on conditions,';
    lines.push(`  ${red('+')} ${wrapped(`${who} ${may} ${named(actions)} on ${on}${during(gained)}`, 4, width)}`);
    lines.push(`      ${faint(wrapped(because, 6, width))}`);
    if (through.length > 0)
      lines.push(`      ${wrapped(`whoever may assume it gains the same: ${through.join('; ')}`, 6, width)}`);
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
  const verdict =
    changes.length + reach.length === 0
      ? green('nothing gained')
      : red(`gained: ${counted(changes.length, 'access', 'accesses')}, ${counted(reach.length, 'connection')}`);
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${verdict}\n`;
}

interface Change {
  readonly gained: GainedAccess;
  /** Those who have it because they may assume who gained it, each with what is different for it. */
  readonly through: readonly string[];
}

/** What a role gains, everybody gains who may assume it: one change, and one line in a review, with their names. */
function changesIn(access: readonly GainedAccess[]): Change[] {
  const causes = access.filter((one) => !access.some((other) => isCause(other, one)));
  const through = new Map(causes.map((cause) => [cause, [] as string[]]));
  for (const one of access) {
    // What causes a cause causes its consequences, so that there is one among these.
    const cause = causes.find((other) => isCause(other, one));
    if (cause !== undefined) through.get(cause)?.push(consequence(one, cause));
  }
  return [...through].map(([gained, names]) => ({ gained, through: names }));
}

/** The last role on somebody's way gained the same, or more. Who gained more than the role did has got the role, too: his own change. */
function isCause(role: GainedAccess, one: GainedAccess): boolean {
  return (
    one.who.endsWith(` through ${role.who}`) &&
    one.on === role.on &&
    (role.certain || !one.certain) &&
    one.actions.every((action) => role.actions.includes(action))
  );
}

function consequence(one: GainedAccess, cause: GainedAccess): string {
  const onConditions = one.certain === cause.certain ? '' : ', on conditions';
  const actions = one.actions.length === cause.actions.length ? '' : `, ${named(one.actions)}`;
  const sessions = one.sessions.join() === cause.sessions.join() ? '' : during(one, 'any session');
  return `${one.who.slice(0, -` through ${cause.who}`.length)}${onConditions}${actions}${sessions}`;
}

function during({ sessions }: GainedAccess, always?: string): string {
  if (sessions.length === 0) return always === undefined ? '' : `, in ${always}`;
  return `, in sessions of ${sessions.join(' and ')}`;
}

function named(actions: readonly string[]): string {
  return actions.length > 8 ? `${actions.slice(0, 8).join(', ')} and ${actions.length - 8} more` : actions.join(', ');
}
