// The state machines of an identity's keys, run step by step: where they end, from wherever they broke off, and that their roles may
// do what they do and nothing else.
import { Duration } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { identityStatements, only, readable, rights, type Statement } from '../../templates';
import { firstOf, type Made, made, ONE, STAGES, THREE, TWO, World } from './key-world';
import { Crash } from './state-machine';

const NEWEST_ALONE = (of: Made) => ({
  published: of.kids.slice(-1),
  enabled: of.keyIds.slice(-1),
  pointer: of.pointers[of.pointers.length - 1],
});

describe('a rotation', () => {
  test('publishes nothing, waits, moves the pointer, waits, disables and withdraws the older key: in this order', async () => {
    const world = new World(TWO);
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    const looking = ['kms:describeKey', 's3:headObject'];
    expect(world.calls).toEqual([
      ...[...looking, ...looking, 'ssm:putParameter'],
      ...[...looking, 'ssm:getParameter', 'kms:disableKey', 's3:deleteObject'],
    ]);
    expect(world.state()).toEqual(NEWEST_ALONE(TWO));
  });

  test.each([
    [TWO, 300],
    [made({ keys: ['k1', 'k2'], tokenLifetime: Duration.hours(1) }), 3600],
  ])(
    'waits until a verifier that asked too early has forgotten, then for signers, their last tokens, clocks, caches and handlers',
    async (of, life) => {
      const world = new World(of);
      await world.run('rotation');

      expect(world.waits).toEqual([60, 60 + life + 30 + 60 + 900]);
    },
  );

  test('of three keys ends with the newest alone', async () => {
    const world = new World(THREE);
    await world.run('rotation');

    expect(world.state()).toEqual(NEWEST_ALONE(THREE));
  });

  test('of one key changes nothing', async () => {
    const world = new World(ONE);
    const before = world.state();
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.state()).toEqual(before);
  });

  test.each<[string, (world: World) => unknown]>([
    ['is not published', (world) => world.published.delete(TWO.kids[1] ?? '')],
    ['is disabled', (world) => world.enabled.delete(TWO.keyIds[1] ?? '')],
  ])('to a key that %s, before or during its first wait, changes nothing, and says what to do', async (_title, harm) => {
    for (const isLater of [false, true]) {
      const world = new World(TWO);
      if (isLater) world.meanwhile = [() => void harm(world)];
      else harm(world);

      await expect(world.run('rotation')).resolves.toMatchObject({
        status: 'FAILED',
        error: 'KeyNotUsable',
        cause: expect.stringMatching(
          /^k2 is disabled, or its public key is not in the key repository; this execution changed nothing\n {2}expected {2}an enabled key whose public key is published\n {2}do {8}deploy the stack that lists the key, or add a new name to `keys` and deploy; then start the rotation again$/,
        ),
      });
      expect(world.pointer).toBe(TWO.pointers[0]);
      expect(world.published).toContain(TWO.kids[0]);
      expect(world.enabled).toContain(TWO.keyIds[0]);
    }
  });

  test.each<[string, (world: World) => unknown]>([
    ['the newest key is withdrawn', (world) => world.published.delete(TWO.kids[1] ?? '')],
    ['the newest key is disabled', (world) => world.enabled.delete(TWO.keyIds[1] ?? '')],
    ['the pointer is moved back', (world) => Object.assign(world, { pointer: TWO.pointers[0] })],
  ])('withdraws nothing if %s during its second wait', async (_title, harm) => {
    const world = new World(TWO);
    world.meanwhile = [() => undefined, () => void harm(world)];

    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'FAILED', error: 'Overtaken' });
    expect(world.published).toContain(TWO.kids[0]);
    expect(world.enabled).toContain(TWO.keyIds[0]);
  });

  test('rides out a service that refuses for a while', async () => {
    const world = new World(TWO);
    world.refuse = (_api, call) => call % 2 !== 0;
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.pointer).toBe(TWO.pointers[1]);
  });

  test('is not held up by an older key that cannot be disabled, and says so at the end', async () => {
    const world = new World(THREE);
    world.refuse = firstOf('kms:disableKey', 9);

    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'FAILED', error: 'NotAllWithdrawn' });
    expect(world.state()).toEqual({ ...NEWEST_ALONE(THREE), enabled: [THREE.keyIds[0], THREE.keyIds[2]] });
  });

  test('that broke off anywhere, however often, ends where it would have ended; the key that signs is published at all times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 4 }), async (crashes) => {
        const world = new World(THREE);
        const signsWithPublished = () => expect(world.published).toContain(JSON.parse(world.pointer ?? '{}').kid);
        for (const calls of crashes) {
          world.crashAfter = world.calls.length + calls;
          await world.run('rotation').catch((error) => expect(error).toBeInstanceOf(Crash));
          signsWithPublished();
        }
        world.crashAfter = Number.POSITIVE_INFINITY;
        await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });
        expect(world.state()).toEqual(NEWEST_ALONE(THREE));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a revocation', () => {
  const revoke = (world: World, kid: unknown) => world.run('revocation', { kid });
  test('of the key that signs disables it, removes it, goes on with the other one, and flushes every stage twice', async () => {
    const world = new World(TWO);
    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.state()).toEqual({ published: [TWO.kids[1]], enabled: [TWO.keyIds[1]], pointer: TWO.pointers[1] });
    expect(world.calls.slice(0, 2)).toEqual(['kms:disableKey', 's3:deleteObject']);
    expect(world.flushed).toEqual([...STAGES, ...STAGES]);
    expect(world.waits).toEqual([305]);
  });

  test('of a key that does not sign leaves the pointer alone', async () => {
    const world = new World(TWO);
    await revoke(world, TWO.kids[1]);

    expect(world.state()).toEqual({ published: [TWO.kids[0]], enabled: [TWO.keyIds[0]], pointer: TWO.pointers[0] });
  });

  test.each<[string, (world: World) => unknown, number]>([
    ['the newest', () => undefined, 2],
    ['an older one, if the newest is disabled', (world) => world.enabled.delete(THREE.keyIds[2] ?? ''), 0],
    ['an older one, if the newest is not published', (world) => world.published.delete(THREE.kids[2] ?? ''), 0],
  ])('moves the pointer to %s', async (_title, before, to) => {
    const world = new World(THREE);
    world.pointer = THREE.pointers[1];
    before(world);
    await revoke(world, THREE.kids[1]);

    expect(world.pointer).toBe(THREE.pointers[to]);
  });

  test('moves the pointer to no key that may not sign', async () => {
    const world = new World(TWO);
    world.enabled.delete(TWO.keyIds[1] ?? '');
    await revoke(world, TWO.kids[0]);

    expect(world.pointer).toBe(TWO.pointers[0]);
  });

  test.each([
    ['written by hand', JSON.stringify({ kid: TWO.kids[0], keyId: 'by-hand' }, undefined, 2)],
    ['that is not valid JSON', 'k1'],
    ['that is gone', undefined],
  ])('moves a pointer %s', async (_title, value) => {
    const world = new World(TWO);
    world.pointer = value;
    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.pointer).toBe(TWO.pointers[1]);
  });

  test('of the only key leaves none', async () => {
    const world = new World(ONE);
    await expect(revoke(world, ONE.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.state()).toEqual({ published: [], enabled: [], pointer: ONE.pointers[0] });
  });

  test.each<[string, object]>([
    ['another issuer’s key', { kid: 'edge/1' }],
    ['a number', { kid: 7 }],
    ['nothing', {}],
    ['the name in the template', { kid: 'k1' }],
  ])('of %s changes nothing, and says what is expected', async (_title, input) => {
    const world = new World(TWO);
    const before = world.state();

    await expect(world.run('revocation', input)).resolves.toMatchObject({
      status: 'FAILED',
      error: 'UnknownKey',
      cause: expect.stringContaining('{"kid": '),
    });
    expect({ ...world.state(), calls: world.calls }).toEqual({ ...before, calls: [] });
  });

  test('takes nothing of its input but the key', async () => {
    const world = new World(TWO);
    const input = { kid: TWO.kids[0], failed: {}, notFound: {}, stages: { ResourceTagMappingList: [{}] } };

    await expect(world.run('revocation', input)).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('in a Region without APIs flushes nothing', async () => {
    const world = new World(TWO);
    world.stages = [];
    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.flushed).toEqual([]);
  });

  test('that broke off anywhere ends, when it is started again, where it would have ended', async () => {
    for (let calls = 0; calls < 60; calls += 1) {
      const world = new World(THREE);
      world.crashAfter = calls;
      await revoke(world, THREE.kids[0]).catch((error) => expect(error).toBeInstanceOf(Crash));
      world.crashAfter = Number.POSITIVE_INFINITY;
      await revoke(world, THREE.kids[0]);
      expect(world.state()).toEqual({
        published: THREE.kids.slice(1),
        enabled: THREE.keyIds.slice(1),
        pointer: THREE.pointers[2],
      });
    }
  });

  test.each([0, 1])(
    'of the newest key during wait %i of a rotation: no revoked key signs, and one that may is left',
    async (wait) => {
      const world = new World(TWO);
      world.meanwhile = [...Array.from({ length: wait }, () => () => undefined), () => revoke(world, TWO.kids[1])];
      await world.run('rotation');

      expect(world.state()).toEqual({ published: [TWO.kids[0]], enabled: [TWO.keyIds[0]], pointer: TWO.pointers[0] });
    },
  );

  test('of the key that a rotation comes to, while it waits itself: the rotation changes nothing', async () => {
    const world = new World(TWO);
    world.meanwhile = [async () => void (await world.run('rotation'))];
    await revoke(world, TWO.kids[1]);

    expect(world.state()).toEqual({ published: [TWO.kids[0]], enabled: [TWO.keyIds[0]], pointer: TWO.pointers[0] });
  });
});

