// Addresses and blocks of both families (RFC 4291, RFC 4632, RFC 5952).
import {
  type Block,
  contains,
  covers,
  isPrivate,
  isPrivateBlock,
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
    ['::ffff:100.20.30.40', '::ffff:6414:1e28'],
    ['1:2:3:4:5:6:10.20.30.40', '1:2:3:4:5:6:a14:1e28'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['ABCD:EF01:2:3:4:5:6:7', 'abcd:ef01:2:3:4:5:6:7'],
    // "The use of the symbol "::" … the longest run of consecutive 16-bit 0 fields … the first sequence" (RFC 5952, section 4.2)
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
    ['0:0:0:1:2:3:4:5', '::1:2:3:4:5'],
    ['10:0:0:20:1:1:1:1', '10::20:1:1:1:1'],
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
    '1000.0.0.0',
    'a1.0.0.0',
    '1a.0.0.0',
    '00.0.0.0',
    '1..2.3',
    '-1.0.0.0',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '1:2:3:4::5:6:7:8::',
    '::10.0.0.1::',
    '1:2:3:4:5:6:7:10.0.0.1',
    '::10.0.0.1x',
    '::10.0.0.1.2',
    'g1::',
    '1g::',
    '::1/64',
    '1::2::3',
    ':::',
    '1:2:3',
    '12345::',
    'g::',
    '::10.0.0.300',
    'text',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());
});

describe('a block', () => {
  const block = (text: string): Block => {
    const parsed = parseBlock(text);
    if (parsed === undefined) throw new Error(text);
    return parsed;
  };

  test.each([
    '10.0.0.0',
    '10.0.0.0/x8',
    '10.0.0.0/8x',
    '10.0.0.0/0008',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    '10.0.0.0/',
    'x/8',
  ])('%s is none', (text) => {
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
    ['10.0.0.0/8', '9.255.255.255', false],
    ['10.0.0.1/32', '10.0.0.1', true],
    ['10.0.0.1/32', '10.0.0.2', false],
    ['2001:db8::1/128', '2001:db8::1', true],
    ['2001:db8::1/128', '2001:db8::2', false],
    ['10.0.0.16/28', '10.0.0.31', true],
    ['10.0.0.16/28', '10.0.0.32', false],
  ])('%s holds %s: %s', (text, address, expected) => {
    expect(contains(block(text), parseAddress(address) as never)).toBe(expected);
  });

  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['0.0.0.0/0', '::/0', false],
    ['10.0.0.0/8', '11.1.0.0/16', false],
    ['::/0', '2001:db8::/32', true],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(block(outer), block(inner))).toBe(expected);
  });

  test.each([
    ['10.0.0.1', true],
    ['9.255.255.255', false],
    ['11.0.0.0', false],
    ['172.15.255.255', false],
    ['172.16.0.0', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.167.255.255', false],
    ['192.168.1.1', true],
    ['192.169.0.0', false],
    ['100.63.255.255', false],
    ['100.64.0.1', true],
    ['100.128.0.0', false],
    ['169.254.169.254', true],
    ['169.255.0.0', false],
    ['8.8.8.8', false],
    ['fd00::1', true],
    ['fbff::1', false],
    ['fe80::1', true],
    ['fec0::1', false],
    ['2600::1', false],
  ])('%s is private: %s', (address, expected) => {
    expect(isPrivate(parseAddress(address) as never)).toBe(expected);
  });

  test.each([
    ['10.1.0.0/16', true],
    ['10.0.0.0/8', true],
    ['10.0.0.0/7', false],
    ['0.0.0.0/0', false],
    ['8.8.8.0/24', false],
    ['fd00::/8', true],
    ['fc00::/6', false],
  ])('%s is private as a whole: %s', (text, expected) => expect(isPrivateBlock(block(text))).toBe(expected));

  test('ends with its last address', () => {
    const ends = ['10.0.0.7/8', '10.0.0.1/32', '2001:db8::/32'].map((text) => block(text));
    expect(ends.map((one) => written({ family: one.family, value: last(one) }))).toEqual([
      '10.255.255.255',
      '10.0.0.1',
      '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
  });

  test.each([
    ['without others', [], ['.4']],
    ['in the middle', ['10.0.0.64/26'], ['.4', '.64', '.128']],
    ['at its beginning', ['10.0.0.0/26'], ['.4', '.64']],
    ['below the first address that counts', ['10.0.0.0/30'], ['.4']],
    ['at its end', ['10.0.0.192/26'], ['.4', '.192']],
    ['the last address alone', ['10.0.0.254/32'], ['.4', '.254']],
    ['above the last', ['10.0.0.255/32'], ['.4']],
    ['within each other', ['10.0.0.128/25', '10.0.0.128/26'], ['.4', '.128', '.192']],
    ['itself', ['10.0.0.0/24'], ['.4']],
    ['around it', ['10.0.0.0/8'], ['.4']],
    ['beside it', ['10.0.1.0/26'], ['.4']],
    ['of the other family', ['::a00:40/122'], ['.4']],
  ])('is divided by blocks %s', (_title, cuts, expected) => {
    const whole = block('10.0.0.0/24');
    const found = representatives(whole, cuts.map(block), whole.first + 4n, last(whole) - 1n);
    expect(found.map((value) => written({ family: 4, value }).slice('10.0.0'.length)).sort()).toEqual([...expected].sort());
  });
});
