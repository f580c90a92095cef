import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
const SHORT = {
  [ENVIRONMENT.callers]: '["gateway"]',
  [ENVIRONMENT.issuers]: '["billing","gateway","orders"]',
  [ENVIRONMENT.methodRules]: JSON.stringify(LIST.rules),
};
const OTHER: AllowList = { callers: ['billing'], issuers: ['billing'], rules: [] };

const path = join(folder, ALLOW_LIST_FILE);
afterEach(() => rmSync(path, { force: true, recursive: true }));

test('is in the environment, with or without rules', () => {
  expect(allowListOf(SHORT, folder)).toEqual(LIST);
  expect(allowListOf({ ...SHORT, [ENVIRONMENT.methodRules]: undefined }, folder)).toEqual({ ...LIST, rules: [] });
});

test.each([
  ['with the settings of its own deployment', {}],
  ['with those of a list that was short before, or is short now, between the two calls of an update', SHORT],
])('is in the file where there is one, %s', (_when, environment) => {
  writeFileSync(path, JSON.stringify(OTHER));

  expect(allowListOf(environment, folder)).toEqual(OTHER);
});

test('changes with its file alone', () => {
  for (const list of [LIST, OTHER, LIST]) {
    writeFileSync(path, JSON.stringify(list));
    expect(allowListOf({}, folder)).toEqual(list);
  }
});

test('has to be somewhere: refuses to start without file and variables', () => {
  expect(() => allowListOf({}, folder)).toThrow(ENVIRONMENT.callers);
});

test('does not fall back on the environment when the file cannot be read', () => {
  mkdirSync(path);
  expect(() => allowListOf(SHORT, folder)).toThrow(/EISDIR/);
  rmSync(path, { recursive: true });
  writeFileSync(path, '');
  expect(() => allowListOf(SHORT, folder)).toThrow(`${ALLOW_LIST_FILE} is not JSON`);
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
  writeFileSync(path, text);

  expect(() => allowListOf(SHORT, folder)).toThrow('the allow-list is ill-formed');
});
