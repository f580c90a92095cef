// Which values of an open key can make a difference: those that the policies speak of, their neighbours, a value nobody speaks of, and none.
import type { Policies, Request } from '../../../../../lib/proof/iam';
import { policiesOf, written } from './documents';
import { listed, OPERATORS, operatorPieces } from './plain-conditions';
import { type Context, filled, plain } from './plain-text';

/** Values of a key in one world; undefined: the key is absent. */
export type Candidate = readonly string[] | undefined;

const FRESH: Readonly<Record<string, readonly string[]>> = {
  string: ['fresh-value', ''],
  number: ['987654'],
  date: ['2031-05-05T05:05:05Z'],
  bool: ['true', 'false'],
  binary: ['ZnJlc2g='],
  ip: ['198.51.100.77', 'fd00::77'],
  arn: ['arn:aws:sns:eu-west-3:999999999999:fresh'],
};

export function candidates(key: string, known: Context, request: Request, policies: Policies): Candidate[] {
  const found = new Set<string>();
  let family = 'string';
  let isInSets = false;
  let isAlone = false;
  for (const { operator, name, values } of mentions(policies).conditions) {
    if (name !== key) continue;
    const { set, base } = operatorPieces(operator);
    if (set) isInSets = true;
    else if (operator !== 'Null') isAlone = true;
    family = OPERATORS.get(base)?.family ?? family;
    if (base !== 'Null') for (const value of values) for (const one of near(value, family, known)) found.add(one);
  }
  for (const one of FRESH[family] ?? []) found.add(one);
  // As a variable the key could be any piece of the resource or any other value of the request.
  if (family === 'string' && mentions(policies).text.includes(`\${${key}`)) {
    for (const piece of request.resource.split(/[:/-]/)) found.add(piece);
    for (const values of known.values()) for (const value of values) for (const piece of value.split(/[:/-]/)) found.add(piece);
    found.delete('');
  }
  const singles = [...found];
  const result: Candidate[] = [undefined, ...singles.map((one) => [one])];
  // Several values only where the policies treat the key as a set: what other operators make of them is not documented.
  if (isInSets && !isAlone) {
    for (let index = 0; index + 1 < singles.length; index += 1) result.push([singles[index] ?? '', singles.at(-1 - index) ?? '']);
    result.push(singles);
  }
  return result;
}

/** Values at and around one of a policy. */
function near(value: string, family: string, known: Context): string[] {
  if (family === 'number')
    return Number.isFinite(Number(value)) ? [-1, 0, 1].map((step) => String(Number(value) + step)) : [value];
  if (family === 'date') {
    const time = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
    return Number.isNaN(time) ? [value] : [-1000, 0, 1000].map((step) => new Date(time + step).toISOString());
  }
  if (family === 'ip') return [value.split('/')[0] ?? ''];
  if (family === 'bool' || family === 'binary') return [value];
  const text = plain(filled(value, known, true, () => false) ?? value.replace(/\$\{[^}]*\}/g, 'x'));
  const instances = [text, text.replaceAll('*', '').replaceAll('?', 'q'), text.replaceAll('*', 'zz').replaceAll('?', 'q')];
  const cased =
    family === 'string' ? instances.map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())) : [];
  return [...instances, ...cased];
}

interface Mentions {
  readonly conditions: readonly { readonly operator: string; readonly name: string; readonly values: readonly string[] }[];
  /** All documents, in lower case. */
  readonly text: string;
}

const read = new WeakMap<Policies, Mentions>();

function mentions(policies: Policies): Mentions {
  const known = read.get(policies);
  if (known) return known;
  const statements = policiesOf(policies).flatMap(written);
  const conditions = statements.flatMap((one) =>
    Object.entries((one.Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([name, values]) => ({ operator, name: name.toLowerCase(), values: listed(values) })),
    ),
  );
  const made = { conditions, text: JSON.stringify(statements).toLowerCase() };
  read.set(policies, made);
  return made;
}
