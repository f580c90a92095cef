// The condition operators of AWS, without their set forms and without IfExists: how each compares a value of a policy with one of a
// request (IAM: JSON policy elements, condition operators). Where AWS's pages are silent or disagree, the answer is unknown; docs/aws-silent.md
// lists these cases.

import { memoizedByText } from '../collections';
import { arnComponents, isSymbolic } from '../template/symbol';
import { completed } from './arn';
import { ipMatches } from './ip';
import type { Keys } from './keys';
import { matches, type PatternPart, pattern } from './match';
import { all } from './truth';
import { OPEN, type Truth } from './types';
import { date, isRounded, number, type Read } from './values';
import { isConstant, type Substituted, substituted, type Written, written } from './variables';

/** One wanted value against one that a request has. */
export type Comparison = (value: string, keys: Keys) => Truth;

/**
 * Reads a wanted value, once. `noMatch` is the answer for what can equal nothing: a variable without a value, a text of another type. It is
 * false. Under a negated operator it is unknown: AWS does not say whether the condition then holds, or the whole statement is void.
 */
export type Compare = (wanted: string, hasVariables: boolean, noMatch: Truth) => Comparison;

export interface Operator {
  readonly compare: Compare;
  readonly isNegated: boolean;
}

/** Equal, different, or unknown where a symbol stands. */
function equal(wanted: string): (value: string) => Truth {
  const literal = pattern([{ literally: wanted }]);
  return (value) => matches(literal, value);
}

function text(wildcards: boolean): Compare {
  const prepared = (parts: readonly PatternPart[]) =>
    pattern(parts.map((part) => (typeof part !== 'string' || wildcards ? part : { literally: part })));
  return (wanted, hasVariables, noMatch) => {
    const read = written(wanted, hasVariables);
    if (isConstant(read)) {
      const constant = prepared(read);
      return (value) => matches(constant, value);
    }
    return (value, keys) => {
      const parts = substituted(read, keys);
      if (parts === 'absent') return noMatch;
      return parts === OPEN ? undefined : matches(prepared(parts), value);
    };
  };
}

/** Of letters beyond ASCII some pairs are equal in one case only, such as ſ and s: AWS does not say which case it compares. */
const ignoringCase: Compare = (wanted, hasVariables, noMatch) => {
  const read = written(wanted, hasVariables);
  const inCase = (parts: readonly PatternPart[], fold: (text: string) => string) =>
    pattern(parts.map((part) => ({ literally: fold(typeof part === 'string' ? part : part.literally) })));
  return (value, keys) => {
    const parts = substituted(read, keys);
    if (parts === 'absent') return noMatch;
    if (parts === OPEN) return undefined;
    const truth = matches(inCase(parts, lower), lower(value));
    const texts = parts.map((part) => (typeof part === 'string' ? part : part.literally)).join('') + value;
    if (isSymbolic(texts) || !BEYOND_ASCII.test(texts)) return truth;
    return truth === matches(inCase(parts, upper), upper(value)) ? truth : undefined;
  };
};

const BEYOND_ASCII = /[^\0-\x7f]/;
const lower = (text: string): string => text.toLowerCase();
const upper = (text: string): string => text.toUpperCase();

/** ArnEquals and ArnLike are one: each of the six components is compared by itself. */
const arn: Compare = (wanted, hasVariables, noMatch) => {
  // One star for six components: AWS does not say.
  if (wanted === '*') return () => undefined;
  const patterns = arnComponents(wanted)?.map((component) => written(component, hasVariables));
  if (patterns === undefined) return shortArn(wanted, hasVariables, noMatch);
  const whole = equal(wanted);
  const against = (value: string, parts: readonly Substituted[]): Truth => {
    const truth = byComponents(value, parts);
    return truth === 'short' ? (isSymbolic(wanted) || isSymbolic(value) ? whole(value) : noMatch) : truth;
  };
  if (patterns.every(isConstant)) return memoizedByText((value) => against(value, patterns));
  return (value, keys) => {
    const parts = patterns.map((component) => substituted(component, keys));
    if (parts.includes('absent')) return noMatch;
    const truth = against(value, parts);
    // A variable whose value is not known may also be one that the request lacks.
    return parts.includes(OPEN) && truth !== noMatch ? undefined : truth;
  };
};

function byComponents(value: string, parts: readonly Substituted[]): Truth | 'short' {
  const actual = arnComponents(value);
  if (actual === undefined) return 'short';
  return all(
    parts.map((part, index) =>
      part === OPEN || part === 'absent' ? undefined : matches(pattern(part, index === 5 ? 'last' : 'text'), actual[index] ?? ''),
    ),
  );
}

