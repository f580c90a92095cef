// The parameter that names the signing key, while Systems Manager throttles: which key signs, for how long, and when many environments ask.

import { AsapSigner, type KmsSignPort, kmsSigningPointer, type ParameterPort, type SigningKey } from '../../../../lambda/runtime';
import { NOW, SERVICE } from '../../tokens';
import { randomFrom } from '../../two-sides';

const START = NOW * 1000;
const MINUTE = 60_000;
const text = (name: string) => JSON.stringify({ kid: `gateway/${name}`, keyId: `arn:${name}` });
const error = (name: string) => Object.assign(new Error(`${name} of AWS`), { name });
const throttled = error('ThrottlingException');

/** A signer's source, a parameter and a KMS of ours. `k1` is the key of the deployment, `k2` what the parameter names. */
function pointerOf(options: { deployed?: string; random?: () => number } = { deployed: text('k1') }) {
  const state = {
    now: START,
    parameter: text('k2') as string | Error,
    refuses: new Map<string, Error>(),
    reads: 0,
    signed: [] as string[],
  };
  const ssm: ParameterPort = {
    async getParameter() {
      state.reads += 1;
      if (state.parameter instanceof Error) throw state.parameter;
      return { Parameter: { Value: state.parameter } };
    },
  };
  const kms: KmsSignPort = {
    async sign({ KeyId }) {
      const refusal = state.refuses.get(KeyId);
      if (refusal !== undefined) throw refusal;
      state.signed.push(KeyId);
      return { Signature: Buffer.alloc(256) };
    },
  };
  const source = kmsSigningPointer({ kms, ssm, parameterName: '/asap', clock: () => state.now, random: () => 0, ...options });
  const signer = new AsapSigner({ issuer: 'gateway', key: source, clock: () => state.now, reuseTokens: false });
  /** Signs a token; the name of its key, or of the error. */
  const signs = async (): Promise<string> => {
    try {
      const token = await signer.token({ audience: SERVICE });
      return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid.slice('gateway/'.length);
    } catch (caught) {
      return (caught as Error).name;
    }
  };
  return { source, state, signs };
}

describe('the key of the deployment', () => {
  it('does not sign where the parameter can be read', async () => {
    const { state, signs } = pointerOf();

    await expect(signs()).resolves.toBe('k2');
    expect(state.signed).toEqual(['arn:k2']);
  });

  it('signs if the first read was throttled', async () => {
    const { state, signs } = pointerOf();
    state.parameter = throttled;

    await expect(signs()).resolves.toBe('k1');
    expect(state).toMatchObject({ reads: 1, signed: ['arn:k1'] });
  });

  it.each([
    'ParameterNotFound',
    'AccessDeniedException',
    'InternalServerError',
    'TimeoutError',
    'Error',
    'LimitExceededException',
  ])('does not sign if the read failed of anything else: %s', async (name) => {
    const { state, signs } = pointerOf();
    state.parameter = error(name);

    await expect(signs()).resolves.toBe(name);
    expect(state.signed).toEqual([]);
  });

  it('does not sign for a parameter that names no key', async () => {
    const { state, signs } = pointerOf();
    state.parameter = 'k2';

    await expect(signs()).resolves.toBe('ExplainedError');
    expect(state.signed).toEqual([]);
  });

  it('signs for 60 seconds from its first use, and not a millisecond more', async () => {
    const { state, signs } = pointerOf();
    state.parameter = throttled;
    state.now += 10 * MINUTE;
    await signs();
    state.now += MINUTE - 1;
    await expect(signs()).resolves.toBe('k1');
    state.now += 1;

    await expect(signs()).resolves.toBe('ThrottlingException');
    state.now += 60 * MINUTE;
    await expect(signs()).resolves.toBe('ThrottlingException');
  });

  it.each([1, Number.NaN])('does not sign if the clock goes back or is none: %p', async (back) => {
    const { state, signs } = pointerOf();
    state.parameter = throttled;
    await signs();
    state.now -= back;

    await expect(signs()).resolves.toBe('ThrottlingException');
  });

  it('is left for the parameter as soon as that can be read', async () => {
    const { state, signs } = pointerOf();
    state.parameter = throttled;
    await signs();
    state.parameter = text('k2');
    state.now += 2000;

    await expect(signs()).resolves.toBe('k2');
  });

  it('never signs again after a read, however long the parameter is throttled then', async () => {
    const { state, signs } = pointerOf();
    await signs();
    state.parameter = throttled;
    state.now += MINUTE;
    await expect(signs()).resolves.toBe('k2');
    state.now += 61 * MINUTE;

    await expect(signs()).resolves.toBe('ThrottlingException');
    expect(state.signed).not.toContain('arn:k1');
  });

  it.each(['DisabledException', 'KMSInvalidStateException', 'NotFoundException', 'InvalidKeyUsageException'])(
    'never signs again after KMS said %s: a rotation has replaced it',
    async (name) => {
      const { state, signs } = pointerOf();
      state.parameter = throttled;
      state.refuses.set('arn:k1', error(name));
      await expect(signs()).resolves.toBe(name);
      state.refuses.clear();

      await expect(signs()).resolves.toBe('ThrottlingException');
      state.parameter = text('k2');
      state.now += 2000;
      await expect(signs()).resolves.toBe('k2');
    },
  );

  it.each(['ThrottlingException', 'KMSInternalException', 'DependencyTimeoutException'])(
    'may sign after KMS failed of something else: %s',
    async (name) => {
      const { state, signs } = pointerOf();
      state.parameter = throttled;
      state.refuses.set('arn:k1', error(name));
      await expect(signs()).resolves.toBe(name);
      state.refuses.clear();

      await expect(signs()).resolves.toBe('k1');
    },
  );

  it('is not needed: without it a throttled first read fails', async () => {
    const { state, signs } = pointerOf({});
    state.parameter = throttled;

    await expect(signs()).resolves.toBe('ThrottlingException');
  });

  it.each(['', 'k1', '{}', '{"kid":"../k1","keyId":"arn:k1"}', '{"kid":"gateway/k1"}'])('cannot be %j', (deployed) => {
    expect(() => pointerOf({ deployed })).toThrow(
      /deployed does not name a signing key\n {2}expected {2}JSON with kid and keyId/,
    );
    expect(() => pointerOf({ deployed })).toThrow(/BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY/);
  });

  it('signs only tokens of its own issuer', async () => {
    const { state, signs } = pointerOf({ deployed: JSON.stringify({ kid: 'billing/k1', keyId: 'arn:k1' }) });
    state.parameter = throttled;

    await expect(signs()).resolves.toBe('ExplainedError');
    expect(state.signed).toEqual([]);
  });
});

