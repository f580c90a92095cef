// Condition operators (IAM: JSON policy elements, condition operators; conditions with multiple keys or values). All conditions of a
// statement must hold; of several values one must match, and under a negated operator none may.

import { memoizedByText } from '../collections';
import { arnComponents, isSymbolic } from '../template/symbol';
import { ipMatches } from './ip';
import type { Keys } from './keys';
import { matches, type PatternPart, pattern } from './match';
import { all, not } from './truth';
import { OPEN, type Truth } from './types';
import { isConstant, type Substituted, substituted, written } from './variables';

interface Operator {
  readonly base: string;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
}

/** Whether a condition holds for a request with these keys. */
export type Condition = (keys: Keys) => Truth;

/** One wanted value against one that a request has; `absent` is what a value is whose variable the request has no value for. */
type Comparison = (value: string, keys: Keys, absent: Truth) => Truth;

/** Reads a wanted value, once. */
type Compare = (wanted: string, hasVariables: boolean) => Comparison;

/** An operator that does not exist holds for nobody knows whom. `key` is in lower case. */
export function condition(name: string, key: string, wanted: readonly string[], hasVariables: boolean): Condition {
  const operator = parsed(name);
  if (operator.base === 'Null') {
    const [whenAbsent, whenPresent] = [true, false].map((is) => wanted.some((one) => (one.toLowerCase() === 'true') === is));
    return (keys) => {
      const value = keys.get(key);
      if (value === OPEN) return wanted.length === 0 ? false : undefined;
      return (value === undefined || (Array.isArray(value) && value.length === 0) ? whenAbsent : whenPresent) ?? false;
    };
  }
  const compare = COMPARE[operator.base];
  if (compare === undefined) return () => undefined;
  const { set } = operator;
  const comparisons = wanted.map((one) => compare(one, hasVariables));
  // Such a value matches nothing. Whether a negated operator then holds, or the whole statement is void, AWS leaves open.
  const absent = operator.isNegated ? undefined : false;
  const one = (actual: string, keys: Keys): Truth => {
    let matched: Truth = false;
    for (const comparison of comparisons) {
      const truth = comparison(actual, keys, absent);
      if (truth === true) return !operator.isNegated;
      if (truth === undefined) matched = undefined;
    }
    return operator.isNegated ? not(matched) : matched;
  };
  const each = (values: readonly string[], keys: Keys): Truth => {
    // For all of them no value must fail, for any one must hold.
    const decides = set === 'ForAnyValue';
    let result: Truth = !decides;
    for (const actual of values) {
      const truth = one(actual, keys);
      if (truth === decides) return truth;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
  const whenMissing = operator.ifExists || (set === undefined ? operator.isNegated : set === 'ForAllValues');
  return (keys) => {
    const value = keys.get(key);
    if (value === OPEN) return undefined;
    if (typeof value === 'string') return one(value, keys);
    if (value === undefined || value.length === 0) return whenMissing;
    if (set !== undefined) return each(value, keys);
    // Without a set operator a key of several values has no defined answer.
    return value.length === 1 ? one(value[0] ?? '', keys) : undefined;
  };
}

const parsed = memoizedByText((operator): Operator => {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  const isNegated = /Not/.test(name);
  const base = name === 'NotIpAddress' ? 'IpAddress' : name.replace('Not', '');
  return {
    base,
    isNegated,
    ifExists: ifExists !== undefined,
    ...((set === 'ForAllValues' || set === 'ForAnyValue') && { set }),
  };
});

/** Equal, different, or unknown where a symbol stands. */
function equal(wanted: string): (value: string) => Truth {
  const literal = pattern([{ literally: wanted }]);
  return (value) => matches(literal, value);
}

function text(fold: boolean, wildcards: boolean): Compare {
  const folded = (part: string) => (fold ? part.toLowerCase() : part);
  const prepared = (parts: readonly PatternPart[]) =>
    pattern(
      parts.map((part) =>
        typeof part !== 'string' ? { literally: folded(part.literally) } : wildcards ? folded(part) : { literally: folded(part) },
      ),
    );
  return (wanted, hasVariables) => {
    const read = written(wanted, hasVariables);
    if (isConstant(read)) {
      const constant = prepared(read);
      return (value) => matches(constant, folded(value));
    }
    return (value, keys, absent) => {
      const parts = substituted(read, keys);
      if (parts === 'absent') return absent;
      return parts === OPEN ? undefined : matches(prepared(parts), folded(value));
    };
  };
}

/** ArnEquals and ArnLike are one: each of the six components is compared by itself. */
const arn: Compare = (wanted, hasVariables) => {
  // One star for six components: AWS does not say.
  if (wanted === '*') return () => undefined;
  const whole = equal(wanted);
  const patterns = arnComponents(wanted)?.map((component) => written(component, hasVariables));
  const against = (value: string, parts: readonly Substituted[]): Truth => {
    const actual = arnComponents(value);
    if (actual === undefined) return isSymbolic(wanted) || isSymbolic(value) ? whole(value) : false;
    return all(
      parts.map((part, index) => (part === OPEN || part === 'absent' ? undefined : matches(pattern(part), actual[index] ?? ''))),
    );
  };
  if (patterns === undefined) return memoizedByText((value) => (isSymbolic(wanted) || isSymbolic(value) ? whole(value) : false));
  if (patterns.every(isConstant)) return memoizedByText((value) => against(value, patterns));
  return (value, keys, absent) => {
    const parts = patterns.map((component) => substituted(component, keys));
    if (parts.includes('absent')) return absent;
    const truth = against(value, parts);
    // A variable whose value is not known may also be one that the request lacks.
    return parts.includes(OPEN) && truth !== absent ? undefined : truth;
  };
};

function ordered(read: (text: string) => number, holdsFor: (value: number, wanted: number) => boolean): Compare {
  return (wanted) => (value) => {
    if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? holdsFor(0, 0) : undefined;
    // What is no number compares to nothing.
    return holdsFor(read(value), read(wanted));
  };
}

const number = (text: string): number => (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN);

/** ISO 8601, or seconds since 1970. */
const date = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const bool: Compare = (wanted) => {
  const whole = equal(wanted);
  return (value) => (isSymbolic(wanted) || isSymbolic(value) ? whole(value) : wanted.toLowerCase() === value.toLowerCase());
};

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
  IpAddress: (wanted: string) => (value: string) => ipMatches(wanted, value),
  ...Object.fromEntries([...comparisons('Numeric', number), ...comparisons('Date', date)]),
});
