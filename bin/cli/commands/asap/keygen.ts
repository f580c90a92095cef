// cdk-bulkhead asap keygen: a key pair in files. The public one lies where a key repository has it; no private key is shown.
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PEM_MEDIA_TYPE } from '../../../../contract';
import { pemSigningKey } from '../../../../lambda/runtime/asap';
import { InputError } from '../../input';
import type { AsapKeygenOptions } from '../../options';
import { type Output, palette, printable } from '../../output';
import { newKeyPair } from './algorithms';
import { quoted } from './quoted';

export function asapKeygen(options: AsapKeygenOptions, output: Output): number {
  const { issuer, algorithm, out } = options;
  // 128 random bits: a key id never names two keys.
  const kid = options.kid ?? `${issuer}/${randomBytes(16).toString('hex')}`;
  const { privateKey, publicKey } = newKeyPair(algorithm);
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  const files = { privateFile: join(out, 'private', `${kid}.pem`), publicFile: join(out, 'public', kid) };
  // First, so that `out` itself, if it is made here, is no narrower than the user's other directories.
  mkdirSync(dirname(files.publicFile), { recursive: true });
  mkdirSync(dirname(files.privateFile), { recursive: true, mode: 0o700 });
  writeNew(files.privateFile, privatePem, 0o600);
  try {
    writeNew(files.publicFile, publicPem, 0o644);
  } catch (error) {
    // Half a pair is of no use, and would be in the way of the next try.
    unlinkSync(files.privateFile);
    throw error;
  }
  const isUsual = pemSigningKey(privatePem, { kid }).algorithm === algorithm;
  output.out(written({ ...options, ...files, kid, isUsual }, output));
  return 0;
}

/** @throws InputError if it is there already, be it as a link that leads nowhere (POSIX: O_EXCL) */
function writeNew(path: string, text: string, mode: number): void {
  let file: number;
  try {
    file = openSync(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new InputError(
      `${path} exists already`,
      'a path where no file exists: this command never overwrites a key',
      'give another --key-id, or another --out',
    );
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

interface Written extends AsapKeygenOptions {
  readonly kid: string;
  readonly privateFile: string;
  readonly publicFile: string;
  /** Whether who signs need not name the algorithm. */
  readonly isUsual: boolean;
}

function written({ issuer, algorithm, out, kid, privateFile, publicFile, isUsual }: Written, { color }: Output): string {
  const { strong, faint } = palette(color);
  const named = isUsual ? '' : ` --algorithm ${algorithm}`;
  const line = (title: string, text: string) => `  ${faint(title.padEnd(11))}  ${printable(text)}`;
  return `${[
    strong('Written'),
    line('key id', kid),
    line('algorithm', algorithm),
    line('private key', `${privateFile} (only for you: keep it out of version control)`),
    line('public key', publicFile),
    '',
    strong('Next'),
    line('publish', `the public key in the key repository, under ${kid}, as ${PEM_MEDIA_TYPE}. In your own bucket (an`),
    line('', 'AsapKeyRepository accepts only keys of AsapIdentity constructs):'),
    line('', `aws s3 cp --recursive --content-type ${PEM_MEDIA_TYPE} ${quoted(join(out, 'public'))} s3://BUCKET`),
    line(
      'sign',
      `npx cdk-bulkhead asap token --issuer ${issuer} --key-id ${kid} --audience SERVICE --private-key ${quoted(privateFile)}${named}`,
    ),
    line('verify', `npx cdk-bulkhead asap verify - --audience SERVICE --issuer ${issuer} --public-key ${quoted(publicFile)}`),
  ].join('\n')}\n`;
}
