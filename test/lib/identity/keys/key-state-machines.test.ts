// The state machines of an identity's keys, run step by step: where they end, from wherever they broke off, and that their roles may
// do what they do and nothing else.
import fc from 'fast-check';
import { AsapIdentity, type AsapIdentityProps } from '../../../../lib';
import { identityStatements, logicalId, only, readable, rights, type Statement, synthesise } from '../../templates';
import { surroundings } from '../../worlds';
import { Crash, type Ended, execute } from './state-machine';

const APIS = Array.from({ length: 30 }, (_, index) => `api${index}`);

function made(props: Partial<AsapIdentityProps> = {}) {
  const { stack, keyRepository, logsKey } = surroundings();
  const identity = new AsapIdentity(stack, 'Identity', { issuer: 'media', keyRepository, logsKey, ...props });
  const template = synthesise(stack);
  const definition = (id: RegExp) =>
    JSON.parse(readable(only(template, 'AWS::StepFunctions::StateMachine', id).Properties.DefinitionString));
  const kids = identity.kids.map((kid) => readable<string>(stack.resolve(kid)));
  const keyIds = identity.keyArns.map((arn) => readable<string>(stack.resolve(arn)));
  return {
    template,
    bucket: `<${logicalId(keyRepository.bucket)}>`,
    parameter: identity.signingPointerName,
    kids,
    keyIds,
    pointers: kids.map((kid, index) => JSON.stringify({ kid, keyId: keyIds[index] })),
    rotation: definition(/Rotation/),
    revocation: definition(/Revocation/),
  };
}
type Made = ReturnType<typeof made>;

const TWO = made({ keys: ['k1', 'k2'] });
const THREE = made({ keys: ['k1', 'k2', 'k3'] });
const ONE = made();

/** KMS, S3, Systems Manager and API Gateway, as they are when all keys are published and the first one signs. */
class World {
  public readonly published: Set<string>;
  public readonly enabled: Set<string>;
  public readonly calls: string[] = [];
  public readonly flushed: string[] = [];
  public readonly waits: number[] = [];
  public pointer: string | undefined;
  public crashAfter = Number.POSITIVE_INFINITY;
  public refuse: (api: string, call: number) => boolean = () => false;
  public apis = APIS;

  public constructor(private readonly of: Made) {
    this.published = new Set(of.kids);
    this.enabled = new Set(of.keyIds);
    this.pointer = of.pointers[0];
  }

  public run(machine: 'rotation' | 'revocation', input: object = {}): Promise<Ended> {
    return execute(this.of[machine], input, {
      call: async (api, parameters) => {
        this.calls.push(api);
        if (this.refuse(api, this.calls.length)) throw Object.assign(new Error('refused'), { name: 'Refused' });
        const answer = this.answer(api, parameters);
        if (this.calls.length > this.crashAfter) throw new Crash();
        return answer;
      },
      waited: (seconds) => void this.waits.push(seconds),
    });
  }

  public state() {
    return { published: [...this.published], enabled: [...this.enabled], pointer: this.pointer };
  }

  private answer(api: string, sent: { [name: string]: unknown }): unknown {
    const { bucket, parameter } = this.of;
    switch (api) {
      case 's3:headObject':
        expect(sent.Bucket).toBe(bucket);
        if (!this.published.has(String(sent.Key))) throw new Error('no such key');
        return {};
      case 's3:deleteObject':
        expect(sent.Bucket).toBe(bucket);
        this.published.delete(String(sent.Key));
        return {};
      case 'kms:disableKey':
        this.enabled.delete(String(sent.KeyId));
        return {};
      case 'kms:describeKey':
        return { KeyMetadata: { KeyId: sent.KeyId, Enabled: this.enabled.has(String(sent.KeyId)) } };
      case 'ssm:getParameter':
        expect(sent.Name).toBe(parameter);
        return { Parameter: { Value: this.pointer } };
      case 'ssm:putParameter':
        expect(sent).toMatchObject({ Name: parameter, Overwrite: true });
        this.pointer = String(sent.Value);
        return {};
      case 'apigateway:getRestApis': {
        const from = Number(sent.Position ?? 0);
        const to = from + Number(sent.Limit);
        const Items = this.apis.slice(from, to).map((Id) => ({ Id }));
        return { Items, ...(to < this.apis.length && { Position: String(to) }) };
      }
      case 'apigateway:getStages':
        return sent.RestApiId === 'api3' ? { Item: [] } : { Item: [{ StageName: 'live' }, { StageName: 'beta' }] };
      case 'apigateway:flushStageAuthorizersCache':
        this.flushed.push(`${sent.RestApiId}/${sent.StageName}`);
        return {};
      default:
        throw new Error(`${api} is a call that nobody expects`);
    }
  }
}

