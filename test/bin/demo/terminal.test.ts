import * as fc from 'fast-check';
import { fitted, linesOf } from '../../../bin/demo/terminal';

test('lines fit, and hold every character but the spaces they were broken at', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const lines = linesOf(text, width);

      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test.each<[string, number, string[]]>([
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 100, ['one two three']],
  ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
  ['', 5, ['']],
])('breaks %j at %d', (text, width, lines) => expect(linesOf(text, width)).toEqual(lines));

test.each<[string, number, string]>([
  ['deploy', 6, 'deploy'],
  ['deploy', 5, 'depl…'],
])('cuts %j to %d', (text, width, cut) => expect(fitted(text, width)).toBe(cut));
