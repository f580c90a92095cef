// The Condition element over concrete values, as a table of operators. Quotations are from the IAM User Guide: "Condition operators" and
// "Single-valued vs. multivalued context keys".
import { choice, type DoubtOf } from './doubts';
import { arnLike, type Context, fillings, like, plain } from './plain-text';

/** Says whether one value of the request matches one (filled) value of the policy. `none`: they cannot be compared. */
type Match = (value: string, wanted: string, doubt: DoubtOf) => boolean | 'none';

interface Operator {
  readonly family: 'string' | 'number' | 'date' | 'bool' | 'binary' | 'ip' | 'arn';
  readonly match: Match;
  readonly negated: boolean;
}

const sameText: Match = (value, wanted) => value === plain(wanted);
const sameLetters: Match = (value, wanted, doubt) => {
  const [one, other] = [value, plain(wanted)];
  return choice(doubt, 'upper case', one.toLowerCase() === other.toLowerCase(), one.toUpperCase() === other.toUpperCase());
};
const glob: Match = (value, wanted, doubt) => like(wanted, value, doubt);
const arn: Match = (value, wanted, doubt) => arnLike(wanted, value, doubt);

/** "byte for byte against a base-64 encoded representation" */
const bytes: Match = (value, wanted, doubt) =>
  choice(doubt, 'bytes', value === wanted, Buffer.from(value, 'base64').equals(Buffer.from(wanted, 'base64')));

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** "an integer or decimal value", with or without an exponent, as a whole number of the smallest unit that both have. */
function units(text: string, places: number): bigint | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const value = BigInt(whole + fraction) * 10n ** BigInt(places + Number(exponent) - fraction.length);
  return sign === '-' ? -value : value;
}

function numeric(holds: (order: number) => boolean): Match {
  return (value, wanted, doubt) => {
    const [left, right] = [units(value, 1000), units(wanted, 1000)];
    if (left === undefined || right === undefined) return 'none';
    const exact = left < right ? -1 : left > right ? 1 : 0;
    const inDigits = Math.sign(Number(value) - Number(wanted)) || 0;
    return exact === inDigits ? holds(exact) : doubt('digits');
  };
}

/** Seconds since 1970. Four digits are a year and a time: `unsaid`, as is what is in neither format. */
function seconds(text: string): number | 'unsaid' | 'none' {
  if (/^\d{1,3}$|^\d{5,12}$/.test(text)) return Number(text);
  const [date = '', time] = text.split('T');
  const isDate = /^\d{4}-\d{2}(-\d{2})?$/.test(date) && (time === undefined || date.length === 10);
  const isTime =
    time === undefined || /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[-+]([01]\d|2[0-3]):[0-5]\d)$/.test(time);
  if (!isDate || !isTime) return /[0-9]/.test(text) ? 'unsaid' : 'none';
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const days = Date.UTC(year, month - 1, day);
  if (month > 12 || month < 1 || new Date(days).getUTCDate() !== day) return 'unsaid';
  const [clock = '00:00', zone = 'Z'] =
    time === undefined ? [] : [time.replace(/(Z|[-+]..:..)$/, ''), /(Z|[-+]..:..)$/.exec(time)?.[0]];
  const minutes = ([hour = 0, minute = 0]: number[]) => hour * 60 + minute;
  const offset = zone === 'Z' ? 0 : minutes(zone.slice(1).split(':').map(Number)) * (zone.startsWith('-') ? -1 : 1);
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  return days / 1000 + (minutes([hour, minute]) - offset) * 60 + second;
}

function dated(holds: (order: number) => boolean): Match {
  return (value, wanted, doubt) => {
    const [left, right] = [seconds(value), seconds(wanted)];
    if (left === 'none' || right === 'none') return 'none';
    return left === 'unsaid' || right === 'unsaid' ? doubt('date') : holds(Math.sign(left - right));
  };
}

const WORDS = ['true', 'false'];
/** "comparing a key to true or false" */
const bool: Match = (value, wanted, doubt) => {
  if (!WORDS.includes(wanted)) return doubt('word');
  return WORDS.includes(value) || !WORDS.includes(value.toLowerCase()) ? value === wanted : doubt('word');
};

