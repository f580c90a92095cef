// The Condition element over concrete values, as a table of operators.
import { arnLike, type Context, fillings, like, plain } from './plain-text';

/** Says whether one value of the request matches one (filled) value of the policy. */
type Match = (value: string, wanted: string) => boolean;

interface Operator {
  readonly family: 'string' | 'number' | 'date' | 'bool' | 'binary' | 'ip' | 'arn';
  readonly match: Match;
  readonly negated: boolean;
}

const sameText: Match = (value, wanted) => value === plain(wanted);
const sameLetters: Match = (value, wanted) => value.toLowerCase() === plain(wanted).toLowerCase();
const glob: Match = (value, wanted) => like(wanted, value);
const arn: Match = (value, wanted) => arnLike(wanted, value);
const bytes: Match = (value, wanted) => Buffer.from(value, 'base64').equals(Buffer.from(wanted, 'base64'));

const ORDERS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
};

/** Seconds since 1970; a number is already that. */
function seconds(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
}

/** An address as bits: 32 or 128 characters of `0` and `1`. */
function bits(address: string): string {
  const binary = (text: string, base: number, width: number) => Number.parseInt(text, base).toString(2).padStart(width, '0');
  if (!address.includes(':'))
    return address
      .split('.')
      .map((byte) => binary(byte, 10, 8))
      .join('');
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => binary(group, 16, 16)).join('');
}

const inBlock: Match = (value, wanted) => {
  const [network = '', length] = wanted.split('/');
  const [address, prefix] = [bits(value), bits(network)];
  const fixed = length === undefined ? prefix.length : Number(length);
  return address.length === prefix.length && address.slice(0, fixed) === prefix.slice(0, fixed);
};

function table(): Map<string, Operator> {
  const all = new Map<string, Operator>();
  const both = (family: Operator['family'], name: string, notName: string, match: Match) => {
    all.set(name, { family, match, negated: false });
    all.set(notName, { family, match, negated: true });
  };
  both('string', 'StringEquals', 'StringNotEquals', sameText);
  both('string', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', sameLetters);
  both('string', 'StringLike', 'StringNotLike', glob);
  both('arn', 'ArnEquals', 'ArnNotEquals', arn);
  both('arn', 'ArnLike', 'ArnNotLike', arn);
  both('ip', 'IpAddress', 'NotIpAddress', inBlock);
  for (const [name, order] of Object.entries(ORDERS)) {
    all.set(`Numeric${name}`, { family: 'number', match: (a, b) => order(Number(a), Number(b)), negated: false });
    all.set(`Date${name}`, { family: 'date', match: (a, b) => order(seconds(a), seconds(b)), negated: false });
  }
  all.set('NumericNotEquals', { family: 'number', match: (a, b) => Number(a) === Number(b), negated: true });
  all.set('DateNotEquals', { family: 'date', match: (a, b) => seconds(a) === seconds(b), negated: true });
  all.set('Bool', { family: 'bool', match: sameText, negated: false });
  all.set('BinaryEquals', { family: 'binary', match: bytes, negated: false });
  return all;
}

export const OPERATORS: ReadonlyMap<string, Operator> = table();

/** `ForAllValues:StringLikeIfExists` in its three pieces. */
export function operatorPieces(written: string): { set: string; base: string; ifExists: boolean } {
  const [, set = '', base = '', suffix] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(written) ?? [];
  return { set, base, ifExists: suffix !== undefined };
}

export function listed(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

export type Test = (context: Context, doubt: (about: 'unresolved') => boolean) => boolean;

/** One `operator: { key: values }`. `doubt` is asked where the documentation leaves a choice. */
export function condition(written: string, key: string, values: unknown, hasVariables: boolean): Test {
  const name = key.toLowerCase();
  const texts = listed(values);
  if (written === 'Null') return (context) => texts.includes(String(!context.has(name)));
  const { set, base, ifExists } = operatorPieces(written);
  const operator = OPERATORS.get(base);
  if (!operator) throw new Error(`no operator ${written}`);
  const { negated, match, family } = operator;
  const withoutKey = ifExists || (set ? set === 'ForAllValues' : negated);
  const inTexts = family === 'string' || family === 'arn';
  const filling = inTexts ? fillings(texts, hasVariables) : () => texts;
  return (context, doubt) => {
    const seen = context.get(name);
    if (seen === undefined) return withoutKey;
    const wanted = filling(context);
    // A variable without a value matches nothing. What that makes of "does not match" is not said: "might cause the entire
    // statement to be invalid".
    if (negated && wanted.includes(undefined) && !doubt('unresolved')) return false;
    const holds = (value: string) => wanted.some((one) => one !== undefined && match(value, one)) !== negated;
    return set === 'ForAnyValue' ? seen.some(holds) : seen.every(holds);
  };
}
