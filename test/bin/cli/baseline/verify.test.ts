// verify with a baseline: an app starts without findings, and only new ones make the exit code 1.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran } from '../ran';
import { acknowledging, CLEAN, openGroup, QUEUE, type Resources, rows, template } from '../templates';

let folder = '';
let baseline = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-baseline-'));
  baseline = join(folder, 'baseline.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const OPEN = 'security-group-open-to-world';
const verify = (path: string, ...argv: string[]) => ran(['verify', path, '--baseline', baseline, ...argv]);
const update = (path: string, ...argv: string[]) => verify(path, '--update-baseline', ...argv);
const summaryOf = async (path: string, ...argv: string[]) => JSON.parse((await verify(path, '--json', ...argv)).out).summary;
const entries = (): { place: string; rule: string; id: string; severity: string }[] =>
  JSON.parse(readFileSync(baseline, 'utf8')).findings;

/** Of an open group, the finding alone. */
const group = (id = 'Group', metadata: object = {}): Resources => ({ [id]: openGroup(metadata).Group as Resources[string] });

test('begins with what is there, and then says nothing of it', async () => {
  const app = file('app.json', template(group(), QUEUE));
  const first = await update(app);
  const second = await verify(app);

  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^no new findings, 2 places known from the baseline {2}\(/);
  expect(first.error).toBe(
    [
      `${baseline} was updated: 2 added, 0 removed, now 2 known places`,
      `  + error ${OPEN} at app/Group`,
      '  + warning customer-managed-key at app/Jobs',
      '',
    ].join('\n'),
  );
  expect(second).toEqual({ ...first, error: '' });
});

test('the file has a line for each place, in an order that is always the same, and ends with a newline', async () => {
  await update(file('app.json', template(QUEUE, group('Two'), group('One'))));

  expect(readFileSync(baseline, 'utf8')).toBe(
    `${[
      '{',
      '  "version": 1,',
      '  "findings": [',
      '    {"place":"app/Jobs","rule":"customer-managed-key","id":"customer-managed-key","severity":"warning"},',
      `    {"place":"app/One","rule":"${OPEN}","id":"${OPEN}","severity":"error"},`,
      `    {"place":"app/Two","rule":"${OPEN}","id":"${OPEN}","severity":"error"}`,
      '  ]',
      '}',
    ].join('\n')}\n`,
  );
});

test('a new place is a finding, and known ones are counted', async () => {
  await update(file('app.json', template(group(), QUEUE)));
  const { code, out, error } = await verify(file('app.json', template(group(), group('Other'), QUEUE)));

  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(out).toContain('\n  app/Other  AWS::EC2::SecurityGroup\n');
  expect(out).not.toContain('app/Group');
  expect(out).toMatch(/\n1 error, 0 warnings, 2 places known from the baseline {2}\(/);
});

test('--fail-on is about new findings alone', async () => {
  const app = file('app.json', template(QUEUE));
  await update(app);

  expect((await verify(app, '--fail-on', 'note')).code).toBe(0);
  expect((await verify(file('app.json', template(QUEUE, { More: QUEUE.Jobs as Resources[string] })))).code).toBe(0);
  expect((await verify(join(folder, 'app.json'), '--fail-on', 'warning')).code).toBe(1);
});

test('a finding that becomes worse is new', async () => {
  const app = file('app.json', template({ Table: { Type: 'AWS::DynamoDB::Table' } }));
  await update(app, '--only', 'point-in-time-recovery');
  const before = await summaryOf(app, '--only', 'point-in-time-recovery');
  const after = await verify(app, '--only', 'point-in-time-recovery', '--tenant-data', 'Table');

  expect(before).toMatchObject({ errors: 0, warnings: 0, known: 1 });
  expect(entries().map(({ severity }) => severity)).toEqual(['warning']);
  expect(after.code).toBe(1);
  expect(after.out).toContain('✗ point-in-time-recovery');
  expect(after.error).toContain('  - warning point-in-time-recovery at app/Table\n');
});

test('an entry that no longer occurs is named, with what to do; an update removes it', async () => {
  await update(file('app.json', template(group(), QUEUE)));
  const fixed = file('app.json', template(QUEUE));
  const { code, error } = await verify(fixed);
  const json = JSON.parse((await verify(fixed, '--json')).out);
  const updated = await update(fixed);

  expect(code).toBe(0);
  expect(error).toBe(
    `1 entry of ${baseline} no longer occurs: run this command again with --update-baseline\n  - error ${OPEN} at app/Group\n`,
  );
  expect(json.staleBaseline).toEqual([{ place: 'app/Group', rule: OPEN, id: OPEN, severity: 'error' }]);
  expect(updated.error).toBe(`${baseline} was updated: 0 added, 1 removed, now 1 known place\n  - error ${OPEN} at app/Group\n`);
  expect((await verify(fixed)).error).toBe('');
});

test('a finding that somebody acknowledges leaves the baseline', async () => {
  await update(file('app.json', template(group())));
  const { code, error } = await verify(file('app.json', template(group('Group', acknowledging(OPEN, 'a bastion')))));

  expect(code).toBe(0);
  expect(error).toContain(`- error ${OPEN} at app/Group`);
});

test('entries of rules that did not run are neither stale nor removed', async () => {
  const app = file('app.json', template(group(), QUEUE));
  await update(app);
  const written = readFileSync(baseline, 'utf8');

  for (const argv of [
    ['--only', OPEN],
    ['--skip', 'customer-managed-key'],
  ]) {
    expect((await verify(app, ...argv)).error).toBe('');
    expect((await update(app, ...argv)).error).toBe(`${baseline} is up to date: 2 known places\n`);
  }
  expect(readFileSync(baseline, 'utf8')).toBe(written);
});

test('many changes are counted, and the first of them are shown', async () => {
  const groups = Array.from({ length: 25 }, (_, index) => group(`Group${String(index).padStart(2, '0')}`));
  const { error } = await update(file('app.json', template(...groups)));

  expect(error.split('\n')).toHaveLength(1 + 20 + 1 + 1);
  expect(error).toContain('\n  + and 5 more\n');
});

describe('two apps with the same ids', () => {
  const app = (name: string, ...parts: Resources[]) => {
    mkdirSync(join(folder, name), { recursive: true });
    return file(`${name}/app.json`, template(...parts));
  };

  test('keep their places apart if they are judged together', async () => {
    const both = () => ran(['verify', join(folder, 'one'), join(folder, 'two'), '--baseline', baseline]);
    app('one', group());
    app('two', CLEAN);
    await ran(['verify', join(folder, 'one'), join(folder, 'two'), '--baseline', baseline, '--update-baseline']);
    expect((await both()).code).toBe(0);
    app('two', group());

    const { code, out } = await both();
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ [\s\S]*\n1 error, 0 warnings, 1 place known/);
  });

  test('have a file each if they are judged alone', async () => {
    const [one, two] = [app('one', group()), app('two', group('Other'))];
    await update(one);
    const other = join(folder, 'other.json');
    await ran(['verify', two, '--baseline', other, '--update-baseline']);

    expect((await verify(one)).code).toBe(0);
    expect((await verify(two)).code).toBe(1);
    expect((await ran(['verify', two, '--baseline', other])).code).toBe(0);
  });
});

test.each<[what: string, text: string]>([
  ['nothing', template(CLEAN)],
  ['rows for every tenant', template(rows(['dynamodb:GetItem', 'dynamodb:Scan']))],
  ['two groups', template(group(), group('Other'), QUEUE)],
  ['a rule twice in one resource', template(twice())],
  ['a note', template({ Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } } })],
  ['the example', readFileSync(join(__dirname, '../../../../examples/foreign/cloudformation/template.yaml'), 'utf8')],
])('what was written is known: %s', async (what, text) => {
  const app = file('app.yaml', text);
  const { places, notes } = JSON.parse((await ran(['verify', app, '--json'])).out).summary;
  expect(notes > 0).toBe(what === 'a note');
  await update(app);

  expect(await summaryOf(app)).toMatchObject({ errors: 0, warnings: 0, notes: 0, places: 0, known: places });
  expect((await verify(app, '--fail-on', 'note')).code).toBe(0);
});

