// docs/checks.md is what the checks say of themselves.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS, CHECKS } from '../../lib/proof/checks';
import { checksPage } from './checks-page';

const PAGE = join(__dirname, '../../docs/checks.md');

// To update it: UPDATE_DOCS=1 npx jest test/house/checks-page
test('docs/checks.md is what the checks say', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, checksPage());
  expect(readFileSync(PAGE, 'utf8')).toBe(checksPage());
});

test('every rule is in one area, and every id is one rule’s', () => {
  const ids = AREAS.flatMap(({ checks }) => checks.map(({ id }) => id));

  expect(new Set(ids).size).toBe(ids.length);
  expect(CHECKS.map(({ id }) => id)).toEqual(ids);
});

test.each(CHECKS)('$id says why, how to mend it, and what it rests on', ({ why, fix, source }) => {
  for (const text of [why, fix]) expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(source).not.toBe('');
});
