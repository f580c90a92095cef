// The list of hostile and odd requests has 98 numbers. Each is a row of a table, or a test elsewhere that is named here; what waits
// for a part of the system that is not there yet is named, too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUEST_ROWS } from '../../functions/authorizer/rows';
import { WIRE_ROWS } from '../request-guard/rows-of-wire';
import { AUDIENCE_ROWS, IDENTITY_ROWS, KID_OWNER_ROWS, TIME_ROWS } from './rows-of-claims';
import { ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS } from './rows-of-form';
import { JSON_ROWS } from './rows-of-json';
import { ALGORITHM_AND_KEY_ROWS, REPOSITORY_ROWS, SIGNATURE_ROWS } from './rows-of-keys';

const TABLES: readonly (readonly { readonly name: string }[])[] = [
  ...[ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS, JSON_ROWS, KID_OWNER_ROWS, TIME_ROWS, AUDIENCE_ROWS, IDENTITY_ROWS],
  ...[ALGORITHM_AND_KEY_ROWS, SIGNATURE_ROWS, REPOSITORY_ROWS, REQUEST_ROWS, WIRE_ROWS],
];

/** No single request: what happens over time, between requests, or to the answer. */
const ELSEWHERE: { readonly [number: number]: readonly [file: string, test: string] } = {
  55: ['runtime/asap/key-repository-faults.test.ts', 'a flood of made-up kids is 10 requests'],
  57: ['runtime/asap/key-cache.test.ts', 'denies a withdrawn key when its time is over'],
  58: ['runtime/asap/key-cache.test.ts', 'serves a key that took another’s place without being restarted'],
  83: ['runtime/asap/replay-guard.test.ts', 'lets one of two processes have it'],
  93: ['runtime/tenant-context/client.test.ts', 'does not believe an answer about another tenant, and asks again'],
  95: ['functions/authorizer/authorize.test.ts', 'answers alike, whether a tenant is unknown, suspended or not entitled'],
  96: ['functions/authorizer/authorize.test.ts', 'stays under the 8 KB of an authorizer’s answer'],
  97: ['functions/authorizer/authorize.test.ts', 'denies with 503 when something throws that never should'],
  98: ['functions/authorizer/interleaving.test.ts', 'keeps two requests apart in any interleaving'],
};

/** Deletion of tenants, entitlement of callers to tenants, support access. */
const WAITING = [91, 92, 94];

/** `60-63 exp null` is four numbers. */
function numbersOf(name: string): readonly number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))? /.exec(name) ?? [];
  if (first === undefined) return [];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
}

it('has a row or a test for each of the 98', () => {
  const inTables = TABLES.flat().flatMap(({ name }) => numbersOf(name));
  const found = new Set([...inTables, ...Object.keys(ELSEWHERE).map(Number), ...WAITING]);
  const missing = Array.from({ length: 98 }, (_, index) => index + 1).filter((number) => !found.has(number));

  expect(missing).toEqual([]);
  expect(inTables.filter((number) => WAITING.includes(number))).toEqual([]);
});

it.each(Object.entries(ELSEWHERE))('%s is where it is said to be', (_number, [file, test]) => {
  expect(readFileSync(join(__dirname, '..', '..', file), 'utf8')).toContain(test);
});

it('has no two rows of one name, of which a failure would not say which it was', () => {
  for (const rows of TABLES) {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