/** A group that is open at two ports: two findings with one id. */
function twice(...ports: number[]): Resources {
  const rule = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' });
  const egress = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }];
  return {
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'open',
        SecurityGroupIngress: [22, 3389, ...ports].map(rule),
        SecurityGroupEgress: egress,
      },
    },
  };
}

test('one more finding with a known id makes all of them new', async () => {
  await update(file('app.json', template(twice())));

  expect(await summaryOf(join(folder, 'app.json'))).toMatchObject({ places: 0, known: 2 });
  expect(await summaryOf(file('app.json', template(twice(5432))))).toMatchObject({ places: 3, known: 0 });
});

describe('--sarif', () => {
  const resultsOf = async (app: string, ...argv: string[]) =>
    JSON.parse((await ran(['verify', app, '--sarif', ...argv])).out).runs[0].results as {
      ruleId: string;
      baselineState?: string;
      suppressions?: object[];
    }[];

  test('has the state of every result, and what is acknowledged is unchanged', async () => {
    await update(file('app.json', template(group())));
    const app = file('app.json', template(group(), group('Accepted', acknowledging(OPEN, 'a bastion')), QUEUE));
    const results = await resultsOf(app, '--baseline', baseline);

    expect(results.map(({ ruleId, baselineState, suppressions }) => [ruleId, baselineState, suppressions?.length])).toEqual([
      ['customer-managed-key', 'new', undefined],
      [OPEN, 'unchanged', undefined],
      [OPEN, 'unchanged', 1],
    ]);
  });

  test('without a baseline no result has one', async () => {
    const results = await resultsOf(file('app.json', template(group(), QUEUE)));

    expect(results).toHaveLength(2);
    for (const result of results) expect(result).not.toHaveProperty('baselineState');
  });
});

