// What becomes of tenants' data by a change: each change, under each policy, for each way to say whose data it is.
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { lostData } from '../../../../lib/proof/lost';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { arn, at, key, lostIn, type Stacks, TENANTS, table } from './stacks';

const POLICIES = ['Retain', 'RetainExceptOnCreate', 'Delete', 'Snapshot', undefined] as const;
const MARKS = ['tagged', 'named', 'untagged'] as const;

function store(
  policy: string | undefined,
  mark: (typeof MARKS)[number],
  properties: object = {},
  path = 'App/Rows/Resource',
): JsonObject {
  const { Type, Properties } = table(mark === 'tagged' ? {} : { Tags: [] }) as { Type: string; Properties: object };
  const policies: JsonObject = policy === undefined ? {} : { DeletionPolicy: policy, UpdateReplacePolicy: policy };
  return { Type, ...policies, ...at(path), Properties: { ...Properties, ...properties } };
}

const OTHER = { Kept: { Type: 'AWS::SNS::Topic' } };
type Made = (properties?: object, path?: string) => ReturnType<typeof store>;

const CHANGES: readonly (readonly [
  string,
  (made: Made) => { before: Stacks; after: Stacks },
  string | undefined,
  RegExp | undefined,
])[] = [
  ['is removed', (made) => ({ before: { App: { Rows: made() } }, after: { App: OTHER } }), 'left', /^is removed$/],
  [
    'is replaced',
    (made) => ({
      before: { App: { Rows: made() } },
      after: { App: { Rows: made({ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }) } },
    }),
    'replaced',
    /^is replaced, because KeySchema changes$/,
  ],
  [
    'changes its logical id',
    (made) => ({ before: { App: { Rows: made() } }, after: { App: { Lines: made({}, 'App/Lines/Resource') } } }),
    'renamed',
    /^changes its logical id$/,
  ],
  [
    'moves to another stack',
    (made) => ({ before: { App: { Rows: made() } }, after: { App: OTHER, Data: { Rows: made({}, 'Data/Rows/Resource') } } }),
    'moved',
    /^moves to the stack Data$/,
  ],
  ['is unchanged', (made) => ({ before: { App: { Rows: made() } }, after: { App: { Rows: made() } } }), undefined, undefined],
  [
    'gets a new one beside it',
    (made) => ({ before: { App: { Rows: made() } }, after: { App: { Rows: made(), More: made() } } }),
    undefined,
    undefined,
  ],
];

const EFFECTS: { readonly [policy: string]: RegExp } = {
  Retain: /stays in a resource that no stack manages \(\w+ is Retain\)/,
  RetainExceptOnCreate: /stays in a resource that no stack manages \(\w+ is RetainExceptOnCreate\)/,
  Delete: /CloudFormation deletes it with all its data \(\w+ is Delete\)/,
  Snapshot: /takes a snapshot, then deletes the resource \(\w+ is Snapshot\)/,
  undefined: /CloudFormation deletes it with all its data \(\w+ is Delete\)/,
};

describe.each(CHANGES)('a table that %s', (_what, changed, kind, message) => {
  describe.each(POLICIES)('under the policy %s', (policy) => {
    test.each(MARKS)('%s', (mark) => {
      const { before, after } = changed((properties, path) => store(policy, mark, properties, path));

      const lost = lostIn(before, after, mark === 'named' ? ['Rows'] : []);

      expect(lost).toHaveLength(kind === undefined ? 0 : 1);
      for (const one of lost) {
        expect(one).toMatchObject({ kind, id: 'App/Rows', path: 'App/Rows/Resource', certain: true });
        expect(one.severity).toBe(mark === 'untagged' ? 'warning' : 'error');
        expect(one.holds).toBe(mark === 'untagged' ? 'other' : 'tenant data');
        expect(one.message).toMatch(message ?? /never/);
        expect(one.effect).toMatch(EFFECTS[String(policy)] ?? /never/);
        expect(/The app starts with a new, empty store/.test(one.effect)).toBe(kind !== 'left');
        expect(one.effect).toContain(kind === 'replaced' ? 'UpdateReplacePolicy' : 'DeletionPolicy');
        expect(one.fix).toMatch({ left: /^Keep it in the template/, replaced: /^Undo/ }[String(kind)] ?? /cdk refactor/);
      }
    });
  });
});

const only = (before: Stacks, after: Stacks, named: readonly string[] = []) => {
  const lost = lostIn(before, after, named);
  expect(lost).toHaveLength(1);
  return lost[0];
};

