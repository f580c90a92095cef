// The cases of Atlassian's Python implementation (asap-authentication-python): its verifier and the kids it takes.

import { AsapVerifier, InProcessReplayGuard, KeyRepositoryClient } from '../../../../../lambda/runtime';
import {
  CALLER,
  clock,
  KID,
  keyPair,
  keySource,
  NOW,
  rawToken,
  SERVICE,
  signatureOf,
  tokenOf,
  validClaims,
  validHeader,
} from '../../../tokens';
import { accepts, conforms, refuses, stricter } from './rows';

const KINDS = [
  ['RS256', 'rsa', KID],
  ['ES256', 'P-256', 'gateway/ec256'],
] as const;

const HOUR = 3600;

describe.each(KINDS)('test_verifier, %s', (algorithm, kind, kid) => {
  const of =
    (claims: Record<string, unknown>, ownKid: string = kid) =>
    () =>
      tokenOf(algorithm, kind, claims, ownKid);
  const just = { algorithms: [algorithm], maxLifetimeSeconds: HOUR };

  conforms([
    accepts('valid_jwt', of({}), just),
    ...['none', 'None', 'nOne', 'nonE', 'NONE'].map((alg) =>
      refuses(
        `none_algorithm ${alg}`,
        () => rawToken({ header: validHeader(alg, kid), sign: () => Buffer.alloc(0) }),
        'token.algorithm',
        just,
      ),
    ),
    refuses(
      'key_identifier_not_starting_with_issuer, of an issuer that begins alike',
      of({}, 'gatewayx/k1'),
      'key.foreign',
      just,
    ),
    stricter(
      'key_identifier_is_the_issuer',
      of({}, CALLER),
      'token.kid',
      'ASAP has a kid begin with the issuer and a slash',
      just,
    ),
    refuses('non_matching_sub_and_iss', of({ sub: 'not-the-issuer' }), 'token.subject', just),
    refuses('subject_should_match_issuer', of({ sub: 'billing' }), 'token.subject', { ...just, subjectMustEqualIssuer: true }),
    accepts('subject_does_not_need_to_match_issuer', of({ sub: 'billing' }), { ...just, subjectMustEqualIssuer: false }),
    refuses('jwt_lasting_gt_max_time, 61 minutes', of({ exp: NOW + 61 * 60 }), 'token.lifetime', just),
    stricter(
      'jwt_lasting_max_time, an hour',
      of({ exp: NOW + HOUR }),
      'token.lifetime',
      'five minutes unless configured: long lives widen every bound',
      {
        algorithms: [algorithm],
      },
    ),
    accepts('jwt_lasting_max_time, an hour where it is configured', of({ exp: NOW + HOUR }), just),
    refuses('missing_aud_claim', of({ aud: undefined }), 'token.claim', just),
    refuses('none_aud', of({ aud: null }), 'token.claim', just),
    refuses('non_matching_aud', of({ aud: 'not-us' }), 'token.audience', just),
    refuses('missing_jti', of({ jti: undefined }), 'token.claim', just),
    stricter('jti_of_another_type', of({ jti: 17 }), 'token.claim', 'replay is keyed by it', just),
  ]);

  const { publicKey } = keyPair(kind);
  const verifierOf = (replayGuard?: InProcessReplayGuard) =>
    new AsapVerifier({
      audience: SERVICE,
      issuers: null,
      keys: keySource({ [kid]: publicKey }),
      clock,
      algorithms: [algorithm],
      replayGuard,
    });

  it('already_seen_jti: refused the second time where a guard is set', async () => {
    const verifier = verifierOf(new InProcessReplayGuard({ clock }));
    const first = tokenOf(algorithm, kind, { jti: 'once' }, kid);
    const other = tokenOf(algorithm, kind, { jti: 'once', exp: NOW + 59 }, kid);

    await expect(verifier.verify(first)).resolves.toMatchObject({ ok: true });
    await expect(verifier.verify(first)).resolves.toEqual({ ok: false, reason: 'token.replayed' });
    await expect(verifier.verify(other)).resolves.toEqual({ ok: false, reason: 'token.replayed' });
  });

  it('already_seen_jti: accepted by default, and where there is no guard', async () => {
    const verifier = verifierOf();
    const token = tokenOf(algorithm, kind, { jti: 'twice' }, kid);

    await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
    await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
  });
});

const INVALID = ['../aha', '/a', '\\c:a', 'lk2j34/#$', 'a../../a', 'a/;a', ' ', ' / ', ' /', 'dir/a\0', 'a/#a', 'a/a?x', 'a/a;'];
const VALID = ['oa.oo/a', 'oo.sasdf.asdf/yes', 'oo/o'];

describe('test_key', () => {
  const issuerOf = (kid: string) => kid.slice(0, kid.lastIndexOf('/'));
  const under = (kid: string, iss: unknown) => () =>
    rawToken({ header: validHeader('RS256', kid), payload: validClaims({ iss, sub: iss }) });

  conforms([
    ...INVALID.map((kid) =>
      refuses(`invalid ${JSON.stringify(kid)}`, under(kid, CALLER), kid.includes('\0') ? 'token.malformed' : 'token.kid', {
        issuers: null,
      }),
    ),
    // Nobody has published them: it is the key repository that says so.
    ...VALID.map((kid) =>
      refuses(`valid ${kid}, which has no key here`, under(kid, issuerOf(kid)), 'key.unknown', { issuers: null }),
    ),
  ]);

  it.each([...INVALID.map((kid) => [kid, 0] as const), ...VALID.map((kid) => [kid, 1] as const)])(
    'kid %j: %i requests to the repository',
    async (kid, requests) => {
      const asked: string[] = [];
      const client = new KeyRepositoryClient({
        baseUrls: ['https://keys.example/'],
        async get(url) {
          asked.push(url.href);
          return { status: 404, headers: {}, body: Buffer.alloc(0) };
        },
      });
      await expect(client.get(kid)).resolves.toEqual({ reason: 'key.unknown' });

      expect(asked).toEqual(requests === 0 ? [] : [`https://keys.example/${kid}`]);
    },
  );

  it('valid kids verify with the key under them', async () => {
    for (const kid of VALID) {
      const keys = keySource({ [kid]: keyPair('rsa').publicKey });
      const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock });
      await expect(verifier.verify(under(kid, issuerOf(kid))())).resolves.toMatchObject({ ok: true, token: { kid } });
    }
  });
});

it('a key of one kind signs nothing for the other', async () => {
  const keys = keySource({ [KID]: keyPair('P-256').publicKey });
  const verifier = new AsapVerifier({ audience: SERVICE, issuers: null, keys, clock, algorithms: ['RS256', 'ES256'] });
  const sign = (data: string) => signatureOf('ES256', keyPair('P-256').privateKey, data);

  await expect(verifier.verify(rawToken({ sign }))).resolves.toEqual({ ok: false, reason: 'token.algorithm' });
});
