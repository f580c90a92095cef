// Text for a terminal, and JSON that is for a terminal and for a program.
import fc from 'fast-check';
import { allPrintable, printable, printableJson } from '../../../bin/cli/output';

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2028', '\u{e0041}', '\ufeff', '\n', '\\', '"'), fc.string()),
});
const value = fc.anything({ values: [text, fc.integer(), fc.boolean(), fc.constant(null)], key: text, maxDepth: 3 });

test('printable text has nothing in it that acts on a terminal', () => {
  fc.assert(fc.property(text, (one) => expect(printable(one)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)));
});

test('printable JSON neither, but for the line ends of its layout, and means what was given', () => {
  fc.assert(
    fc.property(value, (one) => {
      const json = printableJson([one]);

      expect(json).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([one])));
    }),
  );
});

test('values in lists and objects are made printable wherever they are', () => {
  expect(allPrintable({ a: ['\u001b', { b: '\u202e' }], c: 1, d: null })).toEqual({
    a: ['\\x1b', { b: '\\u{202e}' }],
    c: 1,
    d: null,
  });
});
