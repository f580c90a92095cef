import { getOrAdd, grouped, memoized, memoizedByText } from '../../../lib/proof/collections';

describe('getOrAdd', () => {
  it('makes a value once and keeps it, undefined among them', () => {
    const make = jest.fn((): number | undefined => undefined);
    const known = new Map<string, number | undefined>([['one', 1]]);

    expect(getOrAdd(known, 'one', make)).toBe(1);
    expect(make).not.toHaveBeenCalled();
    expect([getOrAdd(known, 'none', make), getOrAdd(known, 'none', make)]).toEqual([undefined, undefined]);
    expect(make).toHaveBeenCalledTimes(1);
    expect([...known.keys()]).toEqual(['one', 'none']);
  });

  it('keeps nothing where making fails', () => {
    const known = new Map<string, number>();

    expect(() =>
      getOrAdd(known, 'one', () => {
        throw new Error('not made');
      }),
    ).toThrow('not made');
    expect(getOrAdd(known, 'one', () => 1)).toBe(1);
  });
});

describe('memoized', () => {
  it('works every object out once, undefined among the results', () => {
    const find = jest.fn(({ size }: { size?: number }) => size);
    const sizeOf = memoized(find);
    const [big, none] = [{ size: 9 }, {}];

    expect([sizeOf(big), sizeOf(none), sizeOf(big), sizeOf(none)]).toEqual([9, undefined, 9, undefined]);
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('tells objects apart by identity', () => {
    let number = 0;
    const numberOf = memoized((_key: object) => {
      number += 1;
      return number;
    });

    expect([numberOf({}), numberOf({})]).toEqual([1, 2]);
  });

  it('does not ask again when only the help differs', () => {
    const nameOf = memoized((_key: object, name: string) => name);
    const key = {};

    expect([nameOf(key, 'first'), nameOf(key, 'second')]).toEqual(['first', 'first']);
  });
});

describe('memoizedByText', () => {
  it('works every text out once, until it holds as many as it may', () => {
    const find = jest.fn((text: string) => (text === 'nothing' ? undefined : text.length));
    const lengthOf = memoizedByText(find, 3);

    expect([lengthOf('abc'), lengthOf('abc'), lengthOf('nothing'), lengthOf('nothing')]).toEqual([3, 3, undefined, undefined]);
    expect(find).toHaveBeenCalledTimes(2);
    lengthOf('third');
    lengthOf('abc');
    expect(find).toHaveBeenCalledTimes(3);
    lengthOf('one more');
    lengthOf('one more');
    expect(find).toHaveBeenCalledTimes(4);
    lengthOf('abc');
    expect(find).toHaveBeenCalledTimes(5);
  });

  it('holds 2000 texts by default', () => {
    const find = jest.fn((text: string) => text.length);
    const lengthOf = memoizedByText(find);

    for (let index = 0; index < 2000; index += 1) lengthOf(`text ${index}`);
    lengthOf('text 0');
    expect(find).toHaveBeenCalledTimes(2000);
    lengthOf('one more');
    lengthOf('text 0');
    expect(find).toHaveBeenCalledTimes(2002);
  });
});

describe('grouped', () => {
  it('keeps the order of the items in each group and between the groups', () => {
    expect([...grouped(['pear', 'fig', 'plum', 'kiwi', 'yam'], ({ length }) => length)]).toEqual([
      [4, ['pear', 'plum', 'kiwi']],
      [3, ['fig', 'yam']],
    ]);
  });

  it('leaves out an item without a key', () => {
    expect([...grouped([1, 2, 3], (number) => (number % 2 === 0 ? undefined : 'odd'))]).toEqual([['odd', [1, 3]]]);
  });
});
