// Ways to change a valid token: at random in its text, in the bytes below the encoding, and as people do who forge them.

import { decodeBase64url } from '../../../../lambda/runtime/asap/base64url';
import type { Any } from '../../../effort';

/** @param others valid tokens, to take parts of */
export type Mutate = (token: string, any: Any, others: readonly string[]) => string;

export const pick = <T>(from: readonly T[], any: Any): T => from[any(from.length)] as T;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. .."{}[]\n\0é';

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
const changeCase: Mutate = (token, any) => {
  const at = any(token.length);
  const letter = token.charAt(at);
  return (
    token.slice(0, at) + (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) + token.slice(at + 1)
  );
};

export const TEXT_MUTATIONS: readonly Mutate[] = [replaceText, insertText, deleteText, repeatText, swapText, changeCase];

/** Changes one part below its encoding; leaves a token alone that has no such part any more. */
function inPart(part: number, change: (bytes: Buffer, any: Any) => Buffer): Mutate {
  return (token, any) => {
    const parts = token.split('.');
    const bytes = decodeBase64url(parts[part] ?? '');
    if (bytes === undefined) return token;
    parts[part] = change(bytes, any).toString('base64url');
    return parts.join('.');
  };
}

const anyPart =
  (change: (bytes: Buffer, any: Any) => Buffer): Mutate =>
  (token, any, others) =>
    inPart(any(3), change)(token, any, others);

const changeByte = anyPart((bytes, any) => {
  bytes[any(bytes.length)] = any(256);
  return bytes;
});
const flipBit = anyPart((bytes, any) => {
  const at = any(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << any(8));
  return bytes;
});
const spaceInJson = (part: 0 | 1) =>
  inPart(part, (bytes, any) => {
    const text = bytes.toString('utf8');
    const at = any(text.length + 1);
    return Buffer.from(text.slice(0, at) + pick([' ', '\t', '\n', '\r', '\u00a0', '\ufeff'], any) + text.slice(at));
  });
const memberMore = (part: 0 | 1) =>
  inPart(part, (bytes, any) => {
    const member = pick(
      ['"alg":"none"', '"kid":"gateway/other"', '"tenant":"umbrella"', '"exp":4000000000', '"crit":[]', '"b64":false', '"x":1'],
      any,
    );
    const text = bytes.toString('utf8');
    return Buffer.from(any(2) === 0 ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`);
  });
const rename = (part: 0 | 1, member: string, values: readonly unknown[]) =>
  inPart(part, (bytes, any) => {
    const value = JSON.stringify(pick(values, any)) ?? 'null';
    return Buffer.from(bytes.toString('utf8').replace(new RegExp(`"${member}":("[^"]*"|\\d+)`), () => `"${member}":${value}`));
  });
const NAMES = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'HS256',
  'none',
  'None',
  'rs256',
  '',
  null,
  1,
];
const cutSignature = inPart(2, (bytes, any) => {
  const bytesLess = 1 + any(bytes.length - 1);
  return any(2) === 0 ? bytes.subarray(bytesLess) : bytes.subarray(0, bytes.length - bytesLess);
});
const zeroSignature = inPart(2, (bytes, any) => {
  const half = bytes.length >> 1;
  const zeros = Buffer.alloc(half);
  const halves = [Buffer.concat([zeros, bytes.subarray(half)]), Buffer.concat([bytes.subarray(0, half), zeros])];
  return pick([Buffer.alloc(bytes.length), ...halves, Buffer.alloc(64), Buffer.alloc(256), Buffer.of(0)], any);
});

/** The order of P-256, from the standard. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** Of an ES256 signature the other s; of any other as many bytes, which are no signature. */
export const otherS: Mutate = inPart(2, (bytes) => {
  const s = BigInt(`0x${bytes.subarray(32, 64).toString('hex') || '0'}`) % ORDER;
  const other = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([bytes.subarray(0, 32), other, bytes.subarray(64)]);
});

const swapParts: Mutate = (token, any, others) => {
  const [parts, other] = [token.split('.'), pick(others, any).split('.')];
  const part = any(3);
  parts[part] = other[part] ?? '';
  if (any(2) === 0) parts[(part + 1) % 3] = other[(part + 1) % 3] ?? '';
  return parts.join('.');
};
const otherAlphabet: Mutate = (token, any) => {
  const parts = token.split('.');
  const part = any(parts.length);
  const text = parts[part] ?? '';
  parts[part] = pick(
    [text.replaceAll('-', '+').replaceAll('_', '/'), `${text}=`, `${text}==`, withSpareBits(text), `${text}A`],
    any,
  );
  return parts.join('.');
};

/** Another text that a lenient reader takes for the same bytes. */
function withSpareBits(text: string): string {
  const alphabet = ALPHABET.slice(0, 64);
  return text.slice(0, -1) + alphabet.charAt((alphabet.indexOf(text.slice(-1)) + 1) % 64);
}

export const MUTATIONS: readonly Mutate[] = [
  ...TEXT_MUTATIONS,
  ...[changeByte, flipBit, spaceInJson(0), spaceInJson(1), memberMore(0), memberMore(1)],
  rename(0, 'alg', NAMES),
  rename(0, 'kid', ['gateway/other', 'gateway/ec', 'gateway/k1', 'billing/k1', 'gateway/k1/x', '../k1']),
  rename(1, 'tenant', ['acme', 'umbrella', 'initech', '']),
  rename(1, 'exp', [4_000_000_000, 1_800_000_061, null]),
  ...[cutSignature, zeroSignature, otherS, swapParts, otherAlphabet],
];
