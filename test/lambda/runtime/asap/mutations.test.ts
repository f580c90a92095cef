// Changes valid tokens, 100,000 times in the long suite: none is accepted that was not signed as it stands. One kind of twin is: whoever has an ECDSA
// signature can make its other s, for the same header and the same claims.

import { AsapVerifier } from '../../../../lambda/runtime';
import { numbersFrom, rounds, SEED } from '../../../effort';
import { clock, keyPair, keySource, SERVICE, tokenOf } from '../../tokens';
import { MUTATIONS, otherS, pick, TEXT_MUTATIONS } from './mutants';

const RUNS = rounds({ usual: 1_500, long: 100_000 });

const VALID = [
  tokenOf('RS256', 'rsa', { tenant: 'acme' }),
  tokenOf('RS256', 'rsa', { tenant: 'umbrella', jti: 'jti-2' }),
  tokenOf('RS256', 'other-rsa', { tenant: 'umbrella', jti: 'jti-3' }, 'gateway/other'),
  tokenOf('ES256', 'P-256', { tenant: 'acme', jti: 'jti-4' }, 'gateway/ec'),
  tokenOf('ES256', 'P-256', { tenant: 'umbrella', jti: 'jti-5' }, 'gateway/ec'),
];

function verifierOf(): AsapVerifier {
  const keys = keySource({
    'gateway/k1': keyPair('rsa').publicKey,
    'gateway/other': keyPair('other-rsa').publicKey,
    'gateway/ec': keyPair('P-256').publicKey,
  });
  return new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock, algorithms: ['RS256', 'ES256', 'PS256'] });
}

it(`accepts nothing but the very tokens, of ${RUNS.toLocaleString('en')} that are nearly one of them`, async () => {
  const verifier = verifierOf();
  const any = numbersFrom(SEED);
  const genuine = new Set([...VALID, ...VALID.slice(3).map((token) => otherS(token, any, VALID))]);

  const accepted: string[] = [];
  const reasons = new Map<string, number>();
  for (let made = 0; made < RUNS; ) {
    let token = pick(VALID, any);
    for (let left = 1 + any(3); left > 0; left -= 1)
      token = pick(any(2) === 0 ? MUTATIONS : TEXT_MUTATIONS, any)(token, any, VALID);
    if (genuine.has(token)) continue;
    made += 1;
    const result = await verifier.verify(token);
    if (result.ok) accepted.push(token);
    else reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
  }

  expect(accepted).toEqual([]);
  // They come as far as each check, the last one too: else they would show nothing of it.
  const often = [...reasons].filter(([, count]) => count > RUNS / 1000).map(([reason]) => reason);
  const all = [
    'token.malformed',
    'token.algorithm',
    'token.header',
    'token.kid',
    'token.claim',
    'token.lifetime',
    'token.signature',
    'key.foreign',
    'key.unknown',
  ];
  expect(often).toEqual(expect.arrayContaining(all));
  for (const token of genuine) await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
});

it('accepts no token made of the parts of two valid ones', async () => {
  const verifier = verifierOf();
  const accepted = new Set<string>();
  for (const one of VALID) {
    for (const two of VALID) {
      for (const three of VALID) {
        const token = [one, two, three].map((part, index) => part.split('.')[index]).join('.');
        if ((await verifier.verify(token)).ok) accepted.add(token);
      }
    }
  }

  expect([...accepted].sort()).toEqual([...VALID].sort());
});
