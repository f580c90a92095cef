// Arithmetic on IPv4 and IPv6 addresses and blocks.

import { memoizedByText } from './collections';

export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

export interface Block {
  readonly family: Family;
  /** The first address. Host bits are cleared, as EC2 clears them. */
  readonly first: bigint;
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = octets(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  // The last 32 bits may be written as IPv4 (RFC 4291, section 2.2).
  const [, head = '', tail = ''] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const low = tail === '' ? undefined : octets(tail);
  const plain = low === undefined ? text : `${head}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const words = [...before, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...after];
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return { family: 6, value: words.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n) };
}

function octets(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

const blockOf = memoizedByText(readBlock, 10_000);

/** The same few blocks are asked about over and over. */
export function parseBlock(text: string): Block | undefined {
  return blockOf(text);
}

function readBlock(text: string): Block | undefined {
  const [address = '', mask = '', ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === undefined || rest.length > 0 || !/^\d{1,3}$/.test(mask)) return undefined;
  const prefix = Number(mask);
  const bits = BITS[parsed.family];
  if (prefix > bits) return undefined;
  const host = BigInt(bits - prefix);
  return { family: parsed.family, first: (parsed.value >> host) << host, prefix };
}

export function last({ family, first, prefix }: Block): bigint {
  return first + (1n << BigInt(BITS[family] - prefix)) - 1n;
}

export function contains(block: Block, { family, value }: Address): boolean {
  return block.family === family && block.first <= value && value <= last(block);
}

/** True if every address of `inner` is one of `outer`. */
export function covers(outer: Block, inner: Block): boolean {
  return outer.prefix <= inner.prefix && contains(outer, { family: inner.family, value: inner.first });
}

export function written({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const words = Array.from({ length: 8 }, (_one, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // The longest run of zeros is left out (RFC 5952); a single zero is not.
  const runs = [...words.join(':').matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return words.join(':');
  const text = words.join(':');
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}

/** Private use (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291): no address of the internet. */
export const PRIVATE: readonly Block[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseBlock(text) ?? []);

export function isPrivate(address: Address): boolean {
  return PRIVATE.some((block) => contains(block, address));
}

export function isPrivateBlock(block: Block): boolean {
  return PRIVATE.some((one) => covers(one, block));
}

/**
 * Addresses of a block of which one lies in every part that `cuts` divide it into: what holds for these holds for all. Blocks lie in
 * each other or apart, so each part begins where the block or a cut begins, or where a cut ends.
 */
export function representatives(block: Block, cuts: readonly Block[], lowest: bigint, highest: bigint): bigint[] {
  const edges = cuts.filter((cut) => covers(block, cut)).flatMap((cut) => [cut.first, last(cut) + 1n]);
  // A cut that begins below the lowest and ends above it holds the lowest.
  return [...new Set([lowest, ...edges])].filter((value) => lowest <= value && value <= highest);
}
