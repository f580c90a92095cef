// What holds of addresses and blocks at random.
import * as fc from 'fast-check';
import { contains, last, parseAddress, parseBlock, representatives, written } from '../../../lib/proof/address';

test('an address is read as it was written, whatever its number is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
      expect(parseAddress(written({ family: 6, value }))).toEqual({ family: 6, value });
    }),
  );
});

test('a block has a representative in each part that other blocks divide it into', () => {
  const block = (text: string) => parseBlock(text) as NonNullable<ReturnType<typeof parseBlock>>;
  const whole = block('10.0.0.0/24');
  const cut = fc
    .record({ prefix: fc.integer({ min: 20, max: 32 }), at: fc.integer({ min: 0, max: 255 }) })
    .map(({ prefix, at }) => block(`10.0.0.${at}/${prefix}`));
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 6 }), fc.integer({ min: 4, max: 254 }), (cuts, at) => {
      const value = whole.first + BigInt(at);
      const inside = (one: bigint) => cuts.map((other) => contains(other, { family: 4, value: one })).join();
      const known = representatives(whole, cuts, whole.first + 4n, last(whole) - 1n).map(inside);
      expect(known).toContain(inside(value));
    }),
  );
});
