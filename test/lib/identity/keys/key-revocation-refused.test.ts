// A revocation that services refuse: nothing holds up the rest, all of it is tried twice, and what is refused to its end makes it fail.
import { FOUR, firstOf, isOf, STAGES, THREE, TWO, World } from './key-world';

const revoke = (world: World, kid: unknown) => world.run('revocation', { kid });

interface Retrier {
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
}

/** Seconds between the first call and the last one. */
function waitOf({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }: Retrier): number {
  const waits = Array.from({ length: MaxAttempts }, (_, at) => Math.min(IntervalSeconds * BackoffRate ** at, MaxDelaySeconds));
  return waits.reduce((sum, one) => sum + one, 0);
}

const STEPS: readonly (readonly [string, string])[] = [
  ['kms:disableKey', 'kms:DisableKey'],
  ['s3:deleteObject', 's3:DeleteObject'],
  ['ssm:putParameter', 'ssm:PutParameter'],
  ['kms:describeKey', 'kms:DescribeKey'],
  ['s3:headObject', 's3:HeadObject'],
  ['resourcegroupstaggingapi:getResources', 'tag:GetResources'],
  ['apigateway:flushStageAuthorizersCache', 'FlushStageAuthorizersCache'],
];

test.each(STEPS)(
  'goes on when %s is refused all along, and fails at the end with a cause that names %s',
  async (refused, named) => {
    const world = new World(TWO);
    world.refuse = (api) => api === refused;

    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({
      status: 'FAILED',
      error: 'NotAllDone',
      cause: expect.stringContaining(named),
    });
    expect({ ...world.state(), flushed: world.flushed }).toEqual({
      enabled: refused === 'kms:disableKey' ? TWO.keyIds : [TWO.keyIds[1]],
      published: refused === 's3:deleteObject' ? TWO.kids : [TWO.kids[1]],
      pointer: TWO.pointers[/put|describe|head/.test(refused) ? 0 : 1],
      flushed: /getResources|flush/.test(refused) ? [] : [...STAGES, ...STAGES],
    });
  },
);

test.each([...STEPS.map(([api]) => api), 'ssm:getParameter'])(
  'does again at the end what %s refused at first',
  async (refused) => {
    const world = new World(TWO);
    world.refuse = firstOf(refused, 4);

    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(world.state()).toEqual({ published: [TWO.kids[1]], enabled: [TWO.keyIds[1]], pointer: TWO.pointers[1] });
    expect(new Set(world.flushed)).toEqual(new Set(STAGES));
  },
);

test('moves a pointer that Systems Manager does not let it read', async () => {
  const world = new World(TWO);
  world.refuse = (api) => api === 'ssm:getParameter';

  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });
  expect(world.state()).toEqual({ published: [TWO.kids[1]], enabled: [TWO.keyIds[1]], pointer: TWO.pointers[1] });
});

test.each(['kms:describeKey', 's3:headObject'])(
  'is no failure when %s of one key is refused and the pointer goes to another, or names none that is revoked',
  async (refused) => {
    const world = new World(THREE);
    world.pointer = THREE.pointers[1];
    world.refuse = (api, _call, sent) => api === refused && [sent.KeyId, sent.Key].some((one) => isOf(THREE, 2, one));
    await expect(revoke(world, THREE.kids[1])).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(world.pointer).toBe(THREE.pointers[0]);

    const elsewhere = new World(TWO);
    elsewhere.refuse = (api) => api === refused;
    await expect(revoke(elsewhere, TWO.kids[1])).resolves.toMatchObject({ status: 'SUCCEEDED' });
  },
);

test('fails when one other key is disabled and another one cannot be looked at', async () => {
  const world = new World(THREE);
  world.enabled.delete(THREE.keyIds[2] ?? '');
  world.refuse = (api, _call, sent) => api === 'kms:describeKey' && isOf(THREE, 1, sent.KeyId);

  await expect(revoke(world, THREE.kids[0])).resolves.toMatchObject({
    status: 'FAILED',
    error: 'NotAllDone',
    cause: expect.stringContaining('kms:DescribeKey'),
  });
});

test('fails when the only other key is enabled and not published: S3 says the same of one that it may not show', async () => {
  const world = new World(TWO);
  world.published.delete(TWO.kids[1] ?? '');

  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining(
      'If the public key is not published, first add a new name to the end of the identity’s `keys` and deploy.',
    ),
  });
  expect(world.pointer).toBe(TWO.pointers[0]);
});

test('flushes every other stage when the cache of one, on any page, is refused all along, and fails', async () => {
  for (const stage of [0, 14, 29]) {
    const world = new World(TWO);
    world.refuse = (api, _call, sent) => api === 'apigateway:flushStageAuthorizersCache' && sent.RestApiId === `api${stage}`;

    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining('FlushStageAuthorizersCache'),
    });
    const others = STAGES.filter((one) => one !== STAGES[stage]);
    expect(world.flushed).toEqual([...others, ...others]);
  }
});

test('fails when only the last page of stages is refused', async () => {
  const world = new World(TWO);
  world.refuse = (api, _call, sent) => api === 'resourcegroupstaggingapi:getResources' && sent.PaginationToken === '27';

  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining('tag:GetResources'),
  });
  expect(world.flushed).toHaveLength(2 * 27);
});

test('is no failure when a stage that is still listed is there no longer', async () => {
  const world = new World(TWO);
  world.refuse = (api, _call, sent) => {
    if (api === 'apigateway:flushStageAuthorizersCache' && sent.RestApiId === 'api1')
      throw Object.assign(new Error('Invalid stage identifier specified'), { name: 'ApiGateway.NotFoundException' });
    return false;
  };

  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });
  expect(world.flushed).toHaveLength(2 * (STAGES.length - 1));
});

test('flushes nothing of API Gateway’s that bears the tag and is no stage of a REST API', async () => {
  const world = new World(TWO);
  world.stages = ['api0/live'];
  world.tagged = ['/restapis/api1', '/apis/api2/stages/live', '/apikeys/key', '/usageplans/plan', '/domainnames/a.example'].map(
    (path) => `arn:aws:apigateway:eu-central-1::${path}`,
  );

  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });
  expect(world.flushed).toEqual(['api0/live', 'api0/live']);
});

test('no page of stages with as many, as long tags as there can be reaches the limit of Step Functions', async () => {
  const world = new World(TWO);
  const letter = '\u{1D4D0}';
  world.tags = Array.from({ length: 50 }, () => ({ Key: letter.repeat(128), Value: letter.repeat(256) }));
  await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

  expect(world.largest).toBeGreaterThan(200_000);
  expect(world.largest).toBeLessThan(262_144 - 25_000);
});

test('waits for no step before its first flush longer than 6 seconds, whatever is refused', () => {
  const isBefore = /^(?:Disable|Remove) k1$|^First pointer from k1$|^First k\d for k1|^First move from k1|^First(?:Next)?Stages$/;
  const states = Object.entries<{ Type: string; Retry?: Retrier[] }>(FOUR.revocation.States).filter(
    ([name, { Type }]) => Type === 'Task' && isBefore.test(name),
  );

  expect(states).toHaveLength(2 + 1 + 3 * 3 + 2);
  for (const [, { Retry: retry = [] }] of states) expect(retry.map(waitOf)).toEqual([6]);
});
