// Conditions made to hold, or made not to, for a context that grows with them.
import { OPEN } from '../../../../../lib/proof/iam';
import { OPERATORS } from './plain-conditions';
import type { Random } from './random';
import { type Family, MULTIPLE, NO_OPERATORS, oddValuesOf, SINGLE, valuesOf } from './vocabulary';

export type Context = Record<string, string | readonly string[] | typeof OPEN>;
type Condition = Record<string, Record<string, unknown>>;

const BASES = [...OPERATORS.keys(), 'Null'];

/** The key as the context writes it, whatever its case. */
export function keyIn(context: Context, key: string): string | undefined {
  const wanted = key.toLowerCase();
  return Object.keys(context).find((one) => one.toLowerCase() === wanted);
}

export function conditions(random: Random, context: Context, count: number, holds: boolean): Condition {
  const result: Condition = {};
  for (let index = 0; index < count; index += 1) {
    const [operator, key, values] = clause(random, context, holds || index > 0);
    result[operator] = { ...result[operator], [key]: values };
  }
  return result;
}

function clause(random: Random, context: Context, holds: boolean): [string, string, unknown] {
  const base = random.pick(BASES);
  if (base === 'Null') return nullClause(random, context, holds);
  if (random.chance(0.02)) return noClause(random, context);
  const { family, negated } = OPERATORS.get(base) ?? { family: 'string', negated: false };
  const isMultiple = random.chance(0.3);
  const set = isMultiple || random.chance(0.12) ? random.pick(['ForAllValues', 'ForAnyValue']) : '';
  const key = random.pick((isMultiple ? MULTIPLE : SINGLE)[family]);
  const operator = `${set && `${set}:`}${base}${random.chance(0.2) ? 'IfExists' : ''}`;
  const seen = valueFor(random, context, key, family, isMultiple);
  const list = seen === undefined ? [] : typeof seen === 'string' ? [seen] : seen;
  const isAll = (set === 'ForAllValues') !== negated;
  // To hold, a plain operator must cover values of the request, a negated one must not; to fail, the other way round.
  const covered = holds === negated ? [] : isAll || list.length === 0 ? list : [random.pick(list)];
  const values: unknown[] = covered.map((one) => matching(random, base, family, one, context));
  const unseen = valuesOf(key, family).filter((one) => !list.includes(one));
  const others = unseen.length > 0 ? unseen : valuesOf(key, family);
  while (values.length === 0 || random.chance(0.25)) {
    const isOdd = random.chance(0.05);
    values.push(isOdd ? random.pick(oddValuesOf(family)) : matching(random, base, family, random.pick(others), context));
  }
  if (values.length > 1 && random.chance(0.5)) values.reverse();
  return [operator, random.chance(0.1) ? random.oddCase(key) : key, random.oneOrList(values)];
}

function nullClause(random: Random, context: Context, holds: boolean): [string, string, unknown] {
  const family = random.pick(Object.keys(SINGLE)) as Family;
  const isMultiple = random.chance(0.3);
  const key = random.pick((isMultiple ? MULTIPLE : SINGLE)[family]);
  const isAbsent = valueFor(random, context, key, family, isMultiple, 0.4) === undefined && !keyIn(context, key);
  const value = isAbsent === holds;
  return ['Null', key, random.chance(0.3) ? value : String(value)];
}

/** An operator that does not exist. */
function noClause(random: Random, context: Context): [string, string, unknown] {
  const key = random.pick(SINGLE.string);
  const value = valueFor(random, context, key, 'string', false);
  const set = random.chance(0.3) ? 'ForAnyValue:' : '';
  const base = random.pick(NO_OPERATORS);
  const suffix = (base === 'Null' && set === '') || random.chance(0.3) ? 'IfExists' : '';
  return [`${set}${base}${suffix}`, key, typeof value === 'string' ? value : 'true'];
}

/** Of what a key of this type can have; now and then something odd. */
function anyOf(random: Random, key: string, family: Family): string {
  return random.pick(random.chance(0.05) ? oddValuesOf(family) : valuesOf(key, family));
}

/** The value that the context has, or now gets. An open key has none to go by. */
function valueFor(random: Random, context: Context, key: string, family: Family, isMultiple: boolean, absent = 0.1) {
  const present = keyIn(context, key);
  const value = present === undefined ? undefined : context[present];
  if (value === OPEN) return undefined;
  if (value !== undefined || random.chance(absent)) return value;
  const one = () => anyOf(random, key, family);
  const made = isMultiple ? [...new Set(Array.from({ length: 1 + random.below(3) }, one))] : one();
  context[random.chance(0.1) ? random.oddCase(key) : key] = made;
  return made;
}

