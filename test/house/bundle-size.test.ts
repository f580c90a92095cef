// The authorizer is read and compiled at every cold start, in front of every request: it stays small. The unit tests' setup has just
// made the bundle.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const bundle = join(__dirname, '../../assets/authorizer/index.js');

test('the authorizer takes 40 KB at most', () => {
  expect(statSync(bundle).size).toBeLessThanOrEqual(40_000);
});

test('it has no part of an SDK client, and nothing of streams and URLs that are signed', () => {
  const code = readFileSync(bundle, 'utf8');
  for (const word of ['presign', 'eventStream', 'middlewareStack', 'X-Amz-Expires']) expect(code).not.toContain(word);
});