test('a doubt is said of an app without new findings, too', async () => {
  const app = file(
    'app.json',
    JSON.stringify({
      Parameters: { Tags: { Type: 'CommaDelimitedList' } },
      Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { Tags: { Ref: 'Tags' } } } },
    }),
  );
  await update(app);

  expect((await verify(app)).out).toMatch(/\nno new findings, \d+ places? known from the baseline, but see the notes/);
});

describe('the file', () => {
  const app = () => file('app.json', template(group()));

  test('is replaced at once: no other file is left, and a link stays a link', async () => {
    const real = file('real.json', '{ "version": 1, "findings": [] }\n');
    symlinkSync(real, baseline);
    const path = app();
    const before = readdirSync(folder).sort();
    const { ino } = statSync(real);
    await update(path);

    expect(readdirSync(folder).sort()).toEqual(before);
    expect(lstatSync(baseline).isSymbolicLink()).toBe(true);
    expect(statSync(real).ino).not.toBe(ino);
    expect(entries()).toHaveLength(1);
  });

  test('is not written if nothing changes', async () => {
    await update(app());
    utimesSync(baseline, 1000, 1000);
    await update(app());

    expect(statSync(baseline).mtimeMs).toBe(1_000_000);
  });

  test('in a folder that is not there is refused, and the findings are not accepted', async () => {
    baseline = join(folder, 'nowhere', 'baseline.json');
    const { code, out, error } = await update(app());

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^cdk-bulkhead: ENOENT.*\n {2}expected {2}files that this user can read or write\n {2}do /);
    expect(existsSync(baseline)).toBe(false);
  });

  test('is not updated if a template cannot be read', async () => {
    mkdirSync(join(folder, 'apps'));
    file('apps/app.json', template(group()));
    await update(join(folder, 'apps'));
    const written = readFileSync(baseline, 'utf8');
    file('apps/app.json', '{"Resources": {,}}');
    file('apps/other.json', template(group()));
    const { code, error } = await update(join(folder, 'apps'));

    expect(code).toBe(2);
    expect(error).toMatch(
      /^cdk-bulkhead: the baseline was not updated.*\n {2}expected .*\n {2}do .*\ncdk-bulkhead: not judged: /,
    );
    expect(error).not.toContain('no longer');
    expect(readFileSync(baseline, 'utf8')).toBe(written);
  });
});

