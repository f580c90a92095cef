// Fn::Cidr for IPv4: `count` blocks with `bits` host bits from the beginning of a block.

export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (match === null || !Number.isInteger(count) || count < 1 || count > 256 || !(bits >= 1 && bits <= 32)) return undefined;
  const [, a, b, c, d] = match.map(Number);
  const first = [a, b, c, d].reduce<number>((sum, octet) => sum * 256 + (octet ?? 0), 0);
  return Array.from({ length: count }, (_one, index) => {
    const start = first + index * 2 ** bits;
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${octets.join('.')}/${32 - bits}`;
  });
}
