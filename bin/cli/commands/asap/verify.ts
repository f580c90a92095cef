// cdk-bulkhead asap verify: the verdict of the services' own verifier, with the keys from a file or a key repository.
import { AsapVerifier, type PublicKeySource, parsePublicKey } from '../../../../lambda/runtime/asap';
import type { JsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { InputError } from '../../input';
import { operations } from '../../operations-half';
import type { AsapVerifyOptions } from '../../options';
import { type Output, printableJson } from '../../output';
import { ASAP_ALGORITHMS } from './algorithms';
import { meaningOf } from './broken-rules';
import { givenToken } from './given-token';
import { keyFile } from './key-file';
import { refusalAsText, refusalOf } from './refusal';
import { RepositoryKeys } from './repository-keys';
import { needsSignedHost } from './signed-host';
import { tenantNote } from './tenant-note';

export async function asapVerify(options: AsapVerifyOptions, output: Output): Promise<number> {
  const { audience, issuers, algorithms, leewaySeconds, maxLifetimeSeconds, anySubject, json } = options;
  const token = givenToken(options.token, output);
  const { clock } = output;
  const keys = 'file' in options.keys ? keyOfFile(options.keys.file) : repositoryKeys(options.keys, issuers, clock);
  const verifier = new AsapVerifier({
    ...{ audience, issuers, algorithms, leewaySeconds, maxLifetimeSeconds, keys, clock },
    subjectMustEqualIssuer: !anySubject,
    cachedTokens: 0,
  });
  const result = await verifier.verify(token);
  if (keys instanceof RepositoryKeys && keys.failure !== undefined) throw keys.failure;
  if (result.ok) {
    const { kid, issuer, claims } = result.token;
    output.out(`${printableJson(json ? { version: 1, accepted: true, issuer, kid, claims } : claims)}\n`);
    for (const note of notesOn(token, claims, options, clock)) output.error(`note  ${note}\n`);
    return 0;
  }
  const refusal = refusalOf(result.reason, token, options, keys instanceof RepositoryKeys ? keys.seen : undefined);
  if (json) output.out(`${printableJson({ version: 1, accepted: false, ...refusal })}\n`);
  else output.error(refusalAsText(refusal, output));
  return 1;
}

function repositoryKeys(
  { repository, signed }: Exclude<AsapVerifyOptions['keys'], { readonly file: string }>,
  issuers: readonly string[],
  clock: () => number,
): RepositoryKeys {
  if (signed !== undefined) needsSignedHost(repository, signed, process.env);
  const read = signed === undefined ? undefined : operations().signedReads(signed);
  return new RepositoryKeys(repository, { issuers, clock, ...(read !== undefined && { signedRead: read }) });
}

/** What a service says that is not set up as this command was asked. */
function notesOn(
  token: string,
  claims: JsonObject,
  { audience, issuers, algorithms }: AsapVerifyOptions,
  clock: () => number,
): string[] {
  // Here all algorithms count, and whatever was asked for.
  const asItComes = new AsapVerifier({
    ...{ audience, issuers, clock, exactlyOneAudience: true },
    ...(algorithms.length < ASAP_ALGORITHMS.length && { algorithms }),
    // Form and claims alone are asked.
    keys: { get: () => ({ reason: 'key.unavailable' }) },
  });
  const seen = asItComes.inspect(token);
  const note = tenantNote(claims);
  return [
    ...(seen.ok ? [] : [`an AsapAuthorizer with default settings refuses this token, ${seen.reason}: ${meaningOf(seen.reason)}`]),
    ...(note === undefined ? [] : [note.text]),
  ];
}

/** @throws InputError: a file that holds no key is no fault of the token */
function keyOfFile(path: string): PublicKeySource {
  const key = parsePublicKey(keyFile('--public-key', path, 'a PEM file'));
  if (key === undefined)
    throw new InputError(
      `${path} is not a public key for ASAP`,
      'one public key in PEM (BEGIN PUBLIC KEY) and nothing else: RSA of at least 2048 bits, P-256, P-384 or P-521',
      'get the public key of a private key: openssl pkey -in private.pem -pubout',
    );
  return { get: () => ({ key }) };
}
