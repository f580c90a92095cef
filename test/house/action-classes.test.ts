// The class of every action of the services that hold data, as somebody has read it. AWS adds actions every week.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { consequenceOf, DATA_SERVICES, derivedConsequenceOf, isOnData } from '../../lib/proof/access/matrix/consequence';
import { REVIEWED_ACTIONS } from '../../lib/proof/access/matrix/reviewed-actions';
import { ActionCatalogue } from '../../lib/proof/actions';

const FILE = join(__dirname, 'action-classes.txt');
const CLASSES: readonly string[] = ['data', 'whole', 'authority', 'settings', 'list'];
const catalogue = new ActionCatalogue();

function lines(): string[] {
  return DATA_SERVICES.flatMap((service) =>
    catalogue.actionsOf(service).map((action) => {
      const elsewhere = isOnData(service, action) ? '' : ' (not on a store)';
      return `${service}:${action.name} ${consequenceOf(service, action)}${elsewhere}`;
    }),
  ).sort();
}

const REVIEW = `Read the page of each of these actions. Then run: UPDATE_DOCS=1 npx jest test/house/action-classes
If a class in test/house/action-classes.txt is wrong, add a line to lib/proof/access/matrix/reviewed-actions.ts.
If an action reads or writes rows of DynamoDB, it is also in contract/table-actions.ts.`;

test('nobody has to review an action that AWS has added, and no class has changed unseen', () => {
  const now = lines();
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, `${now.join('\n')}\n`);
  const known = new Set(readFileSync(FILE, 'utf8').trimEnd().split('\n'));

  const unseen = now.filter((line) => !known.has(line));
  const gone = [...known].filter((line) => !now.includes(line));

  if (unseen.length + gone.length > 0) {
    throw new Error([REVIEW, ...unseen.map((line) => `+ ${line}`), ...gone.map((line) => `- ${line}`)].join('\n'));
  }
});

test('every reviewed action exists, with a class and a page, and without its line it would have another class', () => {
  const reviewed = [...REVIEWED_ACTIONS];
  const needless = reviewed.filter(([name, { consequence }]) => {
    const action = catalogue.action(name);
    return action === undefined || derivedConsequenceOf(name.slice(0, name.indexOf(':')), action) === consequence;
  });

  expect(needless).toEqual([]);
  expect(reviewed.filter(([, { page }]) => page === '')).toEqual([]);
  expect(reviewed.filter(([, { consequence }]) => !CLASSES.includes(consequence))).toEqual([]);
});

test('the reviewed actions are in the order of their names, each once', () => {
  const source = readFileSync(join(__dirname, '../../lib/proof/access/matrix/reviewed-actions.ts'), 'utf8');
  const names = source.match(/^[a-z0-9-]+:\w+(?= )/gm) ?? [];

  expect(names).toEqual([...names].sort());
  expect(names).toEqual([...REVIEWED_ACTIONS.keys()]);
});

test.each([
  ['dynamodb', 'SearchVectors', 'data'],
  ['dynamodb', 'Scan', 'data'],
  ['dynamodb', 'ReadDataForReplication', 'data'],
  ['dynamodb', 'DescribeTable', 'settings'],
  ['dynamodb', 'ListTables', 'list'],
  ['dynamodb', 'UpdateTable', 'whole'],
  ['dynamodb', 'PutResourcePolicy', 'authority'],
  ['dynamodb', 'GetResourcePolicy', 'settings'],
  ['rds-db', 'connect', 'data'],
  ['s3', 'ListBucket', 'data'],
  ['s3', 'ListObjectAnnotations', 'data'],
  ['s3', 'DeleteObject', 'data'],
  ['s3', 'DeleteBucket', 'whole'],
  ['s3', 'PutObjectAcl', 'authority'],
  ['s3', 'PutAccessPointPolicy', 'settings'],
  ['sqs', 'PurgeQueue', 'whole'],
  ['ssm', 'StartSession', 'settings'],
  ['states', 'DescribeExecution', 'data'],
])('%s:%s is of the class %s', (service, name, expected) => {
  const action = catalogue.action(`${service}:${name}`);

  expect(action && consequenceOf(service, action)).toBe(expected);
});

test('an action of a store that nobody has reviewed reads or writes data', () => {
  const on = { resourceTypes: ['table'], conditionKeys: [] };

  expect(consequenceOf('dynamodb', { ...on, name: 'FathomRows', level: 'Read' })).toBe('data');
  expect(consequenceOf('dynamodb', { ...on, name: 'FathomRows', level: 'Write' })).toBe('data');
  expect(consequenceOf('dynamodb', { ...on, name: 'DeleteRows', level: 'Write' })).toBe('whole');
});