describe('what they may do', () => {
  const roleOf = (id: RegExp) => {
    const found = Object.keys(TWO.template.Resources).filter(
      (name) => id.test(name) && TWO.template.Resources[name]?.Type === 'AWS::IAM::Role',
    );
    expect(found).toHaveLength(1);
    return found[0] as string;
  };
  const objects = (of: Made) => `${of.bucket.slice(0, -1)}.Arn>/media/*`;
  const parameterArn = (of: Made) => `arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${of.parameter}`;

  const common = [
    ...TWO.keyIds.map((key) => `kms:DescribeKey ${key}`),
    `s3:DeleteObject ${objects(TWO)}`,
    `s3:GetObject ${objects(TWO)}`,
    `ssm:GetParameter ${parameterArn(TWO)}`,
    `ssm:PutParameter ${parameterArn(TWO)}`,
  ];

  test('the rotation: see and remove public keys of its issuer, move the pointer, disable the older key', () => {
    expect(rights(identityStatements(TWO.template, roleOf(/RotationRole/)))).toEqual(
      [...common, `kms:DisableKey ${TWO.keyIds[0]}`].sort(),
    );
  });

  test('the revocation: any of its keys, and the caches of authorizers in the Region', () => {
    const caches = 'arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis/*/stages/*/cache/authorizers';
    expect(rights(identityStatements(TWO.template, roleOf(/RevocationRole/)))).toEqual(
      [
        ...common,
        ...TWO.keyIds.map((key) => `kms:DisableKey ${key}`),
        `apigateway:DELETE ${caches}`,
        'tag:GetResources *',
      ].sort(),
    );
  });

  test.each([
    ['SigningKeyk1', ['Administration', 'Publisher', 'Rotation', 'Revocation'], ['kms:DescribeKey', 'kms:DisableKey']],
    ['SigningKeyk2', ['Administration', 'Publisher', 'Rotation', 'Revocation'], 'kms:DescribeKey'],
  ])('the policy of %s lets in %j', (id, sids, byRotation) => {
    const { KeyPolicy } = only(TWO.template, 'AWS::KMS::Key', new RegExp(id)).Properties;
    const statements = readable<Statement[]>(KeyPolicy.Statement);
    expect(statements.map(({ Sid }) => Sid)).toEqual(sids);
    expect(statements.find(({ Sid }) => Sid === 'Rotation')?.Action).toEqual(byRotation);
    expect(JSON.stringify(statements.slice(1))).not.toMatch(
      /kms:(?:CreateKey|PutKeyPolicy|CreateGrant|EnableKey|ScheduleKeyDeletion)/,
    );
  });

  test('are assumed by Step Functions for state machines of this account alone, and known to the key repository', () => {
    for (const id of [/RotationRole/, /RevocationRole/]) {
      const { AssumeRolePolicyDocument, Tags } = only(TWO.template, 'AWS::IAM::Role', id).Properties;
      expect(readable(AssumeRolePolicyDocument.Statement)).toEqual([
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'states.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
            ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:*' },
          },
        },
      ]);
      expect(Tags).toEqual([{ Key: 'bulkhead:asap-issuer', Value: 'media' }]);
    }
  });
});
