// cdk-bulkhead stores: what could hold tenants' data, with words that can be typed as they are.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, ran } from './ran';
import { CLEAN, QUEUE, type Resources, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-stores-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function comparing(tag: string): Resources {
  const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `\${aws:PrincipalTag/${tag}}` };
  const document = { Version: '2012-10-17', Statement: [allow] };
  return { [`Of${tag.replace(/\W/g, '')}`]: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } } };
}

const app = file('app.json', template(rows([]), QUEUE));
const schema = JSON.parse(readFileSync(join(__dirname, '../../../schema/stores.schema.json'), 'utf8'));
const foreign = join(__dirname, '../../../examples/foreign/cloudformation/template.yaml');

/** What a shell makes of a line. */
const typed = (line: string) =>
  execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
const lineOf = ({ out }: Ended) => /^ {2}(npx cdk-bulkhead verify .*)$/m.exec(out)?.[1] ?? '';

test('lists each store with its words, its type and its marking', async () => {
  const { code, out, error } = await ran(['stores', app]);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toBe(
    [
      '2 stores could hold tenants’ data. 1 is marked as tenant data.',
      '',
      'AWS::DynamoDB::Table',
      '  ✓ --tenant-data Table  marked by its tag  app/Table',
      '',
      'AWS::SQS::Queue',
      '    --tenant-data Jobs  not marked  app/Jobs',
      '',
      'To copy. Leave out the stores without tenants’ data',
      `  npx cdk-bulkhead verify ${app} --tenant-data Jobs`,
      '',
      'Session tags that policies compare',
      '  none: no policy binds a session to a tenant by aws:PrincipalTag',
      '',
    ].join('\n'),
  );
});

test.each<[what: string, argv: readonly string[], heading: string]>([
  ['none', [file('clean.json', template(CLEAN))], 'No resource in the templates has a type that the proof knows as a store.'],
  ['one that is marked', [foreign], '1 store could hold tenants’ data. It is marked as tenant data.'],
  ['one that is not', [file('one.json', template(QUEUE))], '1 store could hold tenants’ data. None is marked as tenant data.'],
  ['all named', [app, '--tenant-data', 'Jobs'], '2 stores could hold tenants’ data. All are marked as tenant data.'],
])('counts: %s', async (_what, argv, heading) => {
  const { out, code } = await ran(['stores', ...argv]);

  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe(heading);
});

test('says which stores the matrix cannot judge', async () => {
  const { out } = await ran(['stores', '-'], template({ Files: { Type: 'AWS::FSx::FileSystem' } }));

  expect(out).toContain('\nAWS::FSx::FileSystem  the rules cover this type, the matrix does not\n');
});

test('the line can be typed as it is, and marks all of them', async () => {
  const ended = await ran(['stores', app, file('other.json', template(QUEUE, rows([])))]);
  const [, , , ...argv] = typed(lineOf(ended));
  const { tenantData } = JSON.parse((await ran(['verify', '--json', ...argv])).out).summary;

  expect(argv.slice(2)).toEqual(['--tenant-data', 'app/Jobs', '--tenant-data', 'other/Jobs']);
  expect(tenantData).toBe(4);
});

test('a name from a hostile template is a word for the shell, and acts on no terminal', async () => {
  const marker = join(folder, 'ran-by-the-shell');
  const names = [`$(touch ${marker})`, "a'; touch x; '", '-all', 'two words', 'back`tick`', '\u001b[2J'];
  const queues = Object.fromEntries(names.map((name) => [name, { Type: 'AWS::SQS::Queue' }]));
  const path = file('hostile.json', template(queues));
  const ended = await ran(['stores', path]);
  const [, , , , ...argv] = typed(lineOf(ended));

  expect(argv.slice(0, -1)).toEqual([
    ...['--tenant-data', names[0], '--tenant-data', names[1], '--tenant-data=-all', '--tenant-data', names[3]],
    ...['--tenant-data', names[4], '--tenant-data'],
  ]);
  expect(ended.out).not.toContain('\u001b');
  const { stores, arguments: words } = JSON.parse((await ran(['stores', path, '--json'])).out);
  expect(stores.map(({ name }: { name: string }) => name)).toEqual(names);
  expect(JSON.parse((await ran(['verify', path, '--json', ...words])).out).summary.tenantData).toBe(names.length);
});

test('a narrow terminal has two lines for a store', async () => {
  const { out } = await ran(['stores', app], undefined, { width: 40 });

  expect(out).toContain('\n  ✓ --tenant-data Table\n      marked by its tag: app/Table\n');
});

