// Condition operators (IAM: JSON policy elements, condition operators; conditions with multiple keys or values). All conditions of a
// statement must hold; of several values one must match, and under a negated operator none may.

import { isSymbolic } from '../template/symbol';
import { ipMatches } from './ip';
import { matches, pattern } from './match';
import type { Condition } from './policy';
import { all, any, not } from './truth';
import { OPEN, type RequestContext, type Truth } from './types';
import { keyOf, substituted } from './variables';

interface Operator {
  readonly base: string;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
}

type Compare = (wanted: string, value: string, variables: Variables) => Truth;

interface Variables {
  readonly context: RequestContext;
  readonly hasVariables: boolean;
}

/** Whether a condition holds for a request. An operator that does not exist holds for nobody knows whom. */
export function holds(condition: Condition, context: RequestContext, hasVariables: boolean): Truth {
  const operator = parsed(condition.operator);
  const value = keyOf(context, condition.key);
  if (operator.base === 'Null') {
    if (value === OPEN) return undefined;
    const isAbsent = value === undefined || (Array.isArray(value) && value.length === 0);
    return any(condition.values.map((wanted) => (wanted.toLowerCase() === 'true' ? isAbsent : !isAbsent)));
  }
  const compare = COMPARE[operator.base];
  if (compare === undefined) return undefined;
  if (value === OPEN) return undefined;
  const variables = { context, hasVariables };
  const one = (actual: string): Truth => {
    const matched = any(condition.values.map((wanted) => compare(wanted, actual, variables)));
    return operator.isNegated ? not(matched) : matched;
  };
  const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  if (operator.set === 'ForAllValues') return all(values.map(one));
  if (operator.set === 'ForAnyValue') return values.length === 0 ? operator.ifExists : any(values.map(one));
  if (values.length === 0) return operator.ifExists || operator.isNegated;
  // Without a set operator a key of several values has no defined answer.
  return values.length === 1 ? one(values[0] ?? '') : undefined;
}

const PARSED = new Map<string, Operator>();

function parsed(operator: string): Operator {
  const known = PARSED.get(operator);
  if (known !== undefined) return known;
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  const isNegated = /Not/.test(name);
  const base = name === 'NotIpAddress' ? 'IpAddress' : name.replace('Not', '');
  const made: Operator = {
    base,
    isNegated,
    ifExists: ifExists !== undefined,
    ...((set === 'ForAllValues' || set === 'ForAnyValue') && { set }),
  };
  PARSED.set(operator, made);
  return made;
}

/** Equal, different, or unknown where a symbol stands. */
function equal(wanted: string, value: string): Truth {
  return matches(pattern([{ literally: wanted }]), value);
}

function text(fold: boolean, wildcards: boolean): Compare {
  return (wanted, value, { context, hasVariables }) => {
    const parts = substituted(wanted, context, hasVariables);
    if (parts === 'absent') return false;
    if (parts === OPEN) return undefined;
    const folded = (part: string) => (fold ? part.toLowerCase() : part);
    const prepared = parts.map((part) =>
      typeof part !== 'string' ? { literally: folded(part.literally) } : wildcards ? folded(part) : { literally: folded(part) },
    );
    return matches(pattern(prepared), folded(value));
  };
}

/** ArnEquals and ArnLike are one: each of the six components is compared by itself. */
const arn: Compare = (wanted, value, { context, hasVariables }) => {
  const patterns = components(wanted);
  const actual = components(value);
  if (patterns === undefined || actual === undefined)
    return isSymbolic(wanted) || isSymbolic(value) ? equal(wanted, value) : false;
  return all(
    patterns.map((component, index) => {
      const parts = substituted(component, context, hasVariables);
      if (parts === 'absent') return false;
      return parts === OPEN ? undefined : matches(pattern(parts), actual[index] ?? '');
    }),
  );
};

/** The first five colons part them, those within a variable aside; the resource may hold more. */
function components(text: string): string[] | undefined {
  const found: string[] = [];
  let begin = 0;
  let depth = 0;
  for (let at = 0; at < text.length && found.length < 5; at += 1) {
    if (text[at] === '{' && text[at - 1] === '$') depth += 1;
    else if (text[at] === '}' && depth > 0) depth -= 1;
    else if (text[at] === ':' && depth === 0) {
      found.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return found.length === 5 ? [...found, text.slice(begin)] : undefined;
}

function ordered(read: (text: string) => number, holdsFor: (value: number, wanted: number) => boolean): Compare {
  return (wanted, value) => {
    if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? holdsFor(0, 0) : undefined;
    const [first, second] = [read(value), read(wanted)];
    return Number.isNaN(first) || Number.isNaN(second) ? false : holdsFor(first, second);
  };
}

const number = (text: string): number =>
  /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;

/** ISO 8601, or seconds since 1970. */
const date = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const bool: Compare = (wanted, value) =>
  isSymbolic(wanted) || isSymbolic(value) ? equal(wanted, value) : wanted.toLowerCase() === value.toLowerCase();

const COMPARISONS: { readonly [suffix: string]: (value: number, wanted: number) => boolean } = {
  Equals: (value, wanted) => value === wanted,
  LessThan: (value, wanted) => value < wanted,
  LessThanEquals: (value, wanted) => value <= wanted,
  GreaterThan: (value, wanted) => value > wanted,
  GreaterThanEquals: (value, wanted) => value >= wanted,
};

const comparisons = (type: string, read: (text: string) => number): [string, Compare][] =>
  Object.entries(COMPARISONS).map(([suffix, holdsFor]) => [`${type}${suffix}`, ordered(read, holdsFor)]);

/** By the operator without `Not`. */
const COMPARE: { readonly [operator: string]: Compare | undefined } = Object.assign(Object.create(null), {
  StringEquals: text(false, false),
  StringEqualsIgnoreCase: text(true, false),
  StringLike: text(false, true),
  ArnEquals: arn,
  ArnLike: arn,
  Bool: bool,
  BinaryEquals: equal,
  IpAddress: ipMatches,
  ...Object.fromEntries([...comparisons('Numeric', number), ...comparisons('Date', date)]),
});
