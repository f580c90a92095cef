import { statusOf } from '../../../../contract';
import { authorize } from '../../../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../../../lambda/functions/session-broker/broker';
import * as runtime from '../../../../lambda/runtime';
import { rawToken, tokenWith } from '../../tokens';
import { METHOD_ARN, worldOf } from '../../world';
import { eventOf, judgeRequest, REQUEST_ROWS } from './rows';

const everything = { ...runtime, authorize, giveSession };
const STAGE = 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod/*';
const policy = (Effect: string) => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: STAGE }],
});
const right = (token = rawToken()) => eventOf({ Authorization: [`Bearer ${token}`], 'X-Tenant-Id': ['acme'] });
const ignore = () => undefined;

it.each(REQUEST_ROWS.map((row) => [row.name, row.expected, row] as const))('%s: %s', async (_name, expected, row) => {
  const { verdict, asks, lines, outcome } = await judgeRequest(everything, row);

  expect(verdict).toBe(expected);
  expect(asks).toBe(row.asks);
  expect(lines).toHaveLength(1);
  const status = expected === 'accepted' ? 200 : statusOf(expected);
  if (status === 200) expect(outcome).toMatchObject({ result: { principalId: 'gateway', policyDocument: policy('Allow') } });
  if (status === 401) expect(outcome).toEqual({ error: new Error('Unauthorized') });
  if (status === 403) expect(outcome).toEqual({ result: { principalId: 'denied', policyDocument: policy('Deny') } });
  if (status === 503) expect(outcome).toEqual({ error: new Error('a dependency of the authorizer is unavailable') });
});

it.each(REQUEST_ROWS.map((row) => [row.name, row] as const))('%s: no part of the token is in the log', async (_name, row) => {
  const { lines } = await judgeRequest(everything, row);

  const sent = Object.values(row.event().multiValueHeaders ?? {}).flatMap((values) => values ?? []);
  const parts = sent.filter((value) => value.includes('.')).flatMap((value) => value.split(/[\s.,]+/));
  for (const part of parts.filter(({ length }) => length > 12)) expect(lines.join()).not.toContain(part);
});

it('hands strings to the handler, and none that opens anything', async () => {
  const token = rawToken();
  const result = await authorize(right(token), worldOf(runtime).dependencies, ignore);

  expect(result.context).toEqual({
    tenantId: 'acme',
    issuer: 'gateway',
    placement: 'pool',
    contextVersion: '3',
    tokenId: 'jti-1',
  });
  expect(JSON.stringify(result)).not.toContain(token.split('.')[2]);
});

it('hands API Gateway a token’s id that its access log can take as it is', async () => {
  const jti = 'x","issuer":"billing","tenantId":"umbrella","z":"\n\u2028ü';
  const { dependencies } = worldOf(runtime);
  const lines: string[] = [];
  const { context } = await authorize(right(tokenWith({ jti })), dependencies, (line) => lines.push(line));

  expect(context?.tokenId).toBe('x-,-issuer-:-billing-,-tenantId-:-umbrella-,-z-:----');
  expect(JSON.parse(lines[0] ?? '').tokenId).toBe(jti);
});

it('stays under the 8 KB of an authorizer’s answer with the longest claims', async () => {
  const token = tokenWith({ jti: '🏔'.repeat(128) });
  const result = await authorize(right(token), worldOf(runtime).dependencies, ignore);

  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(8192);
});

it('answers alike, whether a tenant is unknown, suspended or not entitled', async () => {
  const answers = await Promise.all(
    ['nobody', 'suspended', 'not-entitled'].map((tenant) => {
      const event = eventOf({ Authorization: [`Bearer ${tokenWith({ tenant })}`], 'X-Tenant-Id': [tenant] });
      return authorize(event, worldOf(runtime).dependencies, ignore);
    }),
  );

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

it.each([
  ['a wildcard stage', 'arn:aws:execute-api:eu-west-1:111122223333:api123/*/GET/'],
  ['a wildcard API', 'arn:aws:execute-api:eu-west-1:111122223333:*/prod/GET/'],
  ['a wildcard account', 'arn:aws:execute-api:eu-west-1:*:api123/prod/GET/'],
  ['no stage', 'arn:aws:execute-api:eu-west-1:111122223333:api123'],
  ['nothing', ''],
])('gives no policy for a method ARN with %s', async (_what, methodArn) => {
  const { dependencies } = worldOf(runtime);

  await expect(authorize({ ...right(), methodArn }, dependencies, ignore)).rejects.toThrow('does not name an API and a stage');
});

