// Groups gained access and connections by the statement that decides: a reviewer judges one statement at a time.
import type { GainedAccess, GainedReach } from '../../../lib/proof/gained';

/** Everybody in `who` gained all of the actions on all of the resources. */
export interface AccessRow {
  readonly who: readonly string[];
  readonly on: readonly string[];
  readonly gained: GainedAccess;
  /** Identities that can assume the one that gained access, each with its differences. */
  readonly through: readonly string[];
}

/** Every end in `from` gained a connection to every end in `to`. */
export interface ReachRow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly gained: GainedReach;
}

/** Rows by the statement that decides them. Rows that are alone with their statement are grouped by resources. */
export function accessGroups(access: readonly GainedAccess[]): readonly (readonly AccessRow[])[] {
  const single = changesIn(access).map(({ gained, through }): AccessRow => {
    return { gained, through, who: [gained.who], on: [gained.on] };
  });
  const kind = ({ gained: { because, actions, sessions, certain } }: AccessRow) => [because, actions, sessions, certain];
  const byResource = merged(
    single,
    (row) => [...kind(row), row.on],
    (one, other) => ({
      ...one,
      who: union(one.who, other.who),
      through: union(one.through, other.through),
    }),
  );
  const rows = merged(
    byResource,
    (row) => [...kind(row), row.who, row.through],
    (one, other) => ({
      ...one,
      on: union(one.on, other.on),
    }),
  );
  const byCause = grouped(rows, ({ gained }) => gained.because);
  const alone = byCause.flatMap((group) => (group.length === 1 ? group : []));
  return [...byCause.filter((group) => group.length > 1), ...grouped(alone, ({ on }) => JSON.stringify(on))];
}

export function reachRows(reach: readonly GainedReach[]): readonly ReachRow[] {
  const single = reach.map((gained): ReachRow => ({ gained, from: [gained.from], to: [gained.to] }));
  const kind = ({ gained: { protocol, family, ports, certain } }: ReachRow) => [protocol, family, ports, certain];
  const bySource = merged(
    single,
    (row) => [...kind(row), row.from],
    (one, other) => ({ ...one, to: union(one.to, other.to) }),
  );
  return merged(
    bySource,
    (row) => [...kind(row), row.to],
    (one, other) => ({ ...one, from: union(one.from, other.from) }),
  );
}

export interface Change {
  readonly gained: GainedAccess;
  readonly through: readonly string[];
}

/** If a role gains access, everyone who can assume it gains it too: one change, with their names. */
export function changesIn(access: readonly GainedAccess[]): Change[] {
  const causes = access.filter((one) => !access.some((other) => isCause(other, one)));
  const through = new Map(causes.map((cause) => [cause, [] as string[]]));
  for (const one of access) {
    // If a cause has a cause of its own, that one also causes the consequences. So a cause is always among `causes`.
    const cause = causes.find((other) => isCause(other, one));
    if (cause !== undefined) through.get(cause)?.push(consequence(one, cause));
  }
  return [...through].map(([gained, names]) => ({ gained, through: names }));
}

/** The last role on the path gained the same access or more. A principal that gained more than the role also gained the role: a separate change. */
function isCause(role: GainedAccess, one: GainedAccess): boolean {
  return (
    one.who.endsWith(` through ${role.who}`) &&
    one.on === role.on &&
    (role.certain || !one.certain) &&
    one.actions.every((action) => role.actions.includes(action))
  );
}

function consequence(one: GainedAccess, cause: GainedAccess): string {
  const onConditions = one.certain === cause.certain ? '' : ', under conditions';
  const actions = one.actions.length === cause.actions.length ? '' : `, ${named(one.actions)}`;
  const sessions = one.sessions.join() === cause.sessions.join() ? '' : during(one, 'any session');
  return `${one.who.slice(0, -` through ${cause.who}`.length)}${onConditions}${actions}${sessions}`;
}

export function during({ sessions }: GainedAccess, always?: string): string {
  if (sessions.length === 0) return always === undefined ? '' : `, in ${always}`;
  return `, in sessions of ${sessions.join(' and ')}`;
}

/** The first names. `--json` has all of them. */
export function named(names: readonly string[], separator = ', ', most = 8): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(separator)}${more}`;
}

/** Rows with the same key become one row, at the place of the first. */
function merged<T>(rows: readonly T[], keyOf: (row: T) => unknown, merge: (one: T, other: T) => T): T[] {
  return grouped(rows, (row) => JSON.stringify(keyOf(row))).map(([first, ...others]) => others.reduce(merge, first as T));
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
