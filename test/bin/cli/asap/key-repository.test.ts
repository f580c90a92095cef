// verify with a key repository: the program as the package has it, against a real https server whose CA Node is told of.

import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { PEM_MEDIA_TYPE } from '../../../../contract';
import { type Loopback, loopback } from '../../../lambda/loopback';
import { KID, keyPair, pemOf, SERVICE } from '../../../lambda/tokens';
import { ran, spawned } from '../ran';
import { KeyFiles } from './keys';

const keys = new KeyFiles();
let server: Loopback;
let answer: (response: ServerResponse) => unknown;
let bundle: string;

const answering =
  (status: number, body = '', type = PEM_MEDIA_TYPE) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': type }).end(body);

beforeAll(async () => {
  server = await loopback((response) => answer(response));
  bundle = keys.file('ca.pem', server.certificate);
});
afterAll(() => server.close());
beforeEach(() => {
  answer = answering(200, pemOf(keyPair('rsa').publicKey));
  server.received.length = 0;
});

/** Made now: the program has no other clock. */
async function token(): Promise<string> {
  const argv = ['asap', 'token', '--issuer', 'gateway', '--key-id', KID, '--audience', SERVICE, '--tenant', 'acme'];
  return (await ran([...argv, '--private-key', keys.private('rsa')])).out;
}

async function verified(
  url: string,
  argv: readonly string[] = [],
  environment: { readonly [name: string]: string } = { NODE_EXTRA_CA_CERTS: bundle },
) {
  const usual = ['asap', 'verify', '-', '--audience', SERVICE, '--issuer', 'gateway', '--key-repository', url];
  return spawned([...usual, ...argv], { stdin: `Bearer ${await token()}`, environment });
}

test.each(['', '/', '/keys'])('asks for the key under its id, at …%s', async (path) => {
  const { code, out, error } = await verified(`${server.url}${path}`);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(JSON.parse(out)).toMatchObject({ iss: 'gateway', aud: SERVICE });
  expect(server.received.map(({ method, url, headers }) => [method, url, headers.accept])).toEqual([
    ['GET', `${path.replace(/\/$/, '')}/${KID}`, PEM_MEDIA_TYPE],
  ]);
});

test.each<[what: string, reason: string, faulty: () => (response: ServerResponse) => unknown, seen: string]>([
  ['a key that is not there', 'key.unknown', () => answering(404), '404'],
  ['a key that may not be read', 'key.unknown', () => answering(403), '403'],
  ['a page', 'key.unsuitable', () => answering(200, '<html>', 'text/html\t'), '200 text/html'],
  ['another key', 'token.signature', () => answering(200, pemOf(keyPair('other-rsa').publicKey)), '200'],
])('%s is a refusal, with what was seen', async (_what, reason, faulty, seen) => {
  answer = faulty();
  const { code, out, error } = await verified(server.url);

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toMatch(new RegExp(`^refused {2}${reason}: `));
  expect(error).toContain(`  seen      GET ${server.url}/${KID}: ${seen}`);
});

describe('that does not answer says nothing about the token', () => {
  test.each<[what: string, faulty: () => (response: ServerResponse) => unknown, seen: RegExp]>([
    ['an error', () => answering(503), /: 503 /],
    ['a redirect', () => answering(302), /: 302 /],
    ['a connection that is cut', () => (response) => response.destroy(), /: ECONNRESET/],
  ])('%s', async (_what, faulty, seen) => {
    answer = faulty();
    const { code, out, error } = await verified(server.url);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toMatch(/^not decided, so not accepted {2}key\.unavailable: .*\(a service answers 503\)\n/);
    expect(error).toMatch(seen);
    expect(error).toMatch(/\n {2}do {8}check the address and the network, .*NODE_EXTRA_CA_CERTS/);
  });

  test('a certificate of nobody that Node trusts', async () => {
    const { code, error } = await verified(server.url, [], {});

    expect(code).toBe(1);
    expect(error).toMatch(/key\.unavailable[\s\S]*(?:SELF_SIGNED|UNABLE_TO_VERIFY)/);
    expect(server.received).toEqual([]);
  });

  test('nobody, in JSON', async () => {
    const { code, out, error } = await verified('https://localhost:1', ['--json']);

    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(JSON.parse(out)).toMatchObject({
      accepted: false,
      decided: false,
      reason: 'key.unavailable',
      status: 503,
      seen: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  test('a host that takes the connection and is silent: it is not waited for', async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, 'localhost', resolve));
    const { port } = mute.address() as { port: number };
    const { code, error } = await verified(`https://localhost:${port}`);
    mute.close();

    expect(code).toBe(1);
    expect(error).toMatch(/key\.unavailable[\s\S]*no connection within 5000 ms/);
  });
});

test('a token that is refused for itself asks for no key', async () => {
  const { code, error } = await verified(server.url, ['--algorithm', 'ES256']);

  expect(code).toBe(1);
  expect(error).toMatch(/^refused {2}token\.algorithm/);
  expect(server.received).toEqual([]);
});
