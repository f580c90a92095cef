// Lost data, for people who review a change: resources with the same loss together, with the fix.
import type { LossKind, Lost } from '../../../lib/proof/lost';
import { allPrintable, counted, type Palette, wrapped } from '../output';
import { named } from './gained-groups';

export function lostLines(lost: readonly Lost[], { strong, faint, red, yellow }: Palette, width: number): string[] {
  if (lost.length === 0) return [];
  const lines = [strong('Lost data')];
  const explained = new Set<string>();
  for (const group of groupsOf(allPrintable(lost))) {
    const [first] = group;
    if (first === undefined) continue;
    const mark = first.severity === 'error' ? red('✗') : yellow('!');
    lines.push(`  ${mark} ${wrapped(`${subject(group)} ${verb(first, group.length)}`, 4, width)}`);
    for (const one of itemsOf(group)) lines.push(`      ${wrapped(one, 10, width)}`);
    lines.push(`      ${faint('effect')}  ${wrapped(first.effect, 14, width)}`);
    // Once for each fix: the second group with the same fix needs no second explanation.
    if (!explained.has(first.fix)) lines.push(`      ${faint('fix')}     ${wrapped(first.fix, 14, width)}`);
    explained.add(first.fix);
  }
  return [...lines, ''];
}

/** `1 store and 2 keys of tenant data, 8 stores or keys not marked as tenant data`. */
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
    ...(parts.length > 0 ? [`${parts.join(' and ')} of tenant data`] : []),
    ...(others > 0 ? [`${counted(others, 'store or key', 'stores or keys')} not marked as tenant data`] : []),
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
  const of = first?.holds === 'other' ? 'not marked as tenant data' : 'of tenant data';
  return `${counted(group.length, what)} ${of}`;
}

const VERBS: { readonly [kind in LossKind]: readonly [one: string, many: string] } = {
  left: ['is removed', 'are removed'],
  renamed: ['changes its logical id', 'change their logical ids'],
  moved: ['moves to another stack', 'move to another stack'],
  replaced: ['is replaced, because a property changes', 'are replaced, because a property changes'],
  refused: ['cannot be changed like this', 'cannot be changed like this'],
  context: ['no longer decrypts old data', 'no longer decrypt old data'],
  policy: ['becomes easier to delete', 'become easier to delete'],
  protection: ['loses its deletion protection', 'lose their deletion protection'],
};

function verb({ kind, certain }: Lost, count: number): string {
  if (!certain && kind === 'replaced') return 'may be replaced, because a property changes';
  if (!certain && kind === 'left') return 'may be removed';
  return `${certain ? '' : 'perhaps '}${VERBS[kind][count === 1 ? 0 : 1]}`;
}

/** Renamed resources without tenant data are listed by type, only with their old path: `--json` has the rest. */
function itemsOf(group: readonly Lost[]): string[] {
  const [first] = group;
  if (first === undefined || first.holds !== 'other' || first.now === undefined) return group.map(item);
  const types = [...new Set(group.map(({ type }) => type))];
  return types.map((type) => `${type}  ${named(pathsOf(group.filter((one) => one.type === type)), '; ')}`);
}

function pathsOf(group: readonly Lost[]): string[] {
  return group.map(({ path }) => path.replace(/\/Resource$/, ''));
}

/** Kinds whose heading already says everything about each resource. */
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
