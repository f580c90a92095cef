// Somebody who writes both halves of a service imports from both: one name must not mean two things.
import * as runtime from '../../lambda/runtime';
import * as constructs from '../../lib';

test('constructs and the runtime share no name', () => {
  const names = new Set(Object.keys(constructs));
  expect(names.size).toBeGreaterThan(10);
  expect(Object.keys(runtime).filter((name) => names.has(name))).toEqual([]);
});
