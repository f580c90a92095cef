// Lost data, for a person who reviews a change: what one thing happens to, together, with what to do.
import type { LossKind, Lost } from '../../../lib/proof/lost';
import { allPrintable, counted, type Palette, wrapped } from '../output';
import { named } from './gained-groups';

export function lostLines(lost: readonly Lost[], { strong, faint, red, yellow }: Palette, width: number): string[] {
  if (lost.length === 0) return [];
  const lines = [strong('Lost data')];
  const told = new Set<string>();
  for (const group of groupsOf(allPrintable(lost))) {
    const [first] = group;
    if (first === undefined) continue;
    const mark = first.severity === 'error' ? red('✗') : yellow('!');
    lines.push(`  ${mark} ${wrapped(`${subject(group)} ${verb(first, group.length)}`, 4, width)}`);
    for (const one of itemsOf(group)) lines.push(`      ${wrapped(one, 10, width)}`);
    lines.push(`      ${faint('effect')}  ${wrapped(first.effect, 14, width)}`);
    // Once: the second group that is renamed needs no second explanation.
    if (!told.has(first.fix)) lines.push(`      ${faint('fix')}     ${wrapped(first.fix, 14, width)}`);
    told.add(first.fix);
  }
  return [...lines, ''];
}

/** `1 store and 2 keys of tenants’ data, 8 others`. */
export function lostCount(lost: readonly Lost[]): string {
  const ids = (of: readonly Lost[]) => new Set(of.map(({ id }) => id)).size;
  const tenants = lost.filter(({ holds }) => holds !== 'other');
  const keys = tenants.filter(isOfKey);
  const stores = tenants.filter((one) => !isOfKey(one));
  const parts = [
    ...(stores.length > 0 ? [counted(ids(stores), 'store')] : []),
    ...(keys.length > 0 ? [counted(ids(keys), 'key')] : []),
  ];
  const others = ids(lost.filter(({ holds }) => holds === 'other'));
  return [
    ...(parts.length > 0 ? [`${parts.join(' and ')} of tenants’ data`] : []),
    ...(others > 0 ? [`${counted(others, 'store or key', 'stores or keys')} not marked as tenants’ data`] : []),
  ].join(', ');
}

function groupsOf(lost: readonly Lost[]): Lost[][] {
  const groups = new Map<string, Lost[]>();
  for (const one of lost) {
    const { kind, severity, holds, certain, effect } = one;
    const key = JSON.stringify([severity, kind, holds === 'other', isOfKey(one), certain, effect]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function subject(group: readonly Lost[]): string {
  const [first] = group;
  const what = first !== undefined && isOfKey(first) ? 'key' : 'store';
  const of = first?.holds === 'other' ? 'not marked as tenants’ data' : 'of tenants’ data';
  return `${counted(group.length, what)} ${of}`;
}

const VERBS: { readonly [kind in LossKind]: readonly [one: string, many: string] } = {
  left: ['leaves', 'leave'],
  renamed: ['changes its logical id', 'change their logical ids'],
  moved: ['moves to another stack', 'move to another stack'],
  replaced: ['is replaced, because a property changes', 'are replaced, because a property changes'],
  refused: ['cannot be changed so', 'cannot be changed so'],
  policy: ['is easier to delete', 'are easier to delete'],
  protection: ['loses its deletion protection', 'lose their deletion protection'],
};

function verb({ kind, certain }: Lost, count: number): string {
  if (!certain && kind === 'replaced') return 'may be replaced, because a property changes';
  if (!certain && kind === 'left') return 'may leave';
  return `${certain ? '' : 'perhaps '}${VERBS[kind][count === 1 ? 0 : 1]}`;
}

/** What is not tenants' data and is called otherwise is named by type, with its old path alone: the rest is in `--json`. */
function itemsOf(group: readonly Lost[]): string[] {
  const [first] = group;
  if (first === undefined || first.holds !== 'other' || first.now === undefined) return group.map(item);
  const types = [...new Set(group.map(({ type }) => type))];
  return types.map((type) => `${type}  ${named(pathsOf(group.filter((one) => one.type === type)), '; ')}`);
}

function pathsOf(group: readonly Lost[]): string[] {
  return group.map(({ path }) => path.replace(/\/Resource$/, ''));
}

/** Kinds whose heading says all that there is to say of each. */
const SAID_ABOVE: ReadonlySet<LossKind> = new Set(['renamed', 'moved', 'protection']);

function item({ kind, type, id, path, now, message, certain, properties }: Lost): string {
  const what = `${type}  ${id}${now === undefined ? '' : ` → ${now.id}`}`;
  if (SAID_ABOVE.has(kind)) return what;
  if ((kind === 'replaced' || kind === 'refused') && properties.length > 0) return `${what}  ${properties.join(', ')}`;
  return kind === 'left' && certain ? `${what}${path === id ? '' : `  ${path}`}` : `${what}: ${message}`;
}

function isOfKey({ type }: Lost): boolean {
  return type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey';
}
