// IpAddress conditions: an address or block against the request's address, IPv4 and IPv6.

import { isSymbolic } from '../template/symbol';
import type { Truth } from './types';

export function ipMatches(wanted: string, value: string): Truth {
  if (isSymbolic(wanted) || isSymbolic(value)) return wanted === value ? true : undefined;
  const [network = '', prefix] = wanted.split('/');
  const [block, address] = [addressOf(network), addressOf(value.split('/')[0] ?? '')];
  if (block === undefined || address === undefined || block.bits !== address.bits) return false;
  const length = prefix === undefined ? block.bits : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > block.bits) return false;
  const shift = BigInt(block.bits - length);
  return block.number >> shift === address.number >> shift;
}

function addressOf(text: string): { bits: 32 | 128; number: bigint } | undefined {
  if (text.includes(':')) return ipv6(text);
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255)) return undefined;
  return { bits: 32, number: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) };
}

function ipv6(text: string): { bits: 128; number: bigint } | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const whole = [...before, ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'), ...after];
  if (!whole.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, number: whole.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}
