// Which indexes of a table have the tenant as their leading key, and what the proof says of those that may not.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and CloudFormation
import { indexesOf } from '../../../../lib/proof/access';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { runRules } from '../../../../lib/proof/rules';
import { type Json, type JsonObject, type Resource, TemplateSet } from '../../../../lib/proof/template';
import { allow, att, boundTo, granted, role, TENANT, TENANT_DATA, tags } from '../rules/planted/builders';

const catalogue = new ActionCatalogue();
const keys = (...names: readonly Json[]): Json => names.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' }));
const index = (IndexName: Json, KeySchema: Json): Json => ({ IndexName, KeySchema });
const PARAMETERS = { Name: { Type: 'String' }, Wide: { Type: 'String' } };
const CONDITIONS = { IsWide: { 'Fn::Equals': [{ Ref: 'Wide' }, 'yes'] } };
const either = (one: Json, other: Json): Json => ({ 'Fn::If': ['IsWide', one, other] });
const NOTHING: Json = { Ref: 'AWS::NoValue' };

function setOf(properties: JsonObject, Type = 'AWS::DynamoDB::Table', more: object = {}): TemplateSet {
  const template = {
    Parameters: PARAMETERS,
    Conditions: CONDITIONS,
    Resources: { Table: { Type, Properties: properties }, ...more },
  } as unknown as JsonObject;
  return new TemplateSet([{ stackName: 'App', template }]);
}

const indexes = (properties: JsonObject, type?: string) => {
  const set = setOf(properties, type);
  return indexesOf(set, set.find('App/Table') as Resource);
};

const UNKNOWN = /only the deployment knows/;

test.each<[string, Json, RegExp | undefined]>([
  ['the key of the table', keys('pk'), undefined],
  ['the key of the table, and others after it', keys('pk', 'email'), undefined],
  ['another key', keys('email'), /^the partition key of the index by-x is email, not pk as in the table$/],
  ['another key before that of the table', keys('email', 'pk'), /is email, not pk/],
  ['a parameter', keys({ Ref: 'Name' }), UNKNOWN],
  ['no key', [], UNKNOWN],
  ['a schema of a parameter', { Ref: 'Name' }, UNKNOWN],
  ['an element of a parameter', [{ Ref: 'Name' }, { AttributeName: 'pk', KeyType: 'HASH' }], UNKNOWN],
])('an index by %s', (_title, schema, doubt) => {
  const found = indexes({ KeySchema: keys('pk'), GlobalSecondaryIndexes: [index('by-x', schema)] });

  expect(found.isComplete).toBe(true);
  expect(found.names).toEqual(['by-x']);
  if (doubt === undefined) expect(found.doubtAbout('by-x')).toBeUndefined();
  else expect(found.doubtAbout('by-x')).toMatch(doubt);
  expect(found.doubtAbout('an-index-that-does-not-exist')).toBeUndefined();
});

test.each<[string, Json | undefined, readonly string[], boolean]>([
  ['none', undefined, [], true],
  ['none in one case', either([index('by-x', keys('email'))], NOTHING), ['by-x'], true],
  ['one in each case', either([index('by-x', keys('pk'))], [index('by-y', keys('pk'))]), ['by-x', 'by-y'], true],
  ['an element in one case', [either(index('by-x', keys('email')), NOTHING)], ['by-x'], true],
  ['a parameter', { Ref: 'Name' }, [], false],
  ['an element of a parameter', [{ Ref: 'Name' }], [], false],
])('the indexes of a table: %s', (_title, written, names, isComplete) => {
  const found = indexes({ KeySchema: keys('pk'), ...(written !== undefined && { GlobalSecondaryIndexes: written }) });

  expect(found.names).toEqual(names);
  expect(found.isComplete).toBe(isComplete);
  if (!isComplete) expect(found.doubtAbout('any')).toMatch(UNKNOWN);
});

test('an index has the key of another one in one case', () => {
  const found = indexes({
    KeySchema: keys('pk'),
    GlobalSecondaryIndexes: either([index('by-x', keys('pk'))], [index('by-x', keys('email'))]),
  });

  expect(found.doubtAbout('by-x')).toMatch(/is email/);
});

test('the key of a table and its index may be the same parameter', () => {
  const key = keys({ Ref: 'Name' });

  expect(indexes({ KeySchema: key, GlobalSecondaryIndexes: [index('by-x', key)] }).doubtAbout('by-x')).toBeUndefined();
});

test('a global table has its keys where a table has them', () => {
  const found = indexes(
    { KeySchema: keys('pk'), GlobalSecondaryIndexes: [index('by-x', keys('email'))] },
    'AWS::DynamoDB::GlobalTable',
  );

  expect(found.doubtAbout('by-x')).toMatch(/is email, not pk/);
});

const TABLE = {
  KeySchema: keys('pk'),
  GlobalSecondaryIndexes: [index('by-email', keys('email')), index('by-date', keys('pk'))],
  Tags: tags(TENANT_DATA) as unknown as Json,
};
const ON_INDEXES = { 'Fn::Sub': '${Table.Arn}/index/*' };

function found(more: object): { readonly cells: readonly string[]; readonly messages: readonly string[] } {
  const evidence = new Evidence(
    setOf(TABLE, undefined, { ...role('Role'), ...granted('Role', allow('dynamodb:Query', [att('Table'), ON_INDEXES], more)) }),
    catalogue,
  );
  const { findings } = runRules(evidence, { only: ['tenant-data-access', 'table-leading-keys'] });
  return {
    cells: evidence.matrix.cells.map(({ session, effect, namesTenant }) => `${session} ${effect} ${namesTenant}`),
    messages: findings.map(({ message }) => message),
  };
}

test('the finding names the index and its key, once', () => {
  const { cells, messages } = found(boundTo(TENANT));

  expect(cells).toEqual(['right tenant Unknown false', 'other tenant Unknown false']);
  expect(messages).toEqual([
    'App/Role may call dynamodb:Query on App/Table with data of all tenants, in any tenant’s session and in another tenant’s session (the partition key of the index by-email is email, not pk as in the table)',
  ]);
});

test('without the condition, nothing is in doubt', () => {
  const { cells, messages } = found({});

  expect(cells).toEqual(['right tenant Allowed false', 'other tenant Allowed false', 'no tenant Allowed false']);
  expect(messages).toEqual([expect.stringMatching(/in any session$/)]);
});