describe('a rotation', () => {
  test('publishes nothing, waits, moves the pointer, waits, withdraws the older key: in this order', async () => {
    const world = new World(TWO);
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.calls).toEqual(['s3:headObject', 'ssm:putParameter', 's3:deleteObject', 'kms:disableKey']);
    expect(world.state()).toEqual({ published: [TWO.kids[1]], enabled: [TWO.keyIds[1]], pointer: TWO.pointers[1] });
  });

  test('waits until a verifier that asked too early has forgotten, then for signers, their last tokens and clocks', async () => {
    const world = new World(TWO);
    await world.run('rotation');

    expect(world.waits).toEqual([60, 60 + 300 + 30]);
  });

  test('waits for the identity’s own longest token', async () => {
    const { Duration } = await import('aws-cdk-lib/core');
    const world = new World(made({ keys: ['k1', 'k2'], tokenLifetime: Duration.hours(1) }));
    await world.run('rotation');

    expect(world.waits).toEqual([60, 60 + 3600 + 30]);
  });

  test('of three keys ends with the newest alone', async () => {
    const world = new World(THREE);
    await world.run('rotation');

    expect(world.state()).toEqual({ published: [THREE.kids[2]], enabled: [THREE.keyIds[2]], pointer: THREE.pointers[2] });
  });

  test('of one key changes nothing', async () => {
    const world = new World(ONE);
    const before = world.state();
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.state()).toEqual(before);
  });

  test('to a key that is not published changes nothing, and says what to do', async () => {
    const world = new World(TWO);
    world.published.delete(TWO.kids[1] ?? '');
    const before = world.state();

    await expect(world.run('rotation')).resolves.toMatchObject({
      status: 'FAILED',
      error: 'KeyNotPublished',
      cause: expect.stringContaining('deploy the stack that lists it'),
    });
    expect(world.state()).toEqual(before);
  });

  test('rides out a service that refuses for a while', async () => {
    const world = new World(TWO);
    world.refuse = (_api, call) => call % 3 !== 0;
    await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.pointer).toBe(TWO.pointers[1]);
  });

  test('that broke off anywhere, however often, ends where it would have ended; the key that signs is published at all times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }), async (crashes) => {
        const world = new World(THREE);
        const signsWithPublished = () => expect(world.published).toContain(JSON.parse(world.pointer ?? '{}').kid);
        for (const calls of crashes) {
          world.crashAfter = world.calls.length + calls;
          await world.run('rotation').catch((error) => expect(error).toBeInstanceOf(Crash));
          signsWithPublished();
        }
        world.crashAfter = Number.POSITIVE_INFINITY;
        await expect(world.run('rotation')).resolves.toMatchObject({ status: 'SUCCEEDED' });
        expect(world.state()).toEqual({ published: [THREE.kids[2]], enabled: [THREE.keyIds[2]], pointer: THREE.pointers[2] });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a revocation', () => {
  const revoke = (world: World, kid: unknown) => world.run('revocation', { kid });
  const everyStage = APIS.filter((api) => api !== 'api3').flatMap((api) => [`${api}/live`, `${api}/beta`]);

  test('of the key that signs disables it, removes it, goes on with the other one, and flushes every stage twice', async () => {
    const world = new World(TWO);
    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.state()).toEqual({ published: [TWO.kids[1]], enabled: [TWO.keyIds[1]], pointer: TWO.pointers[1] });
    expect(world.calls.slice(0, 2)).toEqual(['kms:disableKey', 's3:deleteObject']);
    expect(world.flushed).toEqual([...everyStage, ...everyStage]);
    expect(world.waits).toEqual([305]);
  });

  test('of a key that does not sign leaves the pointer alone', async () => {
    const world = new World(TWO);
    await revoke(world, TWO.kids[1]);

    expect(world.state()).toEqual({ published: [TWO.kids[0]], enabled: [TWO.keyIds[0]], pointer: TWO.pointers[0] });
  });

  test('moves the pointer to no key that is disabled', async () => {
    const world = new World(TWO);
    world.enabled.delete(TWO.keyIds[1] ?? '');
    await revoke(world, TWO.kids[0]);

    expect(world.pointer).toBe(TWO.pointers[0]);
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

  test('goes on when KMS refuses, and says so at the end', async () => {
    const world = new World(TWO);
    world.refuse = (api) => api === 'kms:disableKey';

    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'FAILED', error: 'KeyNotDisabled' });
    expect(world.published).toEqual(new Set([TWO.kids[1]]));
    expect(world.flushed).toHaveLength(everyStage.length * 2);
  });

  test.each([
    ['its stages cannot be listed', 'apigateway:getStages'],
    ['its cache cannot be flushed', 'apigateway:flushStageAuthorizersCache'],
  ])('goes on to the next API when %s', async (_title, refused) => {
    const world = new World(TWO);
    world.apis = ['api0', 'api1'];
    let first = true;
    world.refuse = (api) => {
      if (api !== refused) return false;
      const is = first;
      first = world.calls.filter((one) => one === refused).length < 9;
      return is;
    };

    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(world.flushed).toContain('api1/live');
  });

  test('in a Region without APIs flushes nothing', async () => {
    const world = new World(TWO);
    world.apis = [];
    await expect(revoke(world, TWO.kids[0])).resolves.toMatchObject({ status: 'SUCCEEDED' });

    expect(world.flushed).toEqual([]);
  });

  test('that broke off anywhere ends, when it is started again, where it would have ended', async () => {
    for (let calls = 0; calls < 12; calls += 1) {
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

  test('the rotation: see and remove public keys of its issuer, move the pointer, disable the older key', () => {
    expect(rights(identityStatements(TWO.template, roleOf(/RotationRole/)))).toEqual([
      `kms:DisableKey ${TWO.keyIds[0]}`,
      `s3:DeleteObject ${objects(TWO)}`,
      `s3:GetObject ${objects(TWO)}`,
      `ssm:PutParameter ${parameterArn(TWO)}`,
    ]);
  });

  test('the revocation: any of its keys, and the authorizer caches of the Region', () => {
    const apis = 'arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis';
    expect(rights(identityStatements(TWO.template, roleOf(/RevocationRole/)))).toEqual([
      `apigateway:DELETE ${apis}/*/stages/*/cache/authorizers`,
      `apigateway:GET ${apis}`,
      `apigateway:GET ${apis}/*/stages`,
      ...TWO.keyIds.map((key) => `kms:DescribeKey ${key}`),
      ...TWO.keyIds.map((key) => `kms:DisableKey ${key}`),
      `s3:DeleteObject ${objects(TWO)}`,
      `ssm:GetParameter ${parameterArn(TWO)}`,
      `ssm:PutParameter ${parameterArn(TWO)}`,
    ]);
  });

  test.each([
    ['SigningKeyk1', ['Administration', 'Publisher', 'Rotation', 'Revocation']],
    ['SigningKeyk2', ['Administration', 'Publisher', 'Revocation']],
  ])('the policy of %s lets in %j', (id, sids) => {
    const { KeyPolicy } = only(TWO.template, 'AWS::KMS::Key', new RegExp(id)).Properties;
    const statements = readable<Statement[]>(KeyPolicy.Statement);
    expect(statements.map(({ Sid }) => Sid)).toEqual(sids);
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
