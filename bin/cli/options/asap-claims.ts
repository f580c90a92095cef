// `--claim name=value` and `--claim name:=json`. What a claim holds is never told in an error: it may be secret.
import { TENANT_CLAIM } from '../../../contract';
import { UsageError } from './usage-error';
import type { Words } from './words';

/** What says the claims that the command sets itself. */
const SET_BY: { readonly [claim: string]: string } = {
  iss: 'give --issuer',
  sub: 'give --subject',
  aud: 'give --audience, once for each audience',
  exp: 'give --lifetime: exp is the time of signing plus this lifetime',
  iat: 'leave iat out: iat is the time of signing',
  nbf: 'leave nbf out: nbf is the time of signing',
  jti: 'leave jti out: every token gets its own jti',
  [TENANT_CLAIM]: 'give --tenant',
};

/** @throws UsageError */
export function claimsOf(words: Words): { readonly [name: string]: unknown } {
  const claims = new Map<string, unknown>();
  for (const written of words.all('claim')) {
    const [name, value] = claimOf(written);
    if (Object.hasOwn(SET_BY, name))
      throw new UsageError(`--claim was given for ${name}`, 'claims that no other option sets', SET_BY[name] ?? '');
    if (claims.has(name))
      throw new UsageError(`--claim was given twice for ${name}`, 'each claim once', 'give a list as --claim name:=[…]');
    claims.set(name, value);
  }
  return Object.fromEntries(claims);
}

function claimOf(written: string): readonly [string, unknown] {
  const at = written.indexOf('=');
  const isJson = at > 0 && written[at - 1] === ':';
  const name = written.slice(0, isJson ? at - 1 : Math.max(at, 0));
  if (name === '')
    throw new UsageError('--claim has no name', 'name=text, or name:=JSON', '--claim role=reader --claim level:=3');
  const value = written.slice(at + 1);
  return [name, isJson ? parsed(name, value) : value];
}

function parsed(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(
      `--claim ${name} is not valid JSON`,
      'JSON after :=',
      `--claim '${name}=…' for text, --claim '${name}:=["a"]' for JSON`,
    );
  }
}