/** Fewer than six components. That the rest is filled in with stars, AWS says of Resource elements alone. */
function shortArn(wanted: string, hasVariables: boolean, noMatch: Truth): Comparison {
  const whole = equal(wanted);
  const read = written(wanted, hasVariables);
  if (!isConstant(read)) return (value, keys) => wholeArn(value, read, keys, noMatch);
  const parts = arnComponents(completed(wanted))?.map((component): Substituted => [component]);
  return memoizedByText((value) => {
    if (isSymbolic(wanted) || isSymbolic(value)) return whole(value);
    const truth = parts === undefined ? false : byComponents(value, parts);
    return truth === true || truth === undefined ? undefined : noMatch;
  });
}

/** A variable that stands for more than one component. */
function wholeArn(value: string, read: Written, keys: Keys, noMatch: Truth): Truth {
  const parts = substituted(read, keys);
  if (parts === 'absent') return noMatch;
  if (parts === OPEN) return undefined;
  const text = parts.map((part) => (typeof part === 'string' ? part : part.literally)).join('');
  if (isSymbolic(text) || isSymbolic(value)) return text === value ? true : undefined;
  if (arnComponents(text) === undefined) return text.startsWith('arn:') ? undefined : noMatch;
  if (arnComponents(value) === undefined) return noMatch;
  if (parts.some((part) => typeof part === 'string' && /[*?]/.test(part)))
    return matches(pattern(parts), value) === false ? false : undefined;
  return text === value;
}

function ordered(read: Read, holdsFor: (value: number, wanted: number) => boolean): Compare {
  return (wanted, _hasVariables, noMatch) => (value) => {
    if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? holdsFor(0, 0) : undefined;
    const [seen, limit] = [read(value), read(wanted)];
    if (Number.isNaN(seen) || Number.isNaN(limit)) return noMatch;
    if (seen === undefined || limit === undefined) return undefined;
    if (seen === limit && wanted !== value && read === number && (isRounded(wanted) || isRounded(value))) return undefined;
    return holdsFor(seen, limit);
  };
}

const isBoolean = (text: string): boolean => text === 'true' || text === 'false';

/**
 * IAM's page on operators says that Bool takes policy variables, its page on variables that it does not. Neither says what `True` is, or
 * another word in a policy.
 */
const bool: Compare = (wanted, hasVariables) => {
  const whole = equal(wanted);
  if (hasVariables && wanted.includes('${')) return () => undefined;
  return (value) => {
    if (isSymbolic(wanted) || isSymbolic(value)) return whole(value);
    if (!isBoolean(wanted) || (!isBoolean(value) && isBoolean(lower(value)))) return undefined;
    return wanted === value;
  };
};

/** Two texts for the same bytes: AWS does not say whether it compares texts or bytes. */
const binary: Compare = (wanted) => {
  const whole = equal(wanted);
  const bytes = (text: string) => Buffer.from(text, 'base64').toString('hex');
  return (value) => {
    const truth = whole(value);
    return truth === false && !isSymbolic(value) && bytes(wanted) === bytes(value) ? undefined : truth;
  };
};

const ip: Compare = (wanted, _hasVariables, noMatch) => (value) => ipMatches(wanted, value, noMatch);

const ORDERS: { readonly [suffix: string]: (value: number, wanted: number) => boolean } = {
  Equals: (value, wanted) => value === wanted,
  LessThan: (value, wanted) => value < wanted,
  LessThanEquals: (value, wanted) => value <= wanted,
  GreaterThan: (value, wanted) => value > wanted,
  GreaterThanEquals: (value, wanted) => value >= wanted,
};

const positive = (compare: Compare): Operator => ({ compare, isNegated: false });
const negated = (compare: Compare): Operator => ({ compare, isNegated: true });

const orders = (type: string, read: Read): [string, Operator][] => [
  ...Object.entries(ORDERS).map(([suffix, holdsFor]): [string, Operator] => [
    `${type}${suffix}`,
    positive(ordered(read, holdsFor)),
  ]),
  [`${type}NotEquals`, negated(ordered(read, (value, wanted) => value === wanted))],
];

/** Every operator that exists, by its name. There is one more: Null. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(text(false))],
  ['StringNotEquals', negated(text(false))],
  ['StringEqualsIgnoreCase', positive(ignoringCase)],
  ['StringNotEqualsIgnoreCase', negated(ignoringCase)],
  ['StringLike', positive(text(true))],
  ['StringNotLike', negated(text(true))],
  ['ArnEquals', positive(arn)],
  ['ArnLike', positive(arn)],
  ['ArnNotEquals', negated(arn)],
  ['ArnNotLike', negated(arn)],
  ['Bool', positive(bool)],
  ['BinaryEquals', positive(binary)],
  ['IpAddress', positive(ip)],
  ['NotIpAddress', negated(ip)],
  ...orders('Numeric', number),
  ...orders('Date', date),
]);
