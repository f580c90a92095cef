// Changes a valid token at random: whatever still decodes to the same token may be accepted, and nothing else.

import { AsapVerifier } from '../../../../lambda/runtime';
import { clock, keyPair, keySource, rawToken, SERVICE, tokenOf } from '../../tokens';

const RUNS = 20_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. .."{}[]\n\0é';

/** Mulberry32: the same numbers on every machine for one seed. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Mutate = (token: string, any: (below: number) => number) => string;

const replaceText: Mutate = (token, any) => {
  const at = any(token.length);
  return token.slice(0, at) + ALPHABET.charAt(any(ALPHABET.length)) + token.slice(at + 1);
};
const insertText: Mutate = (token, any) => {
  const at = any(token.length + 1);
  return token.slice(0, at) + ALPHABET.charAt(any(ALPHABET.length)) + token.slice(at);
};
const deleteText: Mutate = (token, any) => {
  const at = any(token.length);
  return token.slice(0, at) + token.slice(at + 1 + any(4));
};
const repeatText: Mutate = (token, any) => {
  const at = any(token.length);
  return token.slice(0, at) + token.slice(at, at + 1 + any(40)) + token.slice(at);
};
const swapText: Mutate = (token, any) => {
  const at = any(token.length - 1);
  return token.slice(0, at) + token.charAt(at + 1) + token.charAt(at) + token.slice(at + 2);
};
/** Below the encoding: one byte of one part is another one. */
const changeByte: Mutate = (token, any) => {
  const parts = token.split('.');
  const part = any(parts.length);
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  if (bytes.length > 0) bytes[any(bytes.length)] = any(256);
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
};
const changeCase: Mutate = (token, any) => {
  const at = any(token.length);
  const letter = token.charAt(at);
  return (
    token.slice(0, at) + (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) + token.slice(at + 1)
  );
};

const MUTATIONS = [replaceText, insertText, deleteText, repeatText, swapText, changeByte, changeCase];

it('accepts nothing but the very token, of 20,000 that are nearly it', async () => {
  const keys = keySource({ 'gateway/k1': keyPair('rsa').publicKey, 'gateway/other': keyPair('other-rsa').publicKey });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock });
  const valid = rawToken();
  const any = numbersFrom(20_260_722);

  const accepted: string[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    let token = valid;
    for (let left = 1 + any(3); left > 0; left -= 1) token = (MUTATIONS[any(MUTATIONS.length)] as Mutate)(token, any);
    if (token !== valid && (await verifier.verify(token)).ok) accepted.push(token);
  }

  expect(accepted).toEqual([]);
  await expect(verifier.verify(valid)).resolves.toMatchObject({ ok: true });
});

it('accepts no token made of the parts of two valid ones', async () => {
  const keys = keySource({ 'gateway/k1': keyPair('rsa').publicKey, 'gateway/other': keyPair('other-rsa').publicKey });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock });
  const one = tokenOf('RS256', 'rsa', { tenant: 'acme' }).split('.');
  const two = tokenOf('RS256', 'other-rsa', { tenant: 'umbrella' }, 'gateway/other').split('.');

  const accepted: string[] = [];
  for (let mask = 0; mask < 8; mask += 1) {
    const token = [0, 1, 2].map((part) => (mask & (1 << part) ? two[part] : one[part])).join('.');
    if ((await verifier.verify(token)).ok) accepted.push(token);
  }

  expect(accepted).toEqual([one.join('.'), two.join('.')]);
});