it('names the stage alone, whatever path was asked for', async () => {
  const methodArn = `${METHOD_ARN}/*/?x=*`;
  const result = await authorize({ ...right(), methodArn }, worldOf(runtime).dependencies, ignore);

  expect(result.policyDocument).toEqual(policy('Allow'));
});

it('reads an event that has its headers in one form only, and one that has none', async () => {
  const { headers, multiValueHeaders } = right();
  const { dependencies } = worldOf(runtime);
  const base = { methodArn: METHOD_ARN };

  await expect(authorize({ ...base, headers }, dependencies, ignore)).resolves.toMatchObject({ principalId: 'gateway' });
  await expect(authorize({ ...base, headers, multiValueHeaders: null }, dependencies, ignore)).resolves.toMatchObject({
    principalId: 'gateway',
  });
  await expect(authorize({ ...base, headers: null, multiValueHeaders }, dependencies, ignore)).resolves.toMatchObject({
    principalId: 'gateway',
  });
  await expect(authorize(base, dependencies, ignore)).rejects.toThrow('Unauthorized');
  await expect(authorize({ ...base, headers: { Authorization: undefined } }, dependencies, ignore)).rejects.toThrow(
    'Unauthorized',
  );
});

it('logs ids by which one request can be followed', async () => {
  const lines: string[] = [];
  const event = eventOf({ Authorization: [`Bearer ${rawToken()}`], 'X-Tenant-Id': ['acme'], 'x-amzn-trace-id': ['Root=1-2-3'] });
  const route = { httpMethod: 'GET', resource: '/orders/{id}' };
  const dependencies = { ...worldOf(runtime).dependencies, clock: () => 1_800_000_000_000 };
  await authorize({ ...event, ...route }, dependencies, (line) => lines.push(line));

  const { _aws, ...line } = JSON.parse(lines.join());
  expect(_aws.Timestamp).toBe(1_800_000_000_000);
  expect([line]).toEqual([
    {
      decision: 'allow',
      by: 'authorizer',
      service: 'orders',
      issuer: 'gateway',
      kid: 'gateway/k1',
      method: 'GET',
      resource: '/orders/{id}',
      ...{ Allowed: 1, Refused: 0, Unavailable: 0, KeyRepositoryErrors: 0, Latency: 0 },
      tokenId: 'jti-1',
      tenantId: 'acme',
      requestId: 'request-1',
      traceId: 'Root=1-2-3',
    },
  ]);
});

it('writes one line, whatever a claim or a trace header tries to put into it', async () => {
  const lines: string[] = [];
  const token = tokenWith({ jti: 'a\n{"decision":"allow"}' });
  const event = eventOf({
    Authorization: [`Bearer ${token}`],
    'X-Tenant-Id': ['umbrella'],
    'X-Amzn-Trace-Id': [`x\n${'y'.repeat(1000)}`],
  });
  await expect(authorize(event, worldOf(runtime).dependencies, (line) => lines.push(line))).rejects.toThrow('Unauthorized');

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ decision: 'deny', reason: 'tenant.mismatch' });
  expect(lines[0]?.length).toBeLessThan(1100);
});

it('denies with 503 when something throws that never should, and logs nothing of it', async () => {
  const lines: string[] = [];
  const token = rawToken();
  const keys = { get: () => Promise.reject(new Error(`could not use ${token}`)) };
  const verifier = new runtime.AsapVerifier({ audience: null, issuers: null, keys, clock: () => 1_800_000_000_000 });
  const { dependencies } = worldOf(runtime, { verifier });

  await expect(authorize(right(token), dependencies, (line) => lines.push(line))).rejects.toThrow(
    'a dependency of the authorizer',
  );
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ reason: 'internal.error', cause: 'Error' }]);
  expect(lines.join()).not.toContain(token);
});

it('denies with 503 when the key repository is down, and does not look the tenant up', async () => {
  const lines: string[] = [];
  const keys = { get: () => ({ reason: 'key.unavailable', cause: 'status 503' }) as const };
  const verifier = new runtime.AsapVerifier({ audience: null, issuers: null, keys, clock: () => 1_800_000_000_000 });
  const { dependencies, looked } = worldOf(runtime, { verifier });

  await expect(authorize(right(), dependencies, (line) => lines.push(line))).rejects.toThrow('a dependency of the authorizer');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ reason: 'key.unavailable', cause: 'status 503', tokenId: 'jti-1' });
  expect(looked).toEqual([]);
});