describe('session tags', () => {
  const tagsOf = async (text: string, ...argv: string[]) => {
    const { out } = await ran(['stores', '-', ...argv], text);
    return out.slice(out.indexOf('Session tags')).trim().split('\n').slice(1);
  };

  test('TenantId needs no option, others have theirs', async () => {
    expect(await tagsOf(template(comparing('tenantid'), comparing('org')))).toEqual([
      '  aws:PrincipalTag/tenantid  1 policy  the proof assumes that it holds the tenant',
      '  aws:PrincipalTag/org       1 policy  if it holds the tenant: --tenant-tag org',
    ]);
  });

  test('if none is the tenant’s, it says so', async () => {
    expect(await tagsOf(template(comparing('org')))).toEqual([
      '  aws:PrincipalTag/org  1 policy  if it holds the tenant: --tenant-tag org',
      '  No policy compares aws:PrincipalTag/TenantId, in which the proof expects the tenant.',
    ]);
  });

  test('--tenant-tag names another one', async () => {
    expect(await tagsOf(template(comparing('org')), '--tenant-tag', 'Org')).toEqual([
      '  aws:PrincipalTag/org  1 policy  the proof assumes that it holds the tenant',
    ]);
  });
});

describe('--json', () => {
  test('has what the schema asks for', async () => {
    const json = JSON.parse((await ran(['stores', app, '--json'])).out);
    const { stores, tags } = schema.properties;

    expect(Object.keys(json)).toEqual(schema.required);
    expect(Object.keys(schema.properties)).toEqual(schema.required);
    expect(json.version).toBe(schema.properties.version.const);
    expect(json.stores).toHaveLength(2);
    for (const store of json.stores) {
      expect(Object.keys(store)).toEqual(stores.items.required);
      expect(stores.items.properties.marking.enum).toContain(store.marking);
    }
    expect(Object.keys(stores.items.properties)).toEqual(stores.items.required);
    expect(json.tags).toEqual([]);
    const { tags: found } = JSON.parse((await ran(['stores', foreign, '--json'])).out);
    expect(found).toEqual([{ name: 'TenantId', policies: 1, isTenantTag: true }]);
    expect(Object.keys(found[0])).toEqual(tags.items.required);
  });

  test('the arguments are those of the line', async () => {
    const json = JSON.parse((await ran(['stores', app, '--json'])).out);

    expect(json.arguments).toEqual(['--tenant-data', 'Jobs']);
  });
});

describe('what it cannot see', () => {
  test('a store whose tags only the deployment knows is marked with ?, without a note that repeats it', async () => {
    const queue = { Jobs: { Type: 'AWS::SQS::Queue', Properties: { Tags: { Ref: 'Tags' } } } };
    const text = JSON.stringify({ Parameters: { Tags: { Type: 'CommaDelimitedList' } }, Resources: queue });
    const { out } = await ran(['stores', '-'], text);

    expect(out).toContain('\n  ? --tenant-data Jobs  only the deployment knows its tags  stdin/Jobs\n');
    expect(out).not.toContain('note ');
  });

  test('what a macro adds has a note', async () => {
    const { out, code } = await ran(['stores', '-'], JSON.stringify({ Transform: 'Mine', Resources: QUEUE }));

    expect(code).toBe(0);
    expect(out).toMatch(/\nnote stdin\/Mine: .*does not see/);
  });

  test('a broken file of a directory is named, and the command ends with 2', async () => {
    mkdirSync(join(folder, 'some'));
    file('some/app.json', template(QUEUE));
    file('some/broken.json', '{"Resources": {,}}');
    const { out, error, code } = await ran(['stores', join(folder, 'some')]);

    expect(code).toBe(2);
    expect(out).toContain('--tenant-data Jobs');
    expect(error).toMatch(/^cdk-bulkhead: not judged: .*broken\.json .*\n {2}expected {2}.*\n {2}do {8}.*\n$/);
  });
});

test.each<[what: string, argv: readonly string[], seen: RegExp]>([
  ['no path', [], /no path was given/],
  ['a path that is not there', [join(folder, 'nowhere')], /nowhere does not exist/],
  ['an option of another command', [app, '--sarif'], /Unknown option '--sarif'/],
  ['a name of nothing', [app, '--tenant-data', 'Nothing'], /no resource Nothing[\s\S]*npx cdk-bulkhead stores/],
])('%s ends with 2', async (_what, argv, seen) => {
  const { out, error, code } = await ran(['stores', ...argv]);

  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(error).toMatch(seen);
  expect(error).toMatch(/^cdk-bulkhead: .*\n {2}expected {2}.*\n {2}do {8}.*\n$/);
});

describe('commands without tenant data name it', () => {
  const queue = file('queue.json', template(QUEUE));

  test('the last line of verify', async () => {
    const { out } = await ran(['verify', queue]);

    expect(out.trim().split('\n').at(-1)).toContain(`npx cdk-bulkhead stores ${queue} lists the stores to choose from`);
  });

  test('with many paths as PATH', async () => {
    const { out } = await ran(['verify', queue, app.replace('app', 'clean'), file('third.json', template(CLEAN))]);

    expect(out).toContain('npx cdk-bulkhead stores PATH… lists');
  });

  test('the refusal of matrix', async () => {
    const { error, code } = await ran(['matrix', queue]);

    expect(code).toBe(2);
    expect(error).toMatch(/\n {2}do {8}npx cdk-bulkhead stores \S+ lists the stores/);
  });
});
