// The broker's protocol, as docs/session-broker.md shows it and the Python handler of examples/python-handler is tested with it. The file of
// exchanges is put to the broker itself here, so that page, handler and broker cannot come to differ.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT, reasonCodes } from '../../../../contract';
import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../../../lambda/functions/session-broker/broker';
import * as runtime from '../../../../lambda/runtime';
import { refusalForSession } from '../../../../lambda/runtime/http/refusal';
import { tokenWith } from '../../tokens';
import { brokerOf, fakeSts } from './rows';

const root = join(__dirname, '..', '..', '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Exchange {
  readonly name: string;
  /** Of the token, where they are not those of a token that is right in everything. */
  readonly claims?: { readonly [name: string]: unknown };
  readonly stsFails?: boolean;
  readonly request: { readonly token: string };
  readonly answer: runtime.SessionAnswer;
  readonly status: number;
}

const EXCHANGES = JSON.parse(read('examples/python-handler/tests/exchanges.json')) as readonly Exchange[];
const page = read('docs/session-broker.md');
const shown = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json = '']) => JSON.parse(json) as unknown);

test.each(EXCHANGES.map((exchange) => [exchange.name, exchange] as const))('the broker answers %s', async (_name, exchange) => {
  const { sts } = fakeSts(exchange.stsFails ? new Error('down') : undefined);
  const { ask } = brokerOf({ ...runtime, authorize, giveSession }, { sts });

  const answer = await ask({ ...exchange.request, token: tokenWith({ ...exchange.claims }) });

  expect(answer).toEqual(exchange.answer);
});

test.each(EXCHANGES.flatMap(({ answer, status }) => (answer.ok ? [] : [[answer.reason, status] as const])))(
  'a handler answers %s with %i, in TypeScript too',
  (reason, status) => {
    expect(refusalForSession(reason).statusCode).toBe(status);
  },
);

test('503 is for the codes that end in .unavailable, and for internal.error: so the page and the handler tell them', () => {
  const codes = reasonCodes();
  const told = codes.filter(({ code }) => code.endsWith('.unavailable') || code === 'internal.error');

  expect(told).toEqual(codes.filter(({ status }) => status === 503));
  expect(read('examples/python-handler/handlers/notes/index.py')).toContain(
    'return reason.endswith(".unavailable") or reason == "internal.error"',
  );
});

test('docs/session-broker.md shows the request, a session and a refusal of the file', () => {
  const [given, refused] = [EXCHANGES.find(({ answer }) => answer.ok), EXCHANGES.find(({ answer }) => !answer.ok)];

  expect(shown).toEqual([given?.request, given?.answer, refused?.answer]);
});

test('docs/session-broker.md names the variables that a TenantService sets, and each reason that the file has', () => {
  const { service, sessionsFunction, handlerTimeout, tenantTable, signingPointer, deployedSigningKey } = ENVIRONMENT;

  for (const name of [service, sessionsFunction, handlerTimeout, tenantTable, signingPointer, deployedSigningKey])
    expect(page).toContain(`\`${name}\``);
  for (const { answer } of EXCHANGES) if (!answer.ok) expect(page).toContain(answer.reason);
});
