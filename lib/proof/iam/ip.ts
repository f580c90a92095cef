// IpAddress conditions: an address or block against the request's address, IPv4 and IPv6.

import { contains, parseAddress, parseBlock } from '../address';
import { isSymbolic } from '../template/symbol';
import type { Truth } from './types';

/** `noMatch`: the answer if one of them is not an address. */
export function ipMatches(wanted: string, value: string, noMatch: Truth): Truth {
  if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? true : undefined;
  const address = parseAddress(value.split('/')[0] ?? '');
  const isAlone = !wanted.includes('/');
  // An address alone is the block of itself.
  const block = parseBlock(isAlone ? `${wanted}/${wanted.includes(':') ? 128 : 32}` : wanted);
  if (block === undefined || address === undefined) return noMatch;
  if (contains(block, address)) return true;
  // "IAM uses the default prefix value of /32": AWS does not say whether it does so for IPv6.
  const wide = isAlone && wanted.includes(':') ? parseBlock(`${wanted}/32`) : undefined;
  return wide !== undefined && contains(wide, address) ? undefined : false;
}
