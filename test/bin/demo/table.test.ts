// The table that the demo prints, and the rows of story and chapters.
import { rowsOf } from '../../../bin/demo/driver/run-reference';
import { CHAPTERS } from '../../../bin/demo/table/chapters';
import { printTable } from '../../../bin/demo/table/print';
import type { RowResult } from '../../../bin/demo/table/row';

const row = (change: Partial<RowResult> = {}): RowResult => ({
  section: 'Refused: who is calling?',
  request: 'no token',
  expected: '401',
  ok: true,
  got: '401',
  decidedBy: 'gateway',
  reason: '-',
  milliseconds: 4.6,
  ...change,
});
const print = (rows: readonly RowResult[], width = 100) => printTable(rows, { color: false, width });
const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('shows a row with its answer, its reason code and who decided', () => {
  const lines = print([row(), row({ got: '403', reason: 'tenant.unknown', decidedBy: 'our code (issues)' })]).split('\n');

  expect(lines[2]).toBe('  Refused: who is calling?');
  expect(lines[3]).toMatch(/^✓ no token +401 +gateway +5$/);
  expect(lines[4]).toMatch(/^✓ no token +403 tenant\.unknown +our code \(issues\) +5$/);
  expect(lines.at(-2)).toBe('2 rows, all as expected');
});

test('shows what was expected below a row where something else came, and counts such rows', () => {
  const text = print([row(), row({ ok: false, got: '200', expected: '401 token.expired' })]);

  expect(text).toMatch(/✗ no token +200 .*\n {4}expected: 401 token\.expired\n/);
  expect(text).toContain('1 of 2 rows not as expected');
});

test.each([60, 80, 100, 160])('a long message is wrapped within its cell, %d columns wide', (width) => {
  const message = `failed: ${'/a/path/without/any/space'.repeat(12)} and words behind it`;
  const text = print([row({ ok: false, got: message, expected: `${'401, by whoever knows first, '.repeat(8)}` })], width);

  expect(longest(text)).toBeLessThanOrEqual(width);
  expect(text.replaceAll(/\s+/g, '')).toContain('andwordsbehindit');
});

test('the story has at most 40 rows, and its table fits 100 columns', () => {
  const rows = rowsOf([]);
  const shown = print(rows.map((one) => row({ section: one.section, request: one.request, got: one.expected })));

  expect(rows.length).toBeGreaterThan(20);
  expect(rows.length).toBeLessThanOrEqual(40);
  expect(longest(shown)).toBeLessThanOrEqual(100);
});

test.each(Object.keys(CHAPTERS))('chapter %s has rows of its own, under headings that name it', (name) => {
  const rows = rowsOf([name]);
  const story = new Set(rowsOf([]).map(({ request }) => request));

  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ section }) => !section.toLowerCase().startsWith(`${name}:`))).toEqual([]);
  expect(rows.filter(({ request }) => story.has(request))).toEqual([]);
});
