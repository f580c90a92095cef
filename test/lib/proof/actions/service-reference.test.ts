// Files of AWS's service reference: what they add to the data of the package, and what is refused.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: AWS writes its patterns so
import { ActionCatalogue, serviceReference } from '../../../../lib/proof/actions';

const reference = (value: unknown) =>
  serviceReference(typeof value === 'string' ? value : JSON.stringify(value), 'dynamodb.json');

/** Members as AWS publishes them, shortened. */
const DYNAMODB = {
  Name: 'dynamodb',
  Actions: [
    {
      Name: 'ScanBackwards',
      ActionConditionKeys: ['dynamodb:LeadingKeys', 'dynamodb:Direction'],
      Annotations: { Properties: { IsList: false, IsPermissionManagement: false, IsTaggingOnly: false, IsWrite: false } },
      Resources: [{ Name: 'index' }, { Name: 'table' }],
    },
    { Name: 'GetItem', Annotations: { Properties: { IsWrite: true } } },
  ],
  ConditionKeys: [{ Name: 'dynamodb:Direction', Types: ['String'] }],
  Resources: [{ Name: 'table', ARNFormats: ['arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}'] }],
  Version: 'v1.4',
};

const plain = new ActionCatalogue();

test('an action and a key that are newer than the package become known', () => {
  const catalogue = new ActionCatalogue([reference(DYNAMODB)]);

  expect(plain.action('dynamodb:ScanBackwards')).toBeUndefined();
  expect(catalogue.action('dynamodb:scanbackwards')).toMatchObject({ level: 'Read', resourceTypes: ['index', 'table'] });
  expect(catalogue.actionsMatching('dynamodb:Scan*')).toEqual(['dynamodb:Scan', 'dynamodb:ScanBackwards']);
  expect(catalogue.typeOfConditionKey('dynamodb:Direction')).toBe('String');
  expect(catalogue.supportsConditionKey('dynamodb:ScanBackwards', 'dynamodb:LeadingKeys')).toBe(true);
});

test('what the package knows of the service stays, and the file decides about what both name', () => {
  const catalogue = new ActionCatalogue([reference(DYNAMODB)]);

  expect(catalogue.actionsOf('dynamodb').length).toBe(plain.actionsOf('dynamodb').length + 1);
  expect(catalogue.action('dynamodb:PutItem')).toEqual(plain.action('dynamodb:PutItem'));
  expect([plain, catalogue].map((one) => one.action('dynamodb:GetItem')?.level)).toEqual(['Read', 'Write']);
  expect(plain.action('dynamodb:GetItem')?.level).toBe('Read');
});

test('a service that is newer than the package, and two files about one service', () => {
  const catalogue = new ActionCatalogue([
    reference({ Name: 'newstore', Actions: [{ Name: 'ReadThing' }] }),
    reference({ Name: 'newstore', Actions: [{ Name: 'WriteThing' }] }),
  ]);

  expect(catalogue.hasService('NewStore')).toBe(true);
  expect(catalogue.services).toContain('newstore');
  expect(catalogue.actionsMatching('newstore:*')).toEqual(['newstore:ReadThing', 'newstore:WriteThing']);
  expect(catalogue.suggestion('newstor:ReadThing')).toBe('newstore:ReadThing');
});

test('global condition keys are those of the name aws', () => {
  const catalogue = new ActionCatalogue([
    reference({ Name: 'aws', ConditionKeys: [{ Name: 'aws:PlanetOrigin', Types: ['String'] }] }),
  ]);

  expect([plain, catalogue].map((one) => one.isGlobalConditionKey('aws:PlanetOrigin'))).toEqual([false, true]);
  expect(catalogue.suggestion('aws:PlanetOrigim')).toBe('aws:PlanetOrigin');
});

test.each<[marks: object, level: string]>([
  [{ IsPermissionManagement: true, IsWrite: true }, 'Permissions management'],
  [{ IsTaggingOnly: true, IsWrite: true }, 'Tagging'],
  [{ IsWrite: true, IsList: true }, 'Write'],
  [{ IsWrite: false, IsList: true }, 'List'],
  [{ IsWrite: false }, 'Read'],
  // Written by hand, without marks: it may do anything.
  [{}, 'Write'],
])('the marks %j are the level %s', (Properties, level) => {
  const catalogue = new ActionCatalogue([
    reference({ Name: 'newstore', Actions: [{ Name: 'Do', Annotations: { Properties } }] }),
  ]);

  expect(catalogue.action('newstore:Do')?.level).toBe(level);
});

test.each<[what: string, value: unknown, seen: string]>([
  ['text', 'dynamodb:GetItem', 'dynamodb.json is not a JSON object'],
  ['a list', [DYNAMODB], 'dynamodb.json is not a JSON object'],
  ['the list of services', { service: 's3', url: 'https://…' }, 'dynamodb.json has the Name undefined'],
  ['a name in capitals', { Name: 'Amazon DynamoDB' }, 'dynamodb.json has the Name "Amazon DynamoDB"'],
  ['actions as texts', { Name: 's3', Actions: ['GetObject'] }, 'dynamodb.json has Actions that'],
  ['actions by name', { Name: 's3', Actions: { GetObject: {} } }, 'dynamodb.json has Actions that'],
  ['keys without names', { Name: 's3', ConditionKeys: [null] }, 'dynamodb.json has ConditionKeys that'],
])('refuses %s', (_what, value, seen) => {
  expect(() => reference(value)).toThrow(
    expect.objectContaining({ seen: expect.stringContaining(seen), remedy: expect.stringContaining('servicereference') }),
  );
});
