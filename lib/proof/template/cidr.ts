// Fn::Cidr: `count` blocks with `bits` host bits from the beginning of a block, IPv4 or IPv6.

import { type Family, last, parseBlock, written } from '../address';

const BITS: { readonly [family in Family]: number } = { 4: 32, 6: 128 };

/** Undefined for what CloudFormation refuses: among it, blocks that do not fit. */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const parsed = parseBlock(block);
  if (parsed === undefined || !Number.isInteger(count) || count < 1 || count > 256) return undefined;
  const { family, first } = parsed;
  if (!Number.isInteger(bits) || bits < 1 || bits > BITS[family] - parsed.prefix) return undefined;
  const size = 1n << BigInt(bits);
  if (first + size * BigInt(count) - 1n > last(parsed)) return undefined;
  return Array.from({ length: count }, (_one, index) => {
    return `${written({ family, value: first + size * BigInt(index) })}/${BITS[family] - bits}`;
  });
}
