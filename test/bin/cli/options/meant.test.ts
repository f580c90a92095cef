// Which option is meant by a slip, and that nothing is guessed from what is far from all of them.
import { meant } from '../../../../bin/cli/options/meant';

const NAMES = ['help', 'audience', 'issuer', 'public-key', 'key-repository', 'json', 'tenant'];

test.each<[written: string, name: string | undefined]>([
  ['audiance', 'audience'],
  ['audiences', 'audience'],
  ['aduience', 'audience'],
  ['AUDIENCE', 'audience'],
  ['isuer', 'issuer'],
  ['publickey', 'public-key'],
  ['pubic-kye', 'public-key'],
  ['tennant', 'tenant'],
  ['jsno', 'json'],
  ['audi', undefined],
  ['output', undefined],
  ['j', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('--%.20s', (written, name) => {
  expect(meant(written, NAMES)).toBe(name === undefined ? '' : `: did you mean --${name}?`);
});

test('where there are no options, none is meant', () => {
  expect(meant('json', [])).toBe('');
});
