import {
  AsapVerifier,
  InProcessReplayGuard,
  type PutItemPort,
  type ReplayGuard,
  SharedReplayGuard,
} from '../../../../lambda/runtime';
import { clock, KID, keyPair, keySource, NOW, rawToken, SERVICE, tokenOf, tokenWith } from '../../tokens';

const use = (tokenId: string, issuer = 'gateway', acceptedUntil = NOW + 60) => ({ issuer, tokenId, acceptedUntil });
const verifierWith = (replayGuard: ReplayGuard) =>
  new AsapVerifier({
    audience: SERVICE,
    issuers: null,
    keys: keySource({ [KID]: keyPair('rsa').publicKey }),
    clock,
    leewaySeconds: 2,
    graceSeconds: 30,
    replayGuard,
  });

/** A table as DynamoDB behaves, and what it was asked. */
function tableOf(failure?: Error): PutItemPort & { readonly puts: Parameters<PutItemPort['putItem']>[0][] } {
  const ids = new Set<string>();
  const puts: Parameters<PutItemPort['putItem']>[0][] = [];
  return {
    puts,
    async putItem(input) {
      puts.push(input);
      if (failure !== undefined) throw failure;
      const id = input.Item.id.S;
      if (ids.has(id))
        throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });
      ids.add(id);
    },
  };
}

describe('a verifier with a guard', () => {
  it('takes a token once', async () => {
    const verifier = verifierWith(new InProcessReplayGuard({ clock }));
    const token = rawToken();

    await expect(verifier.verify(token)).resolves.toMatchObject({ ok: true });
    await expect(verifier.verify(token)).resolves.toEqual({ ok: false, reason: 'token.replayed' });
    await expect(verifier.verify(tokenWith({ jti: 'jti-2' }))).resolves.toMatchObject({ ok: true });
  });

  it('remembers until the token is taken by nobody any more: leeway and grace included', async () => {
    const used: unknown[] = [];
    const guard: ReplayGuard = {
      use: (token) => {
        used.push(token);
        return 'first';
      },
    };
    await verifierWith(guard).verify(rawToken());

    expect(used).toEqual([{ issuer: 'gateway', tokenId: 'jti-1', acceptedUntil: NOW + 60 + 2 + 30 }]);
  });

  it('asks about proven tokens alone: who has no key cannot use up an id', async () => {
    const guard = { use: jest.fn(() => 'first' as const) };
    const verifier = verifierWith(guard);
    await verifier.verify(tokenOf('RS256', 'other-rsa'));
    await verifier.verify(tokenWith({ aud: 'billing' }));

    expect(guard.use).not.toHaveBeenCalled();
  });

  it('refuses when the guard cannot say', async () => {
    await expect(verifierWith({ use: async () => 'unavailable' as const }).verify(rawToken())).resolves.toEqual({
      ok: false,
      reason: 'replay.unavailable',
    });
  });
});

describe('in one process', () => {
  it('tells issuers apart', () => {
    const guard = new InProcessReplayGuard({ clock });

    expect([guard.use(use('1')), guard.use(use('1', 'billing')), guard.use(use('1'))]).toEqual(['first', 'first', 'repeated']);
    // An issuer has no space, so that no two pairs are one text.
    expect(guard.use(use('b c', 'a'))).toBe('first');
    expect(guard.use(use('c', 'a b'))).toBe('repeated');
  });

  it('when full, makes room from what is over, and else refuses', () => {
    let now = NOW;
    const guard = new InProcessReplayGuard({ maxEntries: 2, clock: () => now * 1000 });
    guard.use(use('1', 'gateway', NOW + 10));
    guard.use(use('2', 'gateway', NOW + 20));

    expect(guard.use(use('3'))).toBe('unavailable');
    now = NOW + 10;
    expect(guard.use(use('3'))).toBe('unavailable');
    now = NOW + 11;
    expect(guard.use(use('3', 'gateway', NOW + 30))).toBe('first');
    expect(guard.use(use('2'))).toBe('repeated');
    expect(guard.use(use('4'))).toBe('unavailable');
    now = NOW + 21;
    expect(guard.use(use('4'))).toBe('first');
  });

  it('makes no room from what ends this very second', () => {
    let now = NOW;
    const guard = new InProcessReplayGuard({ maxEntries: 2, clock: () => now * 1000 });
    guard.use(use('1', 'gateway', NOW + 10));
    guard.use(use('2', 'gateway', NOW + 20));
    now = NOW + 20;

    expect(guard.use(use('3', 'gateway', NOW + 30))).toBe('first');
    expect(guard.use(use('2'))).toBe('repeated');
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot remember %p', (maxEntries) => {
    expect(() => new InProcessReplayGuard({ maxEntries })).toThrow(/maxEntries is/);
  });
});

describe('shared', () => {
  it('cannot be made without the name of its table', () => {
    expect(() => new SharedReplayGuard({ dynamoDb: tableOf(), tableName: '' })).toThrow(/tableName is missing\n {2}expected/);
  });

  it('lets one of two processes have it, by a conditional write with a TTL', async () => {
    const dynamoDb = tableOf();
    const [one, other] = [0, 1].map(() => new SharedReplayGuard({ dynamoDb, tableName: 'Replays' }));
    const results = await Promise.all([one?.use(use('1')), other?.use(use('1'))]);

    expect(results).toEqual(['first', 'repeated']);
    expect(dynamoDb.puts[0]).toEqual({
      TableName: 'Replays',
      Item: { id: { S: 'gateway 1' }, expiresAt: { N: String(NOW + 120) } },
      ConditionExpression: 'attribute_not_exists(id)',
    });
  });

  it('does not know when the table does not answer', async () => {
    for (const failure of [new Error('throttled'), Object.assign(new Error('no'), { name: 'AccessDeniedException' })]) {
      const guard = new SharedReplayGuard({ dynamoDb: tableOf(failure), tableName: 'Replays' });

      await expect(guard.use(use('1'))).resolves.toBe('unavailable');
    }
  });

  it('does not know when the table fails without saying of what', async () => {
    const guard = new SharedReplayGuard({ dynamoDb: { putItem: () => Promise.reject(undefined) }, tableName: 'Replays' });

    await expect(guard.use(use('1'))).resolves.toBe('unavailable');
  });

  it('rounds the end of a life up', async () => {
    const dynamoDb = tableOf();
    await new SharedReplayGuard({ dynamoDb, tableName: 'Replays' }).use(use('1', 'gateway', NOW + 0.2));

    expect(dynamoDb.puts[0]?.Item.expiresAt).toEqual({ N: String(NOW + 61) });
  });
});
