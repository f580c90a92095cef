import { statusOf } from '../../../../contract';
import * as runtime from '../../../../lambda/runtime';
import { judge, type TokenRow } from './rows';
import { AUDIENCE_ROWS, IDENTITY_ROWS, KID_OWNER_ROWS, TIME_ROWS } from './rows-of-claims';
import { ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS } from './rows-of-form';
import { JSON_ROWS } from './rows-of-json';
import { ALGORITHM_AND_KEY_ROWS, REPOSITORY_ROWS, SIGNATURE_ROWS } from './rows-of-keys';

/** What the caller sees: 401 for all of them, unless the key repository could not answer. */
function expectStatus({ expected }: TokenRow): void {
  if (expected !== 'accepted') expect(statusOf(expected)).toBe(expected === 'key.unavailable' ? 503 : 401);
}

describe.each([
  ['algorithm', ALGORITHM_ROWS],
  ['encoding', ENCODING_ROWS],
  ['header', HEADER_ROWS],
  ['JSON', JSON_ROWS],
  ['owner of the kid', KID_OWNER_ROWS],
  ['times', TIME_ROWS],
  ['audience', AUDIENCE_ROWS],
  ['issuer, subject and id', IDENTITY_ROWS],
])('%s: decided without asking for a key', (_, rows) => {
  it.each(rows.map((row) => [row.name, row.expected, row] as const))('%s: %s', async (_name, expected, row) => {
    const { verdict, asked } = await judge(runtime, row);

    expect(verdict).toBe(expected);
    expect(asked).toHaveLength(expected === 'accepted' || expected.startsWith('key.un') ? 1 : 0);
    expectStatus(row);
  });
});

describe.each([
  ['algorithm and key', ALGORITHM_AND_KEY_ROWS],
  ['signature', SIGNATURE_ROWS],
  ['key repository', REPOSITORY_ROWS],
])('%s: decided with the one key that the kid names', (_, rows) => {
  it.each(rows.map((row) => [row.name, row.expected, row] as const))('%s: %s', async (_name, expected, row) => {
    const { verdict, asked } = await judge(runtime, row);

    expect(verdict).toBe(expected);
    expect(asked).toHaveLength(1);
    expectStatus(row);
  });
});

it('hands out claims that inherit nothing, and __proto__ as a claim like any other', async () => {
  const row = JSON_ROWS.find(({ name }) => name.startsWith('a __proto__')) as TokenRow;
  const verifier = new runtime.AsapVerifier({
    audience: null,
    issuers: null,
    keys: { get: () => ({ reason: 'key.unknown' }) },
    clock: () => 1_800_000_000_000,
  });

  const result = verifier.inspect(row.token());

  const claims = result.ok ? result.unverified.claims : {};
  expect('hasOwnProperty' in claims).toBe(false);
  expect(Object.keys(claims)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
  expect(claims.tenant).toBe('acme');
});
