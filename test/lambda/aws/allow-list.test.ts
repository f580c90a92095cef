import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALLOW_LIST_FILE, type AllowList, ENVIRONMENT } from '../../../contract';
import { allowListOf } from '../../../lambda/aws/allow-list';

const folder = mkdtempSync(join(tmpdir(), 'allow-list-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LIST: AllowList = {
  callers: ['gateway'],
  issuers: ['billing', 'gateway', 'orders'],
  rules: [{ method: 'GET', path: '/orders/{id}', callers: ['billing'] }],
};
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** The environment of a function beside whose code this text lies. */
function beside(text: string): { readonly [name: string]: string } {
  writeFileSync(join(folder, ALLOW_LIST_FILE), text);
  return { [ENVIRONMENT.allowListDigest]: digestOf(text) };
}

test('is in the environment, with or without rules', () => {
  const environment = {
    [ENVIRONMENT.callers]: '["gateway"]',
    [ENVIRONMENT.issuers]: '["billing","gateway","orders"]',
    [ENVIRONMENT.methodRules]: JSON.stringify(LIST.rules),
  };
  expect(allowListOf(environment, folder)).toEqual(LIST);
  expect(allowListOf({ ...environment, [ENVIRONMENT.methodRules]: undefined }, folder)).toEqual({ ...LIST, rules: [] });
});

test('is in the file beside the code, if the environment names its digest', () => {
  expect(allowListOf(beside(JSON.stringify(LIST)), folder)).toEqual(LIST);
});

test('reads nothing else once a digest is there', () => {
  const environment = { ...beside(JSON.stringify(LIST)), [ENVIRONMENT.callers]: '["stranger"]' };
  expect(allowListOf(environment, folder).callers).toEqual(['gateway']);
});

test.each([
  ['another list', JSON.stringify({ ...LIST, callers: ['gateway', 'evil'] })],
  ['the same list written otherwise', `${JSON.stringify(LIST)}\n`],
  ['an empty file', ''],
])('refuses %s than the one that the environment names', (_what, text) => {
  writeFileSync(join(folder, ALLOW_LIST_FILE), text);
  const environment = { [ENVIRONMENT.allowListDigest]: digestOf(JSON.stringify(LIST)) };

  expect(() => allowListOf(environment, folder)).toThrow(
    'allow-list.json is not the one that BULKHEAD_ALLOW_LIST_SHA256 names: deploy code and settings together',
  );
});

test('refuses to start without the file, and with a digest that is empty', () => {
  rmSync(join(folder, ALLOW_LIST_FILE), { force: true });
  expect(() => allowListOf({ [ENVIRONMENT.allowListDigest]: digestOf('') }, folder)).toThrow(/ENOENT/);
  beside('{}');
  expect(() => allowListOf({ [ENVIRONMENT.allowListDigest]: '' }, folder)).toThrow('is not the one that');
});

test.each([
  ['no object', 'null'],
  ['no callers', JSON.stringify({ ...LIST, callers: undefined })],
  ['a caller that is a list', JSON.stringify({ ...LIST, callers: [['gateway']] })],
  ['a caller that is no issuer', JSON.stringify({ ...LIST, callers: ['*'] })],
  ['no issuers', JSON.stringify({ ...LIST, issuers: undefined })],
  ['no rules', JSON.stringify({ ...LIST, rules: undefined })],
  ['a rule without a method', JSON.stringify({ ...LIST, rules: [{ path: '/', callers: [] }] })],
  ['a rule without a path', JSON.stringify({ ...LIST, rules: [{ method: 'GET', callers: [] }] })],
  ['a rule for a path without a slash', JSON.stringify({ ...LIST, rules: [{ method: 'GET', path: 'a', callers: [] }] })],
  ['a rule without callers', JSON.stringify({ ...LIST, rules: [{ method: 'GET', path: '/' }] })],
])('refuses a list with %s', (_what, text) => {
  expect(() => allowListOf(beside(text), folder)).toThrow('the allow-list is ill-formed');
});
