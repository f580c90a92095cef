// Tokens of other implementations, and ours in their hands: Atlassian's own for Node, jsonwebtoken and jose.

import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import jsonwebtoken from 'jsonwebtoken';
import { type AsapAlgorithm, AsapSigner, AsapVerifier, pemSigningKey, type VerifyResult } from '../../../../lambda/runtime';
import { ALGORITHMS, type KeyKind, KID, keyPair, keySource, pemOf, SERVICE } from '../../tokens';

const privatePem = (kind: KeyKind) => keyPair(kind).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function ours(algorithm: AsapAlgorithm, kind: KeyKind): Promise<string> {
  const key = pemSigningKey(privatePem(kind), { kid: KID, algorithm });
  return new AsapSigner({ issuer: 'gateway', key }).token({ audience: SERVICE, tenantId: 'acme' });
}

function weSay(token: string, algorithm: AsapAlgorithm, kind: KeyKind): Promise<VerifyResult> {
  const keys = keySource({ [KID]: keyPair(kind).publicKey });
  return new AsapVerifier({ audience: SERVICE, issuers: ['gateway'], keys, algorithms: [algorithm] }).verify(token);
}

/** Claims of ASAP, as another signer is told to make them. */
function claims() {
  const now = Math.floor(Date.now() / 1000);
  return { iss: 'gateway', sub: 'gateway', aud: SERVICE, iat: now, nbf: now, exp: now + 60, jti: 'other-1', tenant: 'acme' };
}

describe('jsonwebtoken', () => {
  it.each(ALGORITHMS)('takes our %s tokens', async (algorithm, kind) => {
    const options = { algorithms: [algorithm], audience: SERVICE, issuer: 'gateway' };

    expect(jsonwebtoken.verify(await ours(algorithm, kind), pemOf(keyPair(kind).publicKey), options)).toMatchObject({
      tenant: 'acme',
    });
  });

  it.each(ALGORITHMS)('makes %s tokens that we take', async (algorithm, kind) => {
    const token = jsonwebtoken.sign(claims(), privatePem(kind), { algorithm, keyid: KID });

    await expect(weSay(token, algorithm, kind)).resolves.toMatchObject({ ok: true, token: { claims: { tenant: 'acme' } } });
  });
});

describe('jose', () => {
  /** An ES module, which Jest does not load: it has a process of its own. */
  const SIGN = `
import { readFileSync } from 'node:fs';
import { importPKCS8, SignJWT } from 'jose';
const tokens = [];
for (const { algorithm, pem, kid, claims } of JSON.parse(readFileSync(0, 'utf8')))
  tokens.push(await new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' }).sign(await importPKCS8(pem, algorithm)));
console.log(JSON.stringify(tokens));
`;

  it('makes tokens of every algorithm that we take', async () => {
    const asked = ALGORITHMS.map(([algorithm, kind]) => ({ algorithm, pem: privatePem(kind), kid: KID, claims: claims() }));
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', SIGN], {
      input: JSON.stringify(asked),
      cwd: __dirname,
      encoding: 'utf8',
    });
    const tokens = JSON.parse(output) as string[];

    for (const [index, [algorithm, kind]] of ALGORITHMS.entries()) {
      await expect(weSay(tokens[index] ?? '', algorithm, kind)).resolves.toMatchObject({ ok: true });
    }
    expect(tokens).toHaveLength(9);
  });
});

describe('Atlassian’s jwt-authentication', () => {
  interface Atlassian {
    readonly client: {
      create(): {
        generateToken(claims: object, options: object, done: (error: Error | null, token: string) => void): void;
      };
    };
    readonly server: {
      create(config: object): {
        validate(token: string, subjects: string[], done: (error: Error | null, claims: object) => void): void;
      };
    };
  }
  const atlassian = require('jwt-authentication') as Atlassian;
  let keys: Server;
  let asked: string[];

  beforeAll(async () => {
    keys = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(pemOf(keyPair('rsa').publicKey));
    });
    await new Promise<void>((resolve) => keys.listen(0, 'localhost', resolve));
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    keys.closeAllConnections();
    await new Promise((resolve) => keys.close(resolve));
  });

  const theySay = (token: string, subjects = ['gateway'], audience = SERVICE) =>
    new Promise((resolve, reject) => {
      const publicKeyBaseUrl = `http://localhost:${(keys.address() as AddressInfo).port}/`;
      const server = atlassian.server.create({ publicKeyBaseUrl, resourceServerAudience: audience, algorithms: ['RS256'] });
      server.validate(token, subjects, (error, found) => (error ? reject(error) : resolve(found)));
    });

  it('takes our tokens, with the key that it finds under our kid', async () => {
    await expect(theySay(await ours('RS256', 'rsa'))).resolves.toMatchObject({ iss: 'gateway', tenant: 'acme' });
    expect(asked).toEqual([`/${KID}`]);
  });

  it('refuses ours for another audience', async () => {
    await expect(theySay(await ours('RS256', 'rsa'), ['gateway'], 'billing')).rejects.toThrow();
  });

  it('makes tokens that we take', async () => {
    const token = await new Promise<string>((resolve, reject) => {
      const options = { privateKey: privatePem('rsa'), kid: KID, expiresInSeconds: 60 };
      const said = { iss: 'gateway', sub: 'gateway', aud: SERVICE, tenant: 'acme' };
      atlassian.client.create().generateToken(said, options, (error, made) => (error ? reject(error) : resolve(made)));
    });

    await expect(weSay(token, 'RS256', 'rsa')).resolves.toMatchObject({ ok: true, token: { claims: { tenant: 'acme' } } });
  });
});
