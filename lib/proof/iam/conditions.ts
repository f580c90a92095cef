// Condition operators with their set forms and IfExists (IAM: JSON policy elements, condition operators; conditions with multiple keys or
// values; single-valued and multivalued context keys). All conditions of a statement must hold; of several values one must match, and
// under a negated operator none may.

import { memoizedByText } from '../collections';
import { isSymbolic } from '../template/symbol';
import { OPERATORS, type Operator } from './comparisons';
import type { Keys } from './keys';
import { matches, pattern } from './match';
import { any, not } from './truth';
import { OPEN, type Truth } from './types';

interface Name {
  readonly operator: Operator | undefined;
  readonly ifExists: boolean;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
}

/** Whether a condition holds for a request with these keys. */
export type Condition = (keys: Keys) => Truth;

/** An operator that does not exist holds for nobody knows whom. `key` is in lower case. */
export function condition(name: string, key: string, wanted: readonly string[], hasVariables: boolean): Condition {
  if (name === 'Null') return isNull(key, wanted);
  const { operator, ifExists, set } = parsed(name);
  if (operator === undefined) return () => undefined;
  const { isNegated } = operator;
  const comparisons = wanted.map((one) => operator.compare(one, hasVariables, isNegated ? undefined : false));
  const one = (actual: string, keys: Keys): Truth => {
    let matched: Truth = false;
    for (const comparison of comparisons) {
      const truth = comparison(actual, keys);
      if (truth === true) return !isNegated;
      if (truth === undefined) matched = undefined;
    }
    return isNegated ? not(matched) : matched;
  };
  if (set !== undefined) return ofSet(key, set, ifExists, one);
  const whenMissing = ifExists || isNegated;
  return (keys) => {
    const value = keys.get(key);
    if (value === OPEN) return undefined;
    if (typeof value === 'string') return one(value, keys);
    if (value === undefined || value.length === 0) return whenMissing;
    // Without a set operator a key of several values has no defined answer.
    return value.length === 1 ? one(value[0] ?? '', keys) : undefined;
  };
}

/**
 * For all values none must fail, for any one must hold. A missing key and "a null dataset, such as an empty string" are true for all and
 * false for any. With IfExists AWS's pages disagree about any: IfExists is true without the key, ForAnyValue is false.
 */
function ofSet(
  key: string,
  set: 'ForAllValues' | 'ForAnyValue',
  ifExists: boolean,
  one: (actual: string, keys: Keys) => Truth,
): Condition {
  const decides = set === 'ForAnyValue';
  const whenNull: Truth = decides ? (ifExists ? undefined : false) : true;
  const each = (values: readonly string[], keys: Keys): Truth => {
    let result: Truth = !decides;
    for (const actual of values) {
      const truth = one(actual, keys);
      if (truth === decides) return truth;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
  return (keys) => {
    const value = keys.get(key);
    if (value === OPEN) return undefined;
    if (value === undefined || value.length === 0 || (value.length === 1 && value[0] === '')) return whenNull;
    const values = typeof value === 'string' ? [value] : value;
    const truth = each(values, keys);
    if (!values.includes('')) return values.length === 1 && mayBeEmpty(values[0] ?? '') ? agreed(truth, whenNull) : truth;
    // Empty texts among others: AWS does not say whether they count.
    const rest = values.filter((actual) => actual !== '');
    return agreed(truth, rest.length === 0 ? whenNull : each(rest, keys));
  };
}

const EMPTY = pattern(['']);

function mayBeEmpty(value: string): boolean {
  return isSymbolic(value) && matches(EMPTY, value) !== false;
}

function agreed(one: Truth, other: Truth): Truth {
  return one === other ? one : undefined;
}

/** Whether the key is absent. AWS does not say whether a key with an empty text is. */
function isNull(key: string, wanted: readonly string[]): Condition {
  const saysTrue = wanted.map((one): Truth => (one === 'true' ? true : one === 'false' ? false : undefined));
  const [whenAbsent, whenPresent] = [any(saysTrue), any(saysTrue.map(not))];
  const whenEither = agreed(whenAbsent, whenPresent);
  return (keys) => {
    const value = keys.get(key);
    if (value === OPEN) return whenEither;
    if (value === undefined) return whenAbsent;
    if (typeof value !== 'string' && value.length === 0) return whenAbsent;
    const isEmpty = typeof value === 'string' ? value === '' : value.every((one) => one === '');
    return isEmpty ? whenEither : whenPresent;
  };
}

const parsed = memoizedByText((name): Name => {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  return {
    operator: OPERATORS.get(base),
    ifExists: ifExists !== undefined,
    ...((set === 'ForAllValues' || set === 'ForAnyValue') && { set }),
  };
});