/** A value of a policy that the operator, without its negation, matches with one of the request. */
function matching(random: Random, base: string, family: Family, value: string, context: Context): unknown {
  switch (family) {
    case 'string':
      if (base.includes('IgnoreCase')) return random.oddCase(value);
      return base.includes('Like')
        ? withVariables(random, withWildcards(random, value), context)
        : withVariables(random, value, context);
    case 'arn':
      return withVariables(random, arnPattern(random, value), context);
    case 'number': {
      if (!Number.isFinite(Number(value)) || value === '') return value;
      const moved = String(Number(value) + step(random, base));
      return random.chance(0.3) ? Number(moved) : moved;
    }
    case 'date': {
      const time = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
      if (Number.isNaN(time)) return value;
      const moved = time + 3_600_000 * step(random, base);
      return random.chance(0.2) && moved % 1000 === 0 ? String(moved / 1000) : new Date(moved).toISOString();
    }
    case 'bool':
      return random.chance(0.3) && /^(true|false)$/.test(value) ? value === 'true' : value;
    case 'ip':
      return /[.:]/.test(value) ? block(random, value) : value;
    default:
      return value;
  }
}

function step(random: Random, base: string): number {
  const size = base.endsWith('Than') && random.chance(0.8) ? 1 + random.below(3) : random.below(3);
  return base.includes('Less') ? size : base.includes('Greater') ? -size : 0;
}

function block(random: Random, address: string): string {
  if (address.includes(':')) return random.pick([`${address}/128`, '2001:db8:1::/48', '2001:DB8:1:2::/64', '::/0']);
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  return random.pick([
    address,
    `${address}/32`,
    `${a}.${b}.${c}.${d & 0xc0}/26`,
    `${a}.${b}.${c}.0/24`,
    `${a}.0.0.0/8`,
    '0.0.0.0/0',
  ]);
}

/** Some of the text replaced by wildcards. Texts with symbols keep their symbols whole. */
export function withWildcards(random: Random, text: string): string {
  if (text.includes('\uE000') || text === '' || random.chance(0.25)) return text;
  const characters = [...text];
  const from = random.below(characters.length);
  const [begin, end] = [characters.slice(0, from).join(''), (at: number) => characters.slice(at).join('')];
  if (random.chance(0.3)) return `${begin}?${end(from + 1)}`;
  const to = random.chance(0.4) ? characters.length : from + random.below(characters.length - from + 1);
  return `${begin}*${end(to)}`;
}

/** Wildcards inside region, account and resource, never across a colon. */
export function arnPattern(random: Random, arn: string): string {
  const parts = arn.split(':');
  if (parts.length < 6) return withWildcards(random, arn);
  const index = 3 + random.below(parts.length - 3);
  return parts.map((part, at) => (at === index ? withWildcards(random, part) : part)).join(':');
}

const VARIABLES = ['aws:username', 'aws:PrincipalTag/team'];

/** Words of the text that keys of the request have as value, written as variables. Only after the fifth colon of an ARN. */
export function withVariables(random: Random, text: string, context: Context): string {
  if (random.chance(0.6)) return text;
  const start = text.startsWith('arn:') ? text.split(':').slice(0, 5).join(':').length : 0;
  let tail = text.slice(start);
  const key = random.pick(VARIABLES);
  const seen = keyIn(context, key);
  const value = seen === undefined ? undefined : context[seen];
  const written = random.chance(0.1) ? random.oddCase(key) : key;
  if (typeof value === 'string' && tail.includes(value)) {
    tail = tail.replace(value, () => (random.chance(0.3) ? `\${${written}, 'nobody'}` : `\${${written}}`));
  } else if (value === undefined) {
    const word = ['ann', 'ops', 'bob'].find((one) => tail.includes(one));
    if (word) tail = tail.replace(word, () => (random.chance(0.7) ? `\${${written}, '${word}'}` : `\${${written}}`));
  } else if (tail.includes('*') && random.chance(0.3)) {
    tail = tail.replace('*', () => `$${'{*}'}`);
  }
  return text.slice(0, start) + tail;
}