describe('a throttled refresh', () => {
  it.each([0, 0.5, 0.999])('fails no call that the known key can serve (random %p)', async (random) => {
    const { state, signs } = pointerOf({ deployed: text('k1'), random: () => random });
    await signs();
    state.parameter = throttled;
    const got = new Set<string>();
    for (let second = 0; second <= 60 * 60; second += 1) {
      state.now = START + second * 1000;
      got.add(await signs());
    }

    expect([...got]).toEqual(['k2']);
  });

  it('lets nobody wait who comes while it runs, until the known key is too old', async () => {
    const { source, state } = pointerOf({ deployed: undefined, random: () => 0.5 });
    await source.current();
    state.now += 0.75 * MINUTE;
    const asks = source.current();

    expect(asks).toBeInstanceOf(Promise);
    expect((source.current() as SigningKey).kid).toBe('gateway/k2');
    await asks;
    expect(state.reads).toBe(2);
  });

  it('lets them wait for the answer once the known key is too old', async () => {
    const { source, state } = pointerOf({ deployed: undefined, random: () => 0 });
    await source.current();
    state.now += MINUTE;
    const both = [source.current(), source.current()];

    expect(both[1]).toBeInstanceOf(Promise);
    await Promise.all(both);
    expect(state.reads).toBe(2);
  });
});

describe('reads', () => {
  it.each([
    [0, 60],
    [0.5, 45],
    [0.999999, 30],
  ])('are due between half of the time and all of it: random %p means %i seconds', async (random, seconds) => {
    const { state, signs } = pointerOf({ deployed: text('k1'), random: () => random });
    await signs();
    state.now += seconds * 1000 - 1;
    await signs();
    expect(state.reads).toBe(1);
    state.now += 1 + (random === 0.999999 ? 1 : 0);
    await signs();
    expect(state.reads).toBe(2);
  });

  it('of a thousand environments that started together spread: fewer than 60 in any second, fewer than 30 on average', async () => {
    const random = randomFrom(5);
    const environments = Array.from({ length: 1000 }, () => pointerOf({ deployed: text('k1'), random }));
    const readsIn = async (second: number) => {
      const before = environments.reduce((sum, { state }) => sum + state.reads, 0);
      for (const { state, source } of environments) {
        state.now = START + second * 1000;
        await source.current();
      }
      return environments.reduce((sum, { state }) => sum + state.reads, 0) - before;
    };
    expect(await readsIn(0)).toBe(1000);
    const busiest: number[] = [];
    for (let second = 1; second <= 300; second += 1) busiest.push(await readsIn(second));

    // Chance puts some more into one second than into another: 33 a second on average in the first round.
    expect(Math.max(...busiest)).toBeLessThan(60);
    expect(busiest.slice(60).reduce((sum, one) => sum + one, 0) / 240).toBeLessThan(30);
  });

  it('pause for longer with each failure, up to eight times, and each pause by chance a little less', async () => {
    const { state, signs } = pointerOf({ deployed: undefined, random: () => 0 });
    state.parameter = throttled;
    const at: number[] = [];
    for (let seconds = 0; seconds <= 80; seconds += 0.5) {
      state.now = START + seconds * 1000;
      const before = state.reads;
      await signs();
      if (state.reads > before) at.push(seconds);
    }
    expect(at).toEqual([0, 2, 6, 14, 30, 46, 62, 78]);

    const other = pointerOf({ deployed: undefined, random: () => 0.5 });
    other.state.parameter = throttled;
    await other.signs();
    other.state.now += 1499;
    await other.signs();
    expect(other.state.reads).toBe(1);
    other.state.now += 1;
    await other.signs();
    expect(other.state.reads).toBe(2);
  });

  it('pause as briefly as before after a success in between', async () => {
    const { state, signs } = pointerOf({ deployed: undefined, random: () => 0 });
    state.parameter = throttled;
    for (const seconds of [0, 2, 6]) {
      state.now = START + seconds * 1000;
      await signs();
    }
    state.parameter = text('k2');
    state.now = START + 14_000;
    await signs();
    expect(state.reads).toBe(4);
    state.parameter = throttled;
    state.now += MINUTE;
    await signs();
    state.now += 2000;
    await signs();

    expect(state.reads).toBe(6);
  });
});