/** An address as bits, 32 or 128 characters of `0` and `1`, or undefined. */
function bits(address: string): string | undefined {
  const binary = (text: string, base: number, width: number) => Number.parseInt(text, base).toString(2).padStart(width, '0');
  if (/^\d+(\.\d+){3}$/.test(address))
    return address
      .split('.')
      .map((byte) => binary(byte, 10, 8))
      .join('');
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => binary(group, 16, 16)).join('');
}

/** "If you specify an IP address without the associated routing prefix, IAM uses the default prefix value of /32." */
const inBlock: Match = (value, wanted, doubt) => {
  const [network = '', length] = wanted.split('/');
  const [address, prefix] = [bits(value), bits(network)];
  if (address === undefined || prefix === undefined) return 'none';
  const isIn = (fixed: number) => address.length === prefix.length && address.slice(0, fixed) === prefix.slice(0, fixed);
  return length === undefined ? choice(doubt, 'prefix', isIn(prefix.length), isIn(32)) : isIn(Number(length));
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
  for (const [name, holds] of Object.entries(ORDERS)) {
    all.set(`Numeric${name}`, { family: 'number', match: numeric(holds), negated: false });
    all.set(`Date${name}`, { family: 'date', match: dated(holds), negated: false });
  }
  all.set('NumericNotEquals', { family: 'number', match: numeric((order) => order === 0), negated: true });
  all.set('DateNotEquals', { family: 'date', match: dated((order) => order === 0), negated: true });
  all.set('Bool', { family: 'bool', match: bool, negated: false });
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

export type Test = (context: Context, doubt: DoubtOf) => boolean;

/** "either true (the key doesn't exist — it is null) or false (the key exists and its value is not null)" */
function isNull(name: string, texts: readonly string[]): Test {
  return (context, doubt) => {
    const seen = context.get(name);
    const says = (isAbsent: boolean) =>
      texts.includes(String(isAbsent)) || (texts.some((one) => !WORDS.includes(one)) && doubt('word'));
    if (seen?.every((one) => one === '') !== true) return says(seen === undefined);
    return choice(doubt, 'empty is null', says(false), says(true));
  };
}

/** One `operator: { key: values }`. `doubt` is asked where the documentation leaves a choice. */
export function condition(written: string, key: string, values: unknown, hasVariables: boolean): Test {
  const name = key.toLowerCase();
  const texts = listed(values);
  // "You can add IfExists to the end of any condition operator name except the Null condition."
  if (written === 'Null') return isNull(name, texts);
  const { set, base, ifExists } = operatorPieces(written);
  const operator = OPERATORS.get(base);
  if (!operator) return (_context, doubt) => doubt('operator');
  const { negated, match, family } = operator;
  const inTexts = family === 'string' || family === 'arn';
  const filling = inTexts ? fillings(texts, hasVariables) : () => texts;
  return (context, doubt) => {
    const seen = context.get(name);
    const wanted = filling(context, doubt);
    const holds = (value: string): boolean => {
      let isNone = false;
      for (const [index, one] of wanted.entries()) {
        const isVariable = family === 'bool' && hasVariables && texts[index]?.includes('${');
        const matched = one === undefined ? 'none' : isVariable ? doubt('variable of Bool') : match(value, one, doubt);
        if (matched === true) return !negated;
        if (matched === 'none') isNone = true;
      }
      // "might cause the entire statement to be invalid"
      return isNone && negated ? doubt('no match') : negated;
    };
    if (set === '') {
      if (seen === undefined) return ifExists || negated;
      return seen.length === 1 ? holds(seen[0] ?? '') : doubt('several values');
    }
    // "true if there are no context keys in the request or if the context key value resolves to a null dataset, such as an empty string";
    // "For no matching context key or a null dataset, the condition returns false."
    const ofNothing = () => (set === 'ForAllValues' ? true : ifExists && doubt('any, if it exists'));
    const ofValues = (list: readonly string[]) => (set === 'ForAnyValue' ? list.some(holds) : list.every(holds));
    if (seen === undefined || (seen.length === 1 && seen[0] === '')) return ofNothing();
    const rest = seen.filter((one) => one !== '');
    if (rest.length === seen.length) return ofValues(seen);
    return choice(doubt, 'empty counts', rest.length === 0 ? ofNothing() : ofValues(rest), ofValues(seen));
  };
}
