// Lambda takes what a function returns for success, and then deletes the batch that it was handed. So each of our functions fails for an
// event of a source that it was not made for. (Handlers of services: runtime/tenant-context/with-tenant.test.ts.)

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { answer } from '../../lambda/aws/custom-resource';
import { authorize } from '../../lambda/functions/authorizer/authorize';
import { giveSession } from '../../lambda/functions/session-broker/broker';
import * as runtime from '../../lambda/runtime';
import { DELIVERED, DIRECT, HELD, OTHER_REQUESTS } from './events';
import { functionEnvironment } from './function-environment';
import { brokerOf } from './functions/session-broker/rows';
import { rawToken } from './tokens';
import { worldOf } from './world';

const everything = { ...runtime, authorize, giveSession };
const EVENTS = [...DELIVERED, ...OTHER_REQUESTS, ...DIRECT];

it.each(EVENTS)('the authorizer answers nothing to %s', async (_name, event) => {
  await expect(authorize(event as never, worldOf(runtime).dependencies, () => undefined)).rejects.toThrow();
});

it('the authorizer answers nothing to an HTTP API, however right the token', async () => {
  const headers = { authorization: `Bearer ${rawToken()}`, 'x-tenant-id': 'acme' };
  const event = {
    version: '2.0',
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:eu-west-1:111122223333:api123/prod/GET/x',
    headers,
  };

  await expect(authorize(event as never, worldOf(runtime).dependencies, () => undefined)).rejects.toThrow();
});

it.each(EVENTS)('a custom resource answers nothing to %s', async (_name, event) => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);

  await expect(answer(event as never, async () => ({ physicalId: 'x' }))).rejects.toThrow();
});

it.each([...DELIVERED, ...OTHER_REQUESTS])('the session broker fails for %s, and says so', async (_name, event) => {
  const { ask, asked, lines } = brokerOf(everything);
  const error = await ask(event).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(runtime.NotARequestError);
  expect(asked).toEqual([]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ decision: 'deny', by: 'session-broker', service: 'orders', reason: 'event.not-a-request' }),
  ]);
  expect(`${error}${lines}`).not.toContain(HELD);
});

describe('the commands of the Tenant Context Service, as they are bundled', () => {
  const handler = join(__dirname, '../../assets/tenant-context-commands/index.js');
  /** How the handler ends for each event, and what it writes in between. */
  const ends = (events: readonly unknown[]): readonly { readonly [name: string]: unknown }[] => {
    const program = `
const { handler } = require(${JSON.stringify(handler)});
(async () => {
  for (const event of ${JSON.stringify(events)}) {
    await handler(event, { awsRequestId: 'request-1' }).then(
      (answered) => console.log(JSON.stringify({ answered })),
      ({ name, message }) => console.log(JSON.stringify({ name, message })),
    );
  }
})();`;
    const env = { ...functionEnvironment('https://keys.invalid'), PATH: process.env.PATH };
    const out = execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('fail for events of another source, and say so', () => {
    const events = [...DELIVERED, ...OTHER_REQUESTS].map(([, event]) => event);
    const said = ends(events);

    expect(said).toEqual(
      events.flatMap(() => [
        { decision: 'deny', by: 'tenant-context', reason: 'event.not-a-request', requestId: 'request-1' },
        {
          name: 'NotARequestError',
          message: expect.stringMatching(/^event\.not-a-request: .*\n {2}expected {2}exactly one command\n {2}do /),
        },
      ]),
    );
    expect(JSON.stringify(said)).not.toContain(HELD);
  });

  it('answer a command that makes no sense: whoever invoked them reads it', () => {
    expect(ends([{ command: 'suspend' }])).toEqual([
      expect.objectContaining({ by: 'tenant-context', command: 'suspend', code: 'command.invalid' }),
      { answered: expect.objectContaining({ ok: false, code: 'command.invalid' }) },
    ]);
  });
});