describe('refuses', () => {
  const entry = { place: 'app/Group', rule: OPEN, id: OPEN, severity: 'error' };
  const withEntry = (one: unknown) => JSON.stringify({ version: 1, findings: [entry, one] });

  test.each<[what: string, text: string, seen: RegExp]>([
    ['text', 'version: 1', /is not valid JSON$/],
    ['a merge conflict', '{\n<<<<<<< main\n=======\n>>>>>>> x\n}', /it contains merge conflict markers$/],
    ['an empty file', '', /is not valid JSON$/],
    ['a list', '[]', /is not a baseline: it has no version$/],
    ['null', 'null', /it has no version$/],
    ['no version', '{"findings":[]}', /it has no version$/],
    ['a later version', '{"version":2,"findings":[]}', /is a baseline of version 2$/],
    ['a version as text', '{"version":"1","findings":[]}', /is a baseline of version "1"$/],
    ['no findings', '{"version":1}', /findings is not a list$/],
    ['findings that are no list', '{"version":1,"findings":{}}', /findings is not a list$/],
    ['an entry that is text', withEntry('x'), /findings\[1\] has no place$/],
    ['an entry that is null', withEntry(null), /findings\[1\] has no place$/],
    ['an entry without a place', withEntry({ ...entry, place: '' }), /findings\[1\] has no place$/],
    ['an entry without a rule', withEntry({ ...entry, rule: 1 }), /findings\[1\] has no rule$/],
    ['an entry without an id', withEntry({ ...entry, id: undefined }), /findings\[1\] has no id$/],
    ['an entry without a severity', withEntry({ ...entry, severity: undefined }), /findings\[1\] has no severity$/],
    ['an unknown severity', withEntry({ ...entry, severity: 'fatal' }), /findings\[1\] has the severity "fatal"$/],
  ])('%s', async (_what, text, seen) => {
    const app = file('app.json', template(group()));
    writeFileSync(baseline, text);

    for (const argv of [[], ['--update-baseline']]) {
      const { code, out, error } = await verify(app, ...argv);
      const [first = '', second, third] = error.split('\n');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(first).toMatch(seen);
      expect(second).toBe('  expected  a baseline of version 1, in the form that --update-baseline writes');
      expect(third).toMatch(/^ {2}do {8}\S/);
    }
    expect(readFileSync(baseline, 'utf8')).toBe(text);
  });

  test('a file that is not there, with the command that makes it', async () => {
    const app = file('app.json', template(group()));
    const { code, out, error } = await verify(app);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toBe(
      [
        `cdk-bulkhead: there is no baseline ${baseline}`,
        '  expected  a file that --update-baseline has written',
        `  do        npx cdk-bulkhead verify ${app} --baseline ${baseline} --update-baseline`,
        '',
      ].join('\n'),
    );
  });

  test('a directory', async () => {
    mkdirSync(baseline);
    const { code, error } = await verify(file('app.json', template(group())));

    expect(code).toBe(2);
    expect(error).toContain('is a directory');
  });

  test.each<[what: string, argv: readonly string[], seen: RegExp]>([
    ['--update-baseline alone', ['--update-baseline'], /--update-baseline was given without --baseline/],
    ['an empty name', ['--baseline', ''], /--baseline was empty/],
    ['two files', ['--baseline', 'a', '--baseline', 'b'], /--baseline was given 2 times/],
    ['no file', ['--baseline'], /--baseline/],
  ])('%s', async (_what, argv, seen) => {
    const { code, out, error } = await ran(['verify', file('app.json', template(CLEAN)), ...argv]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(seen);
    expect(error).toMatch(/^cdk-bulkhead: .*\n {2}expected {2}.*\n {2}do {8}.*\n$/);
  });

  test.each(['matrix', 'diff', 'stores'])('the option with %s', async (command) => {
    expect((await ran([command, 'a', '--baseline', 'b'])).error).toContain("Unknown option '--baseline'");
  });
});
