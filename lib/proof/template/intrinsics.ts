// CloudFormation's functions on resolved values. Each returns undefined if the values are not enough.

import { cidrBlocks } from './cidr';
import { plain } from './names';
import { split } from './split';
import { isSymbolic, shown, symbol } from './symbol';
import { isScalar, type Json, own } from './template';

export interface Argument {
  /** The arguments as a list. */
  readonly values: readonly Json[];
  /** The argument as it is written: one list, or one value. */
  readonly whole: Json;
  readonly mappings: Json | undefined;
}

type Intrinsic = (argument: Argument) => Json | undefined;

/** CloudFormation accepts text for a number. */
function number(value: Json | undefined): number {
  return isScalar(value) && value !== '' ? Number(value) : Number.NaN;
}

function join({ values: [separator, parts] }: Argument): Json | undefined {
  if (typeof separator !== 'string' || !Array.isArray(parts) || !parts.every(isScalar)) return undefined;
  return parts.map(String).join(separator);
}

function select({ values: [index, from] }: Argument): Json | undefined {
  const at = number(index);
  return Array.isArray(from) && Number.isInteger(at) ? from[at] : undefined;
}

function findInMap({ values: [map, top, second, otherwise], mappings }: Argument): Json | undefined {
  const keys = [map, top, second];
  if (!keys.every((key) => isScalar(key))) return undefined;
  const found = keys.reduce<Json | undefined>((within, key) => own(within, String(key)), mappings);
  if (found !== undefined) return plain(found);
  // The default applies only to keys that the map does not have. An unknown key may be one that it has.
  return keys.some((key) => isSymbolic(String(key))) ? undefined : own(otherwise, 'DefaultValue');
}

function base64({ whole: text }: Argument): Json | undefined {
  return typeof text === 'string' && !isSymbolic(text) ? Buffer.from(text).toString('base64') : undefined;
}

function cidr({ values: [block, count, bits] }: Argument): Json | undefined {
  return typeof block === 'string' ? cidrBlocks(block, number(count), number(bits ?? 8)) : undefined;
}

/** Six zones are more than templates select. The same zone of the same Region is always the same symbol. */
function zones({ whole: region }: Argument): Json | undefined {
  if (!isScalar(region)) return undefined;
  return [0, 1, 2, 3, 4, 5].map((index) => symbol(`zone ${index} of ${shown(String(region))}`));
}

export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::GetAZs', zones],
  [
    'Fn::Split',
    ({ values: [separator, text] }) =>
      typeof separator === 'string' && typeof text === 'string' ? split(text, separator) : undefined,
  ],
  ['Fn::Length', ({ whole }) => (Array.isArray(whole) ? whole.length : undefined)],
  ['Fn::ToJsonString', ({ whole }) => JSON.stringify(whole)],
]);
