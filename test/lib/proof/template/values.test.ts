// Property values as CloudFormation reads them: it takes text for a boolean or a number, in any case of letters.
import { flag, type Json, list, matching, symbol, text, texts, whole } from '../../../../lib/proof/template';

const LATER = symbol('a parameter');

test.each<[Json | undefined, boolean | undefined]>([
  [true, true],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  [' true ', true],
  [false, false],
  ['false', false],
  ['False', false],
  [LATER, undefined],
  ['yes', undefined],
  [1, undefined],
])('the flag %j is %s, whatever it is where nobody says', (value, expected) => {
  expect([flag(value), flag(value, true)]).toEqual([expected, expected]);
});

test.each<[Json | undefined]>([[undefined], [null], [''], [[]], [{}]])('the flag %j is what it is where nobody says', (value) => {
  expect([flag(value, true), flag(value)]).toEqual([true, false]);
});

test.each<[Json | undefined, number | undefined]>([
  [443, 443],
  ['443', 443],
  [' 443', 443],
  [-1, -1],
  ['-1', -1],
  ['4.5', undefined],
  ['0x1bb', undefined],
  ['1e3', undefined],
  ['', undefined],
  [true, undefined],
  [LATER, undefined],
  [undefined, undefined],
])('the whole number %j is %s', (value, expected) => expect(whole(value)).toBe(expected));

test.each<[Json | undefined, string | undefined]>([
  ['x', 'x'],
  [443, '443'],
  [false, 'false'],
  [null, undefined],
  [['x'], undefined],
  [{}, undefined],
])('the text of %j is %j', (value, expected) => expect(text(value)).toBe(expected));

test('one value stands for a list of it, and none for an empty one', () => {
  expect([list('x'), list(['x', 'y']), list(undefined), list(null)]).toEqual([['x'], ['x', 'y'], [], []]);
  expect(texts(['x', 443, null, {}])).toEqual(['x', '443']);
});

test('a word is matched if it is known, and is what it is where nobody says', () => {
  expect(['enabled', LATER, undefined].map((value) => matching(value, /^enabled$/))).toEqual([true, undefined, false]);
  expect(matching('', /^enabled$/, true)).toBe(true);
});
