// IpAddress conditions: an address or block against the request's address, IPv4 and IPv6.

import { contains, parseAddress, parseBlock } from '../address';
import { isSymbolic } from '../template/symbol';
import type { Truth } from './types';

export function ipMatches(wanted: string, value: string): Truth {
  if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? true : undefined;
  const address = parseAddress(value.split('/')[0] ?? '');
  // An address alone is the block of itself.
  const block = parseBlock(wanted.includes('/') ? wanted : `${wanted}/${wanted.includes(':') ? 128 : 32}`);
  return block !== undefined && address !== undefined && contains(block, address);
}
