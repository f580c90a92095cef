import { inspect } from 'node:util';
import { ExplainedError, threeParts } from '../../contract';

class OwnError extends ExplainedError {
  public override readonly name = 'OwnError';
}

const PARTS = ['port is 0', '1 to 65535', 'write port: 443'] as const;

test('has three lines: what was seen, what was expected, what to do', () => {
  expect(new ExplainedError(...PARTS).message).toBe('port is 0\n  expected  1 to 65535\n  do        write port: 443');
  expect(threeParts(...PARTS)).toBe(new ExplainedError(...PARTS).message);
});

test('keeps the parts, also in a class of its own', () => {
  const error = new OwnError(...PARTS);

  expect([error.seen, error.expected, error.remedy]).toEqual(PARTS);
  expect(error).toBeInstanceOf(ExplainedError);
  expect(String(error)).toMatch(/^OwnError: port is 0\n/);
});

test('says each part once on a console', () => {
  const shown = inspect(new OwnError(...PARTS));

  for (const part of PARTS) expect(shown.split(part)).toHaveLength(2);
});
