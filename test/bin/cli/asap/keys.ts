// Keys in files, and tokens of the command, for its tests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clock, type KeyKind, KID, keyPair, pemOf, SERVICE } from '../../../lambda/tokens';
import { type Ended, ran } from '../ran';

export function privatePem(kind: KeyKind): string {
  return keyPair(kind).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A folder with a file for each key that is asked for. Removed after the tests of the file. */
export class KeyFiles {
  public readonly folder = mkdtempSync(join(tmpdir(), 'bulkhead-asap-'));

  public constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true }));
  }

  public file(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return join(this.folder, name);
  }

  public private(kind: KeyKind): string {
    return this.file(`${kind}.pem`, privatePem(kind));
  }

  public public(kind: KeyKind): string {
    return this.file(`${kind}.pub`, pemOf(keyPair(kind).publicKey));
  }
}

/** `asap token` from the gateway to the service, at NOW. */
export function tokenRun(privateKey: string, argv: readonly string[] = [], stdin?: string): Promise<Ended> {
  const usual = ['--issuer', 'gateway', '--key-id', KID, '--audience', SERVICE, '--private-key', privateKey];
  return ran(['asap', 'token', ...usual, ...argv], stdin, { clock });
}

/** `asap verify` of what the gateway sends to the service, at NOW. */
export function verifyRun(token: string, publicKey: string, argv: readonly string[] = []): Promise<Ended> {
  const usual = ['--audience', SERVICE, '--issuer', 'gateway', '--public-key', publicKey];
  return ran(['asap', 'verify', '-', ...usual, ...argv], token, { clock });
}

export function partsOf(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') };
}
