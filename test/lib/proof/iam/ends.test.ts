// What a look at both ends says is so for every value that the symbols may have.
import fc from 'fast-check';
import { differs } from '../../../../lib/proof/iam/ends';
import { matches, pattern } from '../../../../lib/proof/iam/match';
import { symbol } from '../../../../lib/proof/template';
import { rounds } from '../../../effort';

const [TABLE, OTHER] = [symbol('stack/Table'), symbol('stack/Other')];
const [REGION, LATER] = [symbol('AWS::Region'), symbol('Later')];

/** Texts of few letters, so that many of them are alike, with symbols in them. */
const piece = fc.constantFrom('a', 'b', ':', '/', 'ab', TABLE, OTHER, REGION, LATER);
const text = fc.array(piece, { maxLength: 5 }).map((parts) => parts.join(''));
const patternText = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, fc.constantFrom('*', '?')), { maxLength: 5 });

/** Made-up names are what nobody wrote, and end in what CloudFormation drew by lot: capitals and a digit. Any text may be such a name. */
const deployment = fc.record({
  [TABLE]: fc.constantFrom('T1', 'TT1'),
  [OTHER]: fc.constantFrom('O2', 'OT2'),
  [REGION]: fc.constantFrom('a', 'ba'),
  [LATER]: fc.constantFrom('', 'a', 'b', 'ab', 'T1', 'O2', ':a'),
});

const deployed = (written: string, values: { readonly [name: string]: string }) =>
  Object.entries(values).reduce((before, [name, value]) => before.replaceAll(name, value), written);

test('a value that differs matches in no deployment', () => {
  fc.assert(
    fc.property(patternText, text, deployment, (parts, value, values) => {
      const wanted = parts.join('');
      fc.pre(differs(pattern([wanted]).ends, value));

      // In the deployment there are no symbols: the evaluator then compares characters.
      expect(matches(pattern([deployed(wanted, values)]), deployed(value, values))).toBe(false);
    }),
    { numRuns: rounds({ usual: 800, long: 300_000 }) },
  );
});

test.each<[wanted: string, value: string, isSeen: boolean]>([
  ['role/a', 'role/b', true],
  [`role/${TABLE}`, `role/${OTHER}`, true],
  [`role/a-${REGION}`, `role/b-${REGION}`, true],
  [`role/a-${REGION}`, `role/${TABLE}`, true],
  ['a*', 'b', true],
  ['*a', 'b', true],
  [`${REGION}:a`, `${REGION}:b`, true],
  ['aa', 'a', false],
  [`role/${LATER}`, `role/${TABLE}`, false],
  [`role/${REGION}`, 'role/a', false],
  ['a*', `a${TABLE}`, false],
  ['*', TABLE, false],
])('the ends of %j tell that %j is another: %p', (wanted, value, isSeen) => {
  expect(differs(pattern([wanted]).ends, value)).toBe(isSeen);
});
