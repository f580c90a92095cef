// The options of the commands that make keys and tokens.
import {
  ASAP_MAX_LIFETIME_SECONDS,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  isIssuer,
  isKid,
  isPathPrefix,
  isTenantId,
} from '../../../contract';
import { counted } from '../output';
import { claimsOf } from './asap-claims';
import type { AsapKeygenOptions, AsapTokenOptions, PemKeyOptions, PointedKeyOptions } from './asap-options';
import { algorithmOf, issuerOf, SEGMENTS } from './asap-words';
import { AWS_FLAGS, awsOptions } from './aws';
import type { Words } from './words';

/** @throws UsageError */
export function keygenOptions(words: Words): AsapKeygenOptions {
  nothingElse(words);
  const issuer = issuerOf(words);
  const keyId = words.one('key-id');
  // Whoever writes out the whole key id means that one.
  const kid = keyId === undefined || isPathPrefix(issuer, keyId) ? keyId : `${issuer}/${keyId}`;
  if (kid !== undefined && !isKid(kid)) throw words.refused(`--key-id was "${keyId}"`, SEGMENTS);
  const out = words.one('out') ?? '.';
  return {
    command: 'asap keygen',
    issuer,
    algorithm: algorithmOf(words) ?? 'RS256',
    ...(kid !== undefined && { kid }),
    out: out === '' ? '.' : out,
  };
}

/** @throws UsageError */
export function tokenOptions(words: Words): AsapTokenOptions {
  nothingElse(words);
  const tenantId = words.one('tenant');
  if (tenantId !== undefined && !isTenantId(tenantId))
    throw words.refused(`--tenant was "${tenantId}"`, '2 to 64 characters a-z, 0-9 and -, without - at the beginning or the end');
  const subject = words.one('subject');
  return {
    command: 'asap token',
    key: words.one('signing-pointer') === undefined ? pemKeyOptions(words) : pointedKeyOptions(words),
    audiences: words.requiredAll('audience'),
    lifetimeSeconds: words.seconds('lifetime', 1, ASAP_MAX_LIFETIME_SECONDS, DEFAULT_TOKEN_LIFETIME_SECONDS),
    ...(subject !== undefined && { subject }),
    ...(tenantId !== undefined && { tenantId }),
    claims: claimsOf(words),
  };
}

function pemKeyOptions(words: Words): PemKeyOptions {
  const needless = Object.keys(AWS_FLAGS).find((name) => words.one(name) !== undefined);
  if (needless !== undefined)
    throw words.refused(
      `--${needless} was given without --signing-pointer`,
      '--signing-pointer NAME: only then does the command call AWS',
    );
  const issuer = issuerOf(words);
  const kid = words.required('key-id');
  // ASAP: the key must belong to the issuer, and its id says so.
  if (!isKid(kid) || !isPathPrefix(issuer, kid)) {
    const example = kid.includes('/') || !isIssuer(kid) ? 'KEY' : kid;
    throw words.refused(`--key-id was "${kid}"`, `a key id of ${issuer}/ and ${SEGMENTS}`, `--key-id ${issuer}/${example}`);
  }
  const algorithm = algorithmOf(words);
  return { issuer, kid, privateKey: words.required('private-key'), ...(algorithm !== undefined && { algorithm }) };
}

/** Key id and algorithm are the identity's own. */
function pointedKeyOptions(words: Words): PointedKeyOptions {
  const needless = ['private-key', 'key-id', 'algorithm'].find((name) => words.one(name) !== undefined);
  if (needless !== undefined)
    throw words.refused(
      `--signing-pointer and --${needless} were both given`,
      'only --signing-pointer: its parameter names the key',
    );
  return {
    signingPointer: words.required('signing-pointer'),
    ...(words.one('issuer') !== undefined && { issuer: issuerOf(words) }),
    aws: awsOptions(words),
  };
}

function nothingElse(words: Words): void {
  if (words.others.length === 0) return;
  throw words.refused(`${words.command} was given ${counted(words.others.length, 'word')} without an option`, 'only options');
}
