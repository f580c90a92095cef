// The catalogue against AWS's Service Authorization Reference, where people slip.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: AWS writes its patterns so
import { ActionCatalogue } from '../../../../lib/proof/actions';

const catalogue = new ActionCatalogue();

test.each<[string, boolean]>([
  ['dynamodb', true],
  ['DynamoDB', true],
  ['execute-api', true],
  ['dynamo', false],
  ['constructor', false],
  ['__proto__', false],
  ['', false],
])('the service %s is known: %s', (name, known) => {
  expect(catalogue.hasService(name)).toBe(known);
});

test('every service can be read, and every action has a name and a level', () => {
  const actions = catalogue.services.flatMap((service) => catalogue.actionsOf(service));

  expect(catalogue.services.length).toBeGreaterThan(400);
  expect(actions.length).toBeGreaterThan(20_000);
  expect(actions.filter(({ name }) => !/^[A-Z][\w-]+$/i.test(name))).toEqual([]);
  expect(new Set(actions.map(({ level }) => level))).toEqual(
    new Set(['Read', 'Write', 'List', 'Tagging', 'Permissions management']),
  );
});

test.each([
  ['dynamodb:GetItem', 'Read', ['table']],
  ['DYNAMODB:getitem', 'Read', ['table']],
  ['dynamodb:Query', 'Read', ['index', 'table']],
  ['dynamodb:PutResourcePolicy', 'Permissions management', ['stream', 'table']],
  ['dynamodb:TagResource', 'Tagging', ['stream', 'table']],
  ['s3:ListAllMyBuckets', 'List', []],
  ['kms:Decrypt', 'Write', ['key']],
])('%s is of level %s', (name, level, resourceTypes) => {
  expect(catalogue.action(name)).toMatchObject({ level, resourceTypes });
});

test.each<[string, readonly string[] | undefined]>([
  ['dynamodb:GetItem', ['dynamodb:GetItem']],
  ['DynamoDB:getitem', ['dynamodb:GetItem']],
  ['dynamodb:Batch*Item', ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem']],
  ['dynamodb:?etItem', ['dynamodb:GetItem']],
  ['dynamodb:GetItm', []],
  ['dynamodb:Get.tem', []],
  ['*', undefined],
  ['*:*', undefined],
  ['dyn*:GetItem', undefined],
  ['mine:GetItem', undefined],
])('%s stands for %j', (pattern, actions) => {
  expect(catalogue.actionsMatching(pattern)).toEqual(actions);
});

test('a pattern made to be slow is not', () => {
  expect(catalogue.actionsMatching(`dynamodb:${'*'.repeat(10_000)}x`)).toEqual([]);
});

// Reference: "Using IAM policy conditions for fine-grained access control", Amazon DynamoDB Developer Guide. Scan has no leading key.
test.each<[string, string, boolean | undefined]>([
  ...[
    ...['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'],
    ...['PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
  ].map((name) => [`dynamodb:${name}`, 'dynamodb:LeadingKeys', true] as [string, string, boolean]),
  ['dynamodb:Scan', 'dynamodb:LeadingKeys', false],
  ['dynamodb:GetItem', 'DynamoDB:leadingkeys', true],
  ['dynamodb:GetItem', 'aws:ResourceTag/tenant', true],
  ['dynamodb:CreateTable', 'aws:RequestTag/tenant', true],
  ['dynamodb:GetItem', 'aws:RequestTag/tenant', false],
  ['kms:Decrypt', 'kms:EncryptionContext:tenant', true],
  ['kms:GenerateDataKey', 'kms:EncryptionContext:tenant', true],
  ['kms:Sign', 'kms:EncryptionContext:tenant', false],
  ['kms:Sign', 'kms:SigningAlgorithm', true],
  ['s3:ListBucket', 's3:prefix', true],
  ['s3:GetObject', 's3:prefix', false],
  ['dynamodb:GetItm', 'dynamodb:LeadingKeys', undefined],
])('a request for %s carries %s: %s', (action, key, carries) => {
  expect(catalogue.supportsConditionKey(action, key)).toBe(carries);
});

test.each<[string, boolean, boolean]>([
  ['aws:PrincipalOrgID', true, true],
  ['aws:principalorgid', true, true],
  ['aws:PrincipalTag/tenant', true, true],
  ['aws:RequestTag/tenant', true, true],
  ['aws:PrincipalTagg/tenant', false, false],
  ['dynamodb:LeadingKeys', true, false],
  ['dynamodb:LeadingKey', false, false],
  ['kms:EncryptionContext:tenant', true, false],
  ['kms:EncryptionContext', false, false],
  ['token.actions.githubusercontent.com:sub', true, false],
  ['cognito-identity.amazonaws.com:aud', true, false],
  ['oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub', true, false],
  ['oidc.example.com:colour', false, false],
  ['saml:aud', true, false],
  ['mine:Key', false, false],
  ['__proto__:x', false, false],
])('the key %s is known: %s, and global: %s', (key, known, global) => {
  expect([catalogue.knowsConditionKey(key), catalogue.isGlobalConditionKey(key)]).toEqual([known, global]);
});

test.each<[string, string | undefined]>([
  ['dynamodb:GetItm', 'dynamodb:GetItem'],
  ['dynamdb:GetItem', 'dynamodb:GetItem'],
  ['dynamodb:LeadingKey', 'dynamodb:LeadingKeys'],
  ['dynamodb:DeletItem', 'dynamodb:DeleteItem'],
  ['kms:Decyrpt', 'kms:Decrypt'],
  ['aws:PrincipalOrgId5', 'aws:PrincipalOrgID'],
  ['dynamdb', 'dynamodb'],
  ['dynamodb:Nothing', undefined],
  ['nonesuch:GetItem', undefined],
])('for %s it suggests %s', (name, suggestion) => {
  expect(catalogue.suggestion(name)).toBe(suggestion);
});

test('a file that is not there is named', () => {
  expect(() => new ActionCatalogue([], '/nowhere/actions.txt')).toThrow(/nowhere/);
});
