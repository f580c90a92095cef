// cdk-bulkhead asap verify: the verdict of the services' own verifier, with the keys from a file or a key repository.
import { statusOf } from '../../../../contract';
import { AsapVerifier, type PublicKeySource, parsePublicKey } from '../../../../lambda/runtime/asap';
import { contents, InputError } from '../../input';
import type { AsapVerifyOptions } from '../../options';
import { type Output, palette, printable, printableJson } from '../../output';
import { ASAP_ALGORITHMS } from './algorithms';
import { meaningOf } from './broken-rules';
import { givenToken } from './given-token';
import { remedyOf } from './remedies';
import { RepositoryKeys } from './repository-keys';

export async function asapVerify(options: AsapVerifyOptions, output: Output): Promise<number> {
  const { audience, issuers, algorithms, leewaySeconds, maxLifetimeSeconds, anySubject, json } = options;
  const token = givenToken(options.token, output);
  const { clock } = output;
  const keys =
    'file' in options.keys ? keyOfFile(options.keys.file) : new RepositoryKeys(options.keys.repository, issuers, clock);
  const verifier = new AsapVerifier({
    ...{ audience, issuers, algorithms, leewaySeconds, maxLifetimeSeconds, keys, clock },
    subjectMustEqualIssuer: !anySubject,
    cachedTokens: 0,
  });
  const result = await verifier.verify(token);
  if (result.ok) {
    const { kid, issuer, claims } = result.token;
    output.out(`${printableJson(json ? { version: 1, accepted: true, issuer, kid, claims } : claims)}\n`);
    // Here all algorithms count, and whatever was asked for.
    const asItComes = new AsapVerifier({
      ...{ audience, issuers, keys, clock, exactlyOneAudience: true },
      ...(algorithms.length < ASAP_ALGORITHMS.length && { algorithms }),
    });
    const seen = asItComes.inspect(token);
    if (!seen.ok)
      output.error(`note  an AsapAuthorizer as it comes refuses this token, ${seen.reason}: ${meaningOf(seen.reason)}\n`);
    return 0;
  }
  const { reason } = result;
  const refusal = { reason, status: statusOf(reason), meaning: meaningOf(reason), remedy: remedyOf(reason) };
  // A 503: nobody could say whether the token is good.
  const decided = refusal.status !== 503;
  const seen = keys instanceof RepositoryKeys ? keys.seen : undefined;
  if (json)
    output.out(`${printableJson({ version: 1, accepted: false, decided, ...refusal, ...(seen !== undefined && { seen }) })}\n`);
  else output.error(refusalAsText({ ...refusal, decided, seen }, output));
  return 1;
}

/** @throws InputError: a file that holds no key is no fault of the token */
function keyOfFile(path: string): PublicKeySource {
  const key = parsePublicKey(contents(path));
  if (key === undefined)
    throw new InputError(
      `${path} is no public key for ASAP`,
      'one public key in PEM (BEGIN PUBLIC KEY) and nothing else: RSA of at least 2048 bits, P-256, P-384 or P-521',
      'openssl pkey -in private.pem -pubout',
    );
  return { get: () => ({ key }) };
}

interface Refusal {
  readonly reason: string;
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
  readonly decided: boolean;
  readonly seen: string | undefined;
}

function refusalAsText({ reason, status, meaning, remedy, decided, seen }: Refusal, { color }: Output): string {
  const { red, strong, faint } = palette(color);
  const verdict = decided ? 'refused' : 'not decided, and so not accepted';
  return [
    `${red(verdict)}  ${strong(reason)}: ${meaning} (a service answers ${status})\n`,
    ...(seen === undefined ? [] : [`  ${faint('seen')}      ${printable(seen)}\n`]),
    `  ${faint('do')}        ${remedy}\n`,
  ].join('');
}