describe('where it is now', () => {
  test('both ids are said of one that is renamed', () => {
    const lost = only({ App: { Rows: table() } }, { App: { Lines: table() } });

    expect(lost).toMatchObject({ kind: 'renamed', id: 'App/Rows', now: { id: 'App/Lines' } });
  });

  test('a stack that is not there any longer is not touched', () => {
    const lost = only({ Old: { Rows: table() } }, { New: { Rows: table() } });

    expect(lost).toMatchObject({ kind: 'moved', now: { id: 'New/Rows' } });
    expect(lost?.effect).toMatch(
      /^NEW does not have its stack: nothing happens until somebody deletes the stack\. Then the data stays/,
    );
  });

  test('a name that both have stops the deployment', () => {
    const named = table({ TableName: 'rows' });

    expect(only({ App: { Rows: named } }, { App: { Lines: named } })?.effect).toMatch(
      /The deployment fails while the old one exists/,
    );
    expect(only({ App: { Rows: table() } }, { App: { Lines: table() } })?.effect).not.toContain('fails');
  });

  test('two that look the same are not guessed at', () => {
    const lost = lostIn({ App: { One: table(), Two: table() } }, { App: { Three: table(), Four: table() } });

    expect(lost.map(({ kind }) => kind)).toEqual(['left', 'left']);
  });

  test('a condition that only the deployment knows may take it away', () => {
    const parameters = { Stage: { Type: 'String' } };
    const before = { App: { Rows: table() } };
    const after = { App: { Rows: table({}, { Condition: 'IsProduction' }) } };

    expect(lostIn(before, after, [], parameters)).toMatchObject([{ kind: 'left', certain: false, severity: 'error' }]);
    expect(lostIn(after, after, [], parameters)).toEqual([]);
  });

  test('another type under its id is refused', () => {
    const after = { App: { Rows: { Type: 'AWS::S3::Bucket' } } };

    expect(only({ App: { Rows: table() } }, after)).toMatchObject({
      kind: 'refused',
      message: 'changes its type to AWS::S3::Bucket',
    });
  });
});

describe('whose data it is', () => {
  const role = (properties: JsonObject = {}) => ({ App: { Role: { Type: 'AWS::IAM::Role', Properties: properties } } });

  test('a tag on what keeps no data is passed over', () => {
    expect(lostIn(role({ Tags: [TENANTS] }), { App: OTHER })).toEqual([]);
  });

  test('what is named counts, whatever its type', () => {
    expect(only(role(), { App: OTHER }, ['Role'])).toMatchObject({ kind: 'left', severity: 'error', holds: 'tenant data' });
  });

  test('a tag that NEW alone has is enough', () => {
    const untagged = table({ Tags: [] }, { DeletionPolicy: 'Retain' });

    expect(only({ App: { Rows: untagged } }, { App: { Rows: table({}, { DeletionPolicy: 'Delete' }) } })?.severity).toBe('error');
  });
});

test.each([
  ['Retain', 'Delete'],
  ['Delete', 'Retain'],
])('of what is replaced, the weaker policy counts: %s before, %s after', (was, is) => {
  const rows = (UpdateReplacePolicy: string, name: string) => ({
    App: { Rows: table({ TableName: name }, { UpdateReplacePolicy }) },
  });
  const [lost] = lostIn(rows(was, 'old'), rows(is, 'new')).filter(({ kind }) => kind === 'replaced');

  expect(lost?.effect).toMatch(/deletes it with all its data/);
});

describe('keys', () => {
  const encrypted = (name: string) => table({ SSESpecification: { SSEEnabled: true, KMSMasterKeyId: arn(name) } });
  const bucket = (name: string) => ({
    Type: 'AWS::S3::Bucket',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Tags: [TENANTS],
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: name } } },
        ],
      },
    },
  });

  test.each([
    ['a table', encrypted],
    ['a bucket', bucket],
  ])('one that encrypts %s with tenants’ data is as good as the data', (_what, holder) => {
    const lost = only({ App: { Key: key(), Rows: holder('Key') } }, { App: { Rows: holder('Gone') } });

    expect(lost).toMatchObject({ id: 'App/Key', holds: 'key of tenant data', severity: 'error', kind: 'left' });
    expect(lost?.effect).toBe('The key stays in the account, and no stack manages it (DeletionPolicy is Retain).');
  });

  test('a replica of it counts too, and one that encrypts nothing is a warning', () => {
    const replica = { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: arn('Key') } };
    const lost = lostIn(
      { App: { Key: key(), Rows: encrypted('Key'), Replica: replica, Spare: key({ Description: 'spare' }) } },
      { App: { Key: key(), Rows: encrypted('Key') } },
    );

    expect(lost).toMatchObject([
      { id: 'App/Replica', severity: 'error', holds: 'key of tenant data' },
      { id: 'App/Spare', severity: 'warning', holds: 'other' },
    ]);
    expect(lost[0]?.effect).toMatch(
      /schedules the key for deletion\. After the deletion, nobody can read what the key encrypted/,
    );
  });

  test.each(['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'])('a change of %s is refused by CloudFormation', (property) => {
    const lost = only({ App: { Key: key() } }, { App: { Key: key({ [property]: 'CHANGED' }) } });

    expect(lost).toMatchObject({ kind: 'refused', properties: [property] });
    expect(lost?.effect).toMatch(/refuses this change, and the deployment fails/);
  });
});

