// Addresses and blocks of both families.
import * as fc from 'fast-check';
import {
  type Block,
  contains,
  covers,
  isPrivate,
  last,
  parseAddress,
  parseBlock,
  representatives,
  written,
} from '../../../lib/proof/address';

describe('an address is read and written', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
    ['fe80::', 'fe80::'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ])('%s', (text, expected) => {
    const address = parseAddress(text);
    expect(address && written(address)).toBe(expected);
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.01',
    '10.0.0.1.2',
    '1::2::3',
    ':::',
    '1:2:3',
    '12345::',
    'g::',
    '::10.0.0.300',
    'text',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());

  test('whatever its number is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        expect(parseAddress(written({ family: 6, value }))).toEqual({ family: 6, value });
      }),
    );
  });
});

describe('a block', () => {
  const block = (text: string): Block => {
    const parsed = parseBlock(text);
    if (parsed === undefined) throw new Error(text);
    return parsed;
  };

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/-1', '::/129', '10.0.0.0/', 'x/8'])('%s is none', (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });

  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.7/8', '10.1.1.1', true],
    ['0.0.0.0/0', '255.1.1.1', true],
    ['0.0.0.0/0', '::1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['::/0', '2001:db9::', true],
    ['::/0', '10.0.0.1', false],
  ])('%s holds %s: %s', (text, address, expected) => {
    expect(contains(block(text), parseAddress(address) as never)).toBe(expected);
  });

  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['0.0.0.0/0', '::/0', false],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(block(outer), block(inner))).toBe(expected);
  });

  test.each([
    ['10.0.0.1', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['100.64.0.1', true],
    ['169.254.169.254', true],
    ['8.8.8.8', false],
    ['fd00::1', true],
    ['2600::1', false],
  ])('%s is private: %s', (address, expected) => {
    expect(isPrivate(parseAddress(address) as never)).toBe(expected);
  });

  test('has a representative in each part that other blocks divide it into', () => {
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
});
