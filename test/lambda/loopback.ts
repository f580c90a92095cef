// An https server on loopback with a certificate made here, to test what goes over the wire without a network.

import { generateKeyPairSync, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Loopback {
  /** `https://localhost:<port>` */
  readonly url: string;
  /** Trusts the server's certificate, and only that. */
  readonly agent: Agent;
  /** The certificate, as PEM. */
  readonly certificate: string;
  /** Its private key, as PEM. */
  readonly key: string;
  readonly received: Received[];
  close(): Promise<void>;
}

type Answer = (response: ServerResponse, request: Received) => void;

export async function loopback(answer: Answer): Promise<Loopback> {
  const { certificate, key } = selfSigned();
  const received: Received[] = [];
  const server: Server = createServer({ cert: certificate, key }, async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method, url, headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(request);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const agent = new Agent({ ca: certificate });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    agent,
    certificate,
    key,
    received,
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A certificate for `localhost`, version 1, written out in DER. */
export function selfSigned(): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('localhost')));
  const name = der(0x30, der(0x31, commonName));
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const unsigned = der(0x30, der(0x02, Buffer.of(1)), ecdsaWithSha256, name, validity, name, spki);
  const signature = der(0x03, Buffer.of(0), sign('sha256', unsigned, privateKey));
  const base64 = der(0x30, unsigned, ecdsaWithSha256, signature).toString('base64');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? Buffer.of(length) : length < 256 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 255);
  return Buffer.concat([Buffer.of(tag), size, content]);
}