describe('the encryption context that a key policy demands', () => {
  const demanding = (...services: (string | undefined)[]) =>
    key({
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: services.map((service) => ({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/app' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
          ...(service !== undefined && {
            Condition: {
              StringEquals: {
                'kms:EncryptionContext:service': service,
                'kms:EncryptionContext:tenant': ['$', '{aws:PrincipalTag/TenantId}'].join(''),
              },
            },
          }),
        })),
      },
    });

  test('that becomes another one leaves the data unreadable', () => {
    const lost = only({ App: { Key: demanding('media') } }, { App: { Key: demanding('films') } });

    expect(lost).toMatchObject({
      kind: 'context',
      message: 'lets nobody decrypt with the encryption context service=media any more',
    });
    expect(lost?.effect).toBe('The data stays, and nobody can decrypt what was encrypted with that context.');
  });

  test.each<[string, (string | undefined)[], (string | undefined)[]]>([
    ['is unchanged', ['media'], ['media']],
    ['gets another one beside it', ['media'], ['media', 'films']],
    ['was not demanded', [undefined], ['films']],
    ['is not demanded any more', ['media'], [undefined]],
  ])('that %s loses nothing', (_title, before, after) => {
    expect(lostIn({ App: { Key: demanding(...before) } }, { App: { Key: demanding(...after) } })).toEqual([]);
  });
});

describe('easier to delete', () => {
  test.each(['DeletionPolicy', 'UpdateReplacePolicy'])('%s that becomes weaker is an error of tenants’ data', (policy) => {
    const lost = only({ App: { Rows: table() } }, { App: { Rows: table({}, { [policy]: 'Delete' }) } });

    expect(lost).toMatchObject({ kind: 'policy', severity: 'error', properties: [policy] });
    expect(lost?.message).toBe(`${policy} was Retain and is now Delete`);
  });

  test('one that becomes stronger is not', () => {
    expect(lostIn({ App: { Rows: table({}, { DeletionPolicy: 'Delete' }) } }, { App: { Rows: table() } })).toEqual([]);
  });

  const database = (properties: object) => ({
    Type: 'AWS::RDS::DBCluster',
    UpdateReplacePolicy: 'Snapshot',
    Properties: { Engine: 'aurora-postgresql', ...properties },
  });
  const pool = (DeletionProtection: string) => ({ Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection } });
  const replicas = (on: boolean) => ({
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: { Replicas: [{ Region: 'eu-west-1', DeletionProtectionEnabled: on }] },
  });

  test.each([
    ['a table', table({ DeletionProtectionEnabled: true }), table()],
    ['a database', database({ DeletionProtection: 'true' }), database({ DeletionProtection: false })],
    ['a user pool', pool('ACTIVE'), pool('INACTIVE')],
    ['a global table', replicas(true), replicas(false)],
  ])('deletion protection of %s that is switched off is a warning', (_what, on, off) => {
    expect(only({ App: { Rows: on } }, { App: { Rows: off } })).toMatchObject({
      kind: 'protection',
      severity: 'warning',
      certain: true,
    });
    expect(lostIn({ App: { Rows: off } }, { App: { Rows: on } })).toEqual([]);
  });
});

test.each<[what: string, before: object, after: object, kinds: readonly string[]]>([
  ['another account', { account: '111111111111' }, { account: '222222222222' }, ['moved']],
  ['another Region', { region: 'eu-central-1' }, { region: 'us-east-1' }, ['moved']],
  ['the same place', { region: 'eu-central-1' }, { region: 'eu-central-1' }, []],
  ['a place that only the deployment knows', {}, { region: 'us-east-1' }, []],
])('a stack that goes to %s leaves its stores behind', (_what, old, now, kinds) => {
  const evidence = (place: object) =>
    new Evidence(
      new TemplateSet([{ stackName: 'App', template: { Resources: { Table: table() } }, ...place }]),
      new ActionCatalogue(),
    );
  const found = lostData(evidence(old), evidence(now), []);

  expect(found.map(({ kind }) => kind)).toEqual(kinds);
  for (const { effect } of found) expect(effect).toMatch(/^NEW does not have its stack: nothing happens until/);
});
