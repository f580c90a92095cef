// A refusal of verify: its reason, what decided it, and what to do.
import { type ReasonCode, statusOf } from '../../../../contract';
import type { AsapVerifyOptions } from '../../options';
import { type Output, palette, printable } from '../../output';
import { withoutSecrets } from '../../without-secrets';
import { meaningOf } from './broken-rules';
import { decoded } from './decoded';
import { namedFile } from './named-file';
import { remedyOf } from './remedies';

/** The same for people and, as JSON, for programs. */
export interface Refusal {
  /** False for a 503: nobody could say whether the token is good. */
  readonly decided: boolean;
  readonly reason: ReasonCode;
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
  /** What decided it: a claim, or what the key repository answered. @default - the meaning says it all */
  readonly seen?: string;
  /** What would have been taken instead. @default - the meaning says it all */
  readonly expected?: string;
}

/** @param answer of the key repository, if it was asked */
export function refusalOf(reason: ReasonCode, token: string, options: AsapVerifyOptions, answer: string | undefined): Refusal {
  const status = statusOf(reason);
  const refusal = { reason, status, meaning: meaningOf(reason), remedy: remedyFor(reason, options, answer) };
  return {
    ...{ decided: status !== 503, ...refusal },
    ...(answer !== undefined && { seen: answer }),
    ...comparison(reason, token, options),
  };
}

function remedyFor(reason: ReasonCode, { token, keys }: AsapVerifyOptions, answer: string | undefined): string {
  const file = reason === 'token.malformed' ? namedFile(token) : undefined;
  if (file !== undefined) return `${file.name} is a file: npx cdk-bulkhead asap verify ${file.instead}, with the same options`;
  // A bucket says 403 for a key that is not there, and to a reader that it does not let in.
  if (reason !== 'key.unknown' || answer?.includes(': 403') !== true || 'file' in keys) return remedyOf(reason);
  return keys.signed === undefined
    ? 'if the key repository is private, sign the read with AWS credentials: --signed; otherwise publish the public key under the kid'
    : 'use credentials that may read the bucket (grantRead of the AsapKeyRepository): --profile or --role-arn; otherwise publish the key';
}

function comparison(
  reason: ReasonCode,
  token: string,
  { audience, issuers }: AsapVerifyOptions,
): Pick<Refusal, 'seen' | 'expected'> {
  const { aud, iss } = decoded(token)?.claims.object ?? {};
  switch (reason) {
    case 'token.audience':
      return { seen: `aud ${bounded(JSON.stringify(aud))}`, expected: bounded(JSON.stringify(audience)) };
    case 'issuer.unknown':
      return { seen: `iss ${bounded(JSON.stringify(iss))}`, expected: bounded(issuers.map((one) => `"${one}"`).join(' or ')) };
    default:
      return {};
  }
}

/** Characters. Sixteen audiences of 256 characters are a claim, too. */
const MAX_SHOWN = 300;

function bounded(text: string): string {
  const told = withoutSecrets(text);
  return told.length <= MAX_SHOWN ? told : `${told.slice(0, MAX_SHOWN)} and ${told.length - MAX_SHOWN} characters more`;
}

export function refusalAsText(refusal: Refusal, { color }: Output): string {
  const { red, strong, faint } = palette(color);
  const { decided, reason, meaning, status, seen, expected, remedy } = refusal;
  const verdict = decided ? 'refused' : 'not decided, so not accepted';
  const line = (title: string, text: string | undefined) =>
    text === undefined ? '' : `  ${faint(title)}${' '.repeat(10 - title.length)}${printable(text)}\n`;
  return [
    `${red(verdict)}  ${strong(reason)}: ${meaning} (a service answers ${status})\n`,
    line('seen', seen),
    line('expected', expected),
    line('do', remedy),
  ].join('');
}
