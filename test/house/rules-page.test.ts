// docs/rules.md is what the rules say of themselves.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS, RULES } from '../../lib/proof/rules';
import { rulesPage } from './rules-page';

const PAGE = join(__dirname, '../../docs/rules.md');

// To update it: UPDATE_DOCS=1 npx jest test/house/rules-page
test('docs/rules.md is what the rules say', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, rulesPage());
  expect(readFileSync(PAGE, 'utf8')).toBe(rulesPage());
});

test('every rule is in one area, and every id is one rule’s', () => {
  const ids = AREAS.flatMap(({ rules }) => rules.map(({ id }) => id));

  expect(new Set(ids).size).toBe(ids.length);
  expect(RULES.map(({ id }) => id)).toEqual(ids);
});

test.each(RULES)('$id says why, how to fix it, and what it rests on', ({ why, fix, source }) => {
  for (const text of [why, fix]) expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(source).not.toBe('');
});
