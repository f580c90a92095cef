// The command in process: exit codes, messages, and what each command writes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES } from '../../../lib/proof/rules';
import { ran } from './ran';
import { acknowledging, CLEAN, hosts, openGroup, QUEUE, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const OPEN = 'security-group-open-to-world';
const clean = file('clean.json', template(CLEAN));
const warned = file('warned.json', template(QUEUE));
const open = file('open.json', template(CLEAN, openGroup()));
const accepted = file('accepted.json', template(openGroup(acknowledging(OPEN, 'a bastion, by ticket 4711'))));
const scanning = file('scanning.json', template(rows(['dynamodb:GetItem', 'dynamodb:Scan'])));
const broken = file('broken.json', '{\n  "Resources": {,}\n}');
const brokenYaml = file('broken.yaml', 'Resources:\n  A: [\n');
const noTemplate = file('package.json', '{"name":"x"}');
const empty = join(folder, 'empty');
mkdirSync(empty);

test.each<[what: string, argv: readonly string[], code: number]>([
  ['no argument', [], 0],
  ['--help', ['--help'], 0],
  ['help of a command', ['help', 'verify'], 0],
  ['--help of a command', ['matrix', '--help'], 0],
  ['clean', ['verify', clean], 0],
  ['an error', ['verify', open], 1],
  ['an error among several paths', ['verify', clean, open], 1],
  ['an error in YAML', ['verify', file('open.yaml', yamlOf(template(openGroup())))], 1],
  ['an acknowledged error', ['verify', accepted], 0],
  ['a warning', ['verify', warned], 0],
  ['a warning with --fail-on error', ['verify', warned, '--fail-on', 'error'], 0],
  ['a warning with --fail-on warning', ['verify', warned, '--fail-on', 'warning'], 1],
  ['an error left out', ['verify', open, '--skip', OPEN], 0],
  ['another rule alone', ['verify', open, '--only', 'dns-open'], 0],
  ['an explanation', ['verify', '--explain', OPEN], 0],
  ['the list of rules', ['verify', '--explain'], 0],
  ['help of asap', ['asap'], 0],
  ['rows for every tenant', ['matrix', scanning], 1],
  ['data by name', ['matrix', warned, '--tenant-data', 'Jobs'], 0],
  ['equal templates', ['diff', open, open], 0],
  ['something gained', ['diff', clean, scanning], 1],
])('%s ends with its code', async (_what, argv, code) => {
  const { error, ...ended } = await ran(argv);

  expect(error).toBe('');
  expect(ended.code).toBe(code);
  expect(ended.out).toMatch(/\S\n$/);
});

test.each<[what: string, argv: readonly string[], seen: RegExp, remedy: RegExp]>([
  ['no path', ['verify'], /no path was given/, /give a path/],
  ['a missing path', ['verify', join(folder, 'nowhere')], /nowhere does not exist/, /run cdk synth first/],
  ['an empty directory', ['verify', empty], /empty has no template in it/, /run cdk synth first/],
  ['broken JSON', ['verify', broken], /broken\.json is not valid JSON: line 2/, /fix the file/],
  ['broken YAML', ['verify', brokenYaml], /broken\.yaml is not valid YAML: line \d/, /fix the file/],
  ['an empty file', ['verify', file('nothing.json', '')], /nothing\.json is empty/, /give a template/],
  ['no template', ['verify', noTemplate], /package\.json has no Resources/, /give a template/],
  ['an unknown option', ['verify', clean, '--fast'], /Unknown option '--fast'/, /cdk-bulkhead verify --help/],
  ['an option of another command', ['diff', clean, clean, '--sarif'], /Unknown option '--sarif'/, /cdk-bulkhead diff --help/],
  ['an option without its value', ['verify', clean, '--only'], /--only/, /cdk-bulkhead verify --help/],
  ['an option with a slip', ['verify', clean, '--slip', OPEN], /'--slip': did you mean --skip\?$/, /verify --help/],
  [
    'a command of asap without asap',
    ['inspect', '-'],
    /there is no command "inspect"/,
    /do {8}npx cdk-bulkhead asap inspect, or/,
  ],
  ['help of a command of asap without asap', ['help', 'keygen'], /no command "keygen"/, /do {8}npx cdk-bulkhead asap keygen, or/],
  ['an unknown command', ['prove', clean], /there is no command "prove"/, /cdk-bulkhead verify cdk\.out/],
  ['help of an unknown command', ['help', 'prove'], /there is no command "prove"/, /cdk-bulkhead verify cdk\.out/],
  ['an unknown severity', ['verify', clean, '--fail-on', 'info'], /--fail-on was "info"/, /leave --fail-on out/],
  ['an unknown level', ['verify', clean, '--level', 'all'], /--level was "all"/, /leave --level out \(default: warning\)/],
  ['two formats', ['verify', clean, '--json', '--sarif'], /both given/, /run the command twice/],
  [
    'rules that leave none',
    ['verify', clean, '--only', 'dns-open', '--skip', 'dns-open'],
    /--skip removes every rule/,
    /remove one/,
  ],
  [
    'several rules in one',
    ['verify', clean, '--only', 'dns-open, x'],
    /--only was "dns-open, x"/,
    /do {8}--only dns-open --only x$/,
  ],
  ['a comma for a rule', ['verify', clean, '--skip', ','], /--skip was ","/, /verify --help/],
  ['an option twice', ['verify', clean, '--fail-on', 'error', '--fail-on', 'warning'], /--fail-on was given 2 times/, /--help/],
  ['diff of no path', ['diff'], /given 0 paths/, /cdk-bulkhead diff/],
  ['diff of one path', ['diff', clean], /given 1 path$/, /cdk-bulkhead diff/],
  ['diff of three paths', ['diff', clean, clean, clean], /given 3 paths/, /cdk-bulkhead diff/],
  ['a matrix of nothing', ['matrix', clean], /no resource in the templates is marked as tenant data/, /--tenant-data/],
])('%s ends with 2, and with what was seen, what was expected, and what to do', async (_what, argv, seen, remedy) => {
  const { code, out, error } = await ran(argv);
  const [first = '', second = '', third = '', ...more] = error.split('\n');

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(first).toMatch(/^cdk-bulkhead: /);
  expect(first).toMatch(seen);
  expect(second).toMatch(/^ {2}expected {2}\S/);
  expect(third).toMatch(/^ {2}do {8}\S/);
  expect(third).toMatch(remedy);
  expect(more).toEqual(['']);
});

test.each<[what: string, argv: readonly string[], says: RegExp]>([
  [
    '--only',
    ['verify', clean, '--only', 'security-group-open'],
    /no rule "security-group-open": did you mean security-group-\S+\?\n {2}expected/,
  ],
  ['--skip', ['verify', clean, '--skip', 'dns-opn'], /no rule "dns-opn": did you mean dns-open\?/],
  ['--explain', ['verify', '--explain', 'xyz'], /no rule "xyz"\n[\s\S]*npx cdk-bulkhead verify --explain/],
  ['--only, whatever the path', ['verify', join(folder, 'nowhere'), '--only', 'xyz'], /no rule "xyz"/],
  [
    '--tenant-data',
    ['verify', clean, '--tenant-data', 'Tabel'],
    /no resource Tabel in the templates\n {2}expected {2}a logical id/,
  ],
])('%s of what there is not ends with 2', async (_what, argv, says) => {
  const { code, out, error } = await ran(argv);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(says);
  expect(error.split('\n')).toHaveLength(4);
});

test('a link that leads nowhere is passed over', async () => {
  const links = join(folder, 'links');
  mkdirSync(links);
  symlinkSync(join(links, 'gone.json'), join(links, 'a.json'));
  writeFileSync(join(links, 'b.json'), template(CLEAN));

  expect(await ran(['verify', links])).toMatchObject({ code: 0, error: '' });
});

test.each<[what: string, read: () => string, code: number, says: RegExp]>([
  [
    'what cannot be read',
    () => readFileSync(folder, 'utf8'),
    2,
    /^cdk-bulkhead: EISDIR.*\n {2}expected {2}\S.*\n {2}do {8}\S.*\n$/,
  ],
  [
    'a bug of ours',
    () => {
      throw new TypeError('undefined is not a function');
    },
    70,
    /^cdk-bulkhead: a bug in this command, please report it\nTypeError: undefined is not a function\n/,
  ],
])('%s is told apart', async (_what, read, code, says) => {
  const written = await ran(['verify', '-'], '', { stdin: read });

  expect(written).toMatchObject({ code, out: '' });
  expect(written.error).toMatch(says);
});

describe('verify', () => {
  test('shows each finding by rule, with what decided and the way out, and counts', async () => {
    const { out } = await ran(['verify', open]);

    expect(out).toMatch(/^✗ security-group-open-to-world\n {2}Anybody on the internet.*\n {2}fix {6}\S/);
    expect(out).toMatch(
      /\n {2}open\/Group {2}AWS::EC2::SecurityGroup\n {4}allows tcp 22 in from 0\.0\.0\.0\/0\n {4}because {2}\S/,
    );
    expect(out).toContain(`1 error, 0 warnings  (2 resources of 1 stack by ${RULES.length} rules; no resource is marked`);
  });

  test('has a line for each rule first, if there is more than a reader sees at once', async () => {
    const { out } = await ran(['verify', open, warned, scanning]);
    const [summary = '', ...details] = out.split('\n\n');

    expect(summary.split('\n')).toEqual(
      expect.arrayContaining(['✗    1  security-group-open-to-world', '!    1  customer-managed-key']),
    );
    for (const line of summary.split('\n')) {
      const [, mark, rule] = /^([✗!·]) +\d+ {2}(\S+)/.exec(line) ?? [];
      expect(details.some((one) => one.startsWith(`${mark} ${rule}\n`))).toBe(true);
    }
  });

  test('shows a finding in many places once, and every place with its id on demand', async () => {
    const groups = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`Group${index}`, openGroup().Group]));
    const text = JSON.stringify({ Resources: groups });
    const short = (await ran(['verify', '-'], text)).out;
    const all = (await ran(['verify', '-', '--all'], text)).out;

    expect(short.match(/allows tcp 22/g)).toHaveLength(1);
    expect(short).toMatch(/\n {4}also {5}stdin\/Group1; stdin\/Group2; stdin\/Group3; stdin\/Group4 and 25 more\n/);
    expect(short).toContain('1 error, 0 warnings in 30 places');
    for (const name of Object.keys(groups))
      expect(all).toContain(`stdin/${name}\n`.replace(/^stdin\/Group0\n$/, 'stdin/Group0 '));
  });

  test('says what only waits for a finding to be corrected', async () => {
    const wide = JSON.parse(template(rows(['dynamodb:*'])));
    const statement = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
    const [inline] = wide.Resources.Role.Properties.Policies;
    inline.PolicyDocument.Statement = [statement('dynamodb:*', '*'), statement('iam:PutRolePolicy', '*')];
    const waits = (await ran(['verify', '-', '--only', 'tenant-data-access', '--only', 'can-become'], JSON.stringify(wide))).out;

    expect(waits).toMatch(/\n {4}later {4}other findings, hidden until you fix this one: \d+ × can-become\n/);
  });

  test('says what ends with a finding, because the same statement causes it', async () => {
    const wide = JSON.parse(template(rows(['*'])));
    const [inline] = wide.Resources.Role.Properties.Policies;
    inline.PolicyDocument.Statement = [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }];
    const { out } = await ran(
      ['verify', '-', '--only', 'allow-everything', '--only', 'tenant-data-access'],
      JSON.stringify(wide),
    );

    expect(out).toMatch(
      /\n {4}so {7}other findings of the same statement, which the same fix corrects: \d+ × tenant-data-access\n/,
    );
    expect(out).not.toMatch(/^. tenant-data-access/m);
  });

  test('counts what is too much to read, and shows it on demand', async () => {
    const ports = Array.from({ length: 25 }, (_, index) => 1000 + index);
    const ingress = ports.map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' }));
    const group = openGroup().Group as { Type: string; Properties: object };
    const text = template({ Group: { ...group, Properties: { ...group.Properties, SecurityGroupIngress: ingress } } as never });
    const short = (await ran(['verify', '-'], text)).out;
    const all = (await ran(['verify', '-', '--all'], text)).out;

    expect(short.match(/allows tcp/g)).toHaveLength(10);
    expect(short).toContain('and 15 more findings of security-group-open-to-world: --all shows every one');
    expect(all.match(/allows tcp/g)).toHaveLength(25);
  });

  test.each<[level: string, shown: readonly string[], code: number]>([
    ['error', [], 0],
    ['warning', ['customer-managed-key stdin/Jobs'], 1],
    ['note', ['customer-managed-key stdin/Jobs', 'customer-managed-key stdin/Logs'], 1],
  ])('--level %s shows what is as severe, and --fail-on fails for it', async (level, shown, code) => {
    const text = template(QUEUE, { Logs: { Type: 'AWS::Logs::LogGroup' } });
    const { out } = await ran(['verify', '-', '--level', level, '--only', 'customer-managed-key'], text);
    const json = JSON.parse((await ran(['verify', '-', '--json', '--level', level, '--only', 'customer-managed-key'], text)).out);
    const fails = await ran(['verify', '-', '--fail-on', level, '--only', 'customer-managed-key'], text);

    expect(json.findings.map(({ rule, path }: { rule: string; path: string }) => `${rule} ${path}`)).toEqual(shown);
    expect(out.match(/stdin\/\w+/g) ?? []).toEqual(shown.map((one) => one.split(' ')[1]));
    expect(out).toContain('0 errors, 1 warning, 1 note');
    expect(fails.code).toBe(code);
  });

  test('does not count what is acknowledged, and shows it when asked', async () => {
    const plain = (await ran(['verify', accepted])).out;
    const all = (await ran(['verify', accepted, '--acknowledged'])).out;

    expect(plain).not.toContain(OPEN);
    expect(plain).toContain('clean, 1 finding acknowledged');
    expect(all).toMatch(
      /Acknowledged\n {2}✓ security-group-open-to-world {2}accepted\/Group\n {4}reason {3}a bastion, by ticket 4711/,
    );
  });

  test('reads standard input', async () => {
    expect(await ran(['verify', '-'], template(openGroup()))).toMatchObject({ code: 1, error: '' });
    expect(await ran(['verify', '-'], yamlOf(template(CLEAN)))).toMatchObject({ code: 0, error: '' });
    expect(await ran(['verify', '-'], '')).toMatchObject({ code: 2, out: '' });
  });

  test('says its version, and of which dates its data is', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    const { code, out } = await ran(['--version']);

    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `cdk-bulkhead ${version}`,
      expect.stringMatching(/^AWS’s actions and condition keys of 20\d\d-\d\d-\d\d$/),
      expect.stringMatching(/^AWS’s managed policies of 20\d\d-\d\d-\d\d$/),
      '',
    ]);
  });

  test('judges the other files of a directory with a broken one, and ends with 2', async () => {
    const { code, out, error } = await ran(['verify', folder]);

    expect(code).toBe(2);
    expect(out).toContain('errors');
    expect(error).toMatch(
      /^cdk-bulkhead: not judged: .*is not valid (?:JSON|YAML).*\n {2}expected {2}.*\n {2}do {8}fix the file/m,
    );
    expect(JSON.parse((await ran(['verify', folder, '--json'])).out).notes).toContainEqual(
      expect.stringMatching(/^not judged: /),
    );
  });

  test('says in one note which files of a directory are no templates, and in --json of each', async () => {
    const several = join(folder, 'several');
    mkdirSync(several);
    writeFileSync(join(several, 'app.json'), template(CLEAN));
    for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(join(several, `${name}.json`), '{"name":"x"}');
    const { out } = await ran(['verify', several]);

    expect(out).toMatch(/^note 5 files are not templates: \S+\/a\.json, \S+\/b\.json and 3 more\n/);
    expect(JSON.parse((await ran(['verify', several, '--json'])).out).notes).toHaveLength(5);
  });

  test('never says clean of what a macro adds', async () => {
    const text = JSON.stringify({ ...JSON.parse(template(CLEAN)), Transform: 'SomeMacro' });
    const { code, out } = await ran(['verify', '-'], text);

    expect(code).toBe(0);
    expect(out).toMatch(/^! template-not-read\n/);
    expect(out).toMatch(/\n {4}SomeMacro changes the template at deployment/);
    expect(out).toContain('0 errors, 1 warning');
    expect(await ran(['verify', '--fail-on', 'warning', '-'], text)).toMatchObject({ code: 1 });
  });

  test('explains every rule', async () => {
    for (const { id, severity, source } of RULES) {
      const { code, out } = await ran(['verify', '--explain', id]);

      expect(code).toBe(0);
      expect(out.startsWith(`${id}\n`)).toBe(true);
      for (const text of [severity, source]) expect(out).toContain(text);
    }
  });

  test('--only runs those rules, --skip all but those', async () => {
    const rulesOf = async (...argv: string[]) =>
      JSON.parse((await ran(['verify', open, '--json', ...argv])).out).rules as string[];

    expect(await rulesOf('--only', 'dns-open', '--only', OPEN)).toEqual(['dns-open', OPEN]);
    expect(await rulesOf('--only', 'dns-open', '--only', OPEN, '--skip', OPEN)).toEqual(['dns-open']);
    expect(await rulesOf('--skip', OPEN)).toEqual(RULES.map(({ id }) => id).filter((id) => id !== OPEN));
  });
});

describe('--json', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../../schema/findings.schema.json'), 'utf8'));

  test.each<[string, readonly string[]]>([
    ['clean', [clean]],
    ['findings of both severities', [open, warned, scanning]],
    ['acknowledged findings', [accepted]],
  ])('has what the schema asks for: %s', async (_what, paths) => {
    const json = JSON.parse((await ran(['verify', ...paths, '--json'])).out);

    expect(Object.keys(json)).toEqual(expect.arrayContaining(schema.required));
    expect(Object.keys(json).sort()).toEqual(Object.keys(schema.properties).sort());
    expect(json.version).toBe(schema.properties.version.const);
    expect(Object.keys(json.summary)).toEqual(expect.arrayContaining(schema.properties.summary.required));
    for (const count of Object.values(json.summary)) expect(Number.isInteger(count)).toBe(true);
    const isComplete = (one: object, { required, properties }: { required: string[]; properties: object }) => {
      expect(Object.keys(one)).toEqual(expect.arrayContaining(required));
      expect(Object.keys(one).filter((name) => !Object.hasOwn(properties, name))).toEqual([]);
    };
    for (const finding of json.findings) {
      const { places, implied = [], ...own } = finding;
      isComplete(finding, schema.$defs.finding);
      expect(places[0]).toMatchObject({ id: own.id, path: own.path, message: own.message });
      for (const place of places) isComplete(place, schema.$defs.place);
      for (const { rule, ...place } of implied) {
        expect(rule).toMatch(/\S/);
        isComplete(place, schema.$defs.place);
      }
    }
    for (const finding of json.acknowledged) isComplete(finding, schema.$defs.acknowledged);
    for (const { places: _places, implied: _implied, ...finding } of [...json.findings, ...json.acknowledged]) {
      expect(Object.values(finding).every((value) => typeof value === 'string')).toBe(true);
      expect(finding.rule).toMatch(new RegExp(schema.$defs.finding.properties.rule.pattern));
      expect(schema.$defs.finding.properties.severity.enum).toContain(finding.severity);
    }
    for (const { reason } of json.acknowledged) expect(reason).toMatch(/\S/);
    const { errors, warnings, notes, places } = json.summary;
    expect(errors + warnings + notes).toBe(json.findings.length);
    expect(places).toBe(json.findings.flatMap((one: { places: object[] }) => one.places).length);
    expect(json.summary.acknowledged).toBe(json.acknowledged.length);
  });
});

describe('--sarif', () => {
  const sarif = async (...argv: string[]) => JSON.parse((await ran(['verify', '--sarif', ...argv])).out);

  test('has version 2.1.0, all rules, and a result for each finding, with its line', async () => {
    const { version, $schema, runs } = await sarif(open, warned);
    const [{ tool, results }] = runs;

    expect({ version, runs: runs.length, name: tool.driver.name }).toEqual({ version: '2.1.0', runs: 1, name: 'cdk-bulkhead' });
    expect($schema).toContain('sarif-2.1.0');
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      [OPEN, 'error'],
      ['customer-managed-key', 'warning'],
    ]);
    const [{ physicalLocation, logicalLocations }] = results[0].locations;
    expect(physicalLocation.artifactLocation.uri).toMatch(/open\.json$/);
    expect(readFileSync(open, 'utf8').split('\n')[physicalLocation.region.startLine - 1]).toContain('"Group"');
    expect(logicalLocations[0].fullyQualifiedName).toBe('open/Group');
    expect(results.some((result: object) => 'suppressions' in result)).toBe(false);
  });

  test('has a URI for a file whatever its name is', async () => {
    const odd = file('a b#1?%.json', template(openGroup()));
    const { runs } = await sarif(odd);
    const { uri } = runs[0].results[0].locations[0].physicalLocation.artifactLocation;

    expect(uri).toMatch(/\/a%20b%231%3F%25\.json$/);
    expect(decodeURIComponent(new URL(uri, 'file:///').pathname)).toMatch(/\/a b#1\?%\.json$/);
  });

  test('names a finding’s rule by its place, in whatever order rules were asked for', async () => {
    const { runs } = await sarif(open, warned, '--only', 'customer-managed-key', '--only', OPEN);
    const [{ tool, results }] = runs;

    expect(results).toHaveLength(2);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test('suppresses what is acknowledged, with the reason', async () => {
    const { runs } = await sarif(accepted);
    const [{ results }] = runs;

    expect(results).toHaveLength(1);
    expect(results[0].suppressions).toEqual([{ kind: 'inSource', justification: 'a bastion, by ticket 4711' }]);
  });
});

describe('matrix', () => {
  const id = 'tenant-data-access[scanning/Table]';

  test('shows who crosses tenants, by role and session', async () => {
    const { code, out } = await ran(['matrix', scanning]);

    expect(code).toBe(1);
    expect(out).toMatch(/^scanning\/Table {2}AWS::DynamoDB::Table\n +role +right tenant +other tenant +no tenant\n/);
    expect(out).toMatch(/\n {2}✗ scanning\/Role +GetItem, Scan +GetItem, Scan +GetItem, Scan\n/);
    expect(out).toContain('1 finding of access from one tenant to another');
  });

  test('ends with 0 when that is acknowledged, and says so', async () => {
    const text = template(rows(['dynamodb:GetItem', 'dynamodb:Scan'], acknowledging(id, 'the nightly export of everybody')));
    const { code, out } = await ran(['matrix', file('scanning.json', text)]);

    expect(code).toBe(0);
    expect(out).toMatch(/\n {2}✓ scanning\/Role +GetItem, Scan/);
    expect(out).toContain('acknowledged at scanning/Role: the nightly export of everybody');
    file('scanning.json', template(rows(['dynamodb:GetItem', 'dynamodb:Scan'])));
  });

  test('ends with 1 for a policy that cannot be read: what it allows is not known', async () => {
    const text = template(rows(['dynamodb:GetItem'])).replaceAll('"Effect"', '"Efect"');
    const { code, out } = await ran(['matrix', file('misspelt.json', text)]);

    expect(code).toBe(1);
    expect(out).toContain('the proof cannot read its policy and does not know what it allows');
    expect(out).toMatch(/polic(?:y|ies) that the proof cannot read/);
    expect(out).not.toContain('no way from one tenant');
  });

  test('--json has the cells', async () => {
    const { cells, summary } = JSON.parse((await ran(['matrix', scanning, '--json'])).out);

    expect(summary).toMatchObject({ identities: 3, tenantData: 1, notDenied: cells.length });
    expect(cells).toContainEqual(
      expect.objectContaining({
        ...{ role: 'scanning/Role', data: 'scanning/Table', action: 'dynamodb:Scan', session: 'other tenant' },
        ...{ effect: 'Allowed', crossesTenants: true },
      }),
    );
  });

  test('names the class of a role by its path', async () => {
    const text = JSON.parse(template(rows(['dynamodb:GetItem'])));
    text.Resources.Role.Properties.Path = '/bulkhead/support/night/';
    const path = file('classes.json', JSON.stringify(text));

    expect((await ran(['matrix', path])).out).toMatch(/\n {2}✗ classes\/Role \(support role\) +GetItem/);
    expect(JSON.parse((await ran(['matrix', path, '--json'])).out).cells[0]).toMatchObject({ dataRole: 'support' });
  });

  test('shows nobody where nobody has access', async () => {
    const { out } = await ran(['matrix', warned, '--tenant-data', 'Jobs']);

    expect(out).toMatch(/^warned\/Jobs {2}AWS::SQS::Queue\n {2}nobody\n/);
    expect(out).toContain('no access from one tenant to another');
  });
});

describe('diff', () => {
  test('of a policy that cannot be read is refused', async () => {
    const before = file('read.json', template(rows(['dynamodb:GetItem'])));
    const after = file('unread.json', template(rows(['dynamodb:GetItem'])).replaceAll('"Effect"', '"Efect"'));
    const { code, error } = await ran(['diff', before, after]);

    expect(code).toBe(2);
    expect(error).toMatch(/a policy of unread\/\w+ cannot be read/);
  });

  const reading = file('before.json', template(rows(['dynamodb:GetItem'])));

  test.each([
    ['open', open],
    ['a table', scanning],
    ['a network', file('hosts.json', template(hosts(5432)))],
  ])('says nothing for equal templates: %s', async (_what, path) => {
    expect(await ran(['diff', path, path])).toEqual({ code: 0, out: 'nothing lost\nnothing gained\n', error: '' });
  });

  test('finds a widened policy, whatever the files are called', async () => {
    const { code, out } = await ran(['diff', reading, scanning]);

    expect(code).toBe(1);
    expect(out).toMatch(/^Access gained\n {2}\+ scanning\/Role may call dynamodb:Scan on scanning\/Table/m);
    expect(out).not.toContain('GetItem');
    expect(out).toContain('0 connections');
  });

  test('says nothing of a narrowed one', async () => {
    expect(await ran(['diff', scanning, reading])).toEqual({ code: 0, out: 'nothing lost\nnothing gained\n', error: '' });
  });

  test('finds an opened port', async () => {
    const after = file('after.json', template(hosts(22)));
    const { access, reach } = JSON.parse((await ran(['diff', join(folder, 'hosts.json'), after, '--json'])).out);

    expect(access).toEqual([]);
    expect(reach).toEqual([{ from: 'after/Client', to: 'after/Server', protocol: 'tcp', family: 4, ports: [22], certain: true }]);
  });
});

/** Any JSON is YAML; this begins as YAML does. */
function yamlOf(json: string): string {
  return `AWSTemplateFormatVersion: '2010-09-09'\nResources: ${JSON.stringify(JSON.parse(json).Resources)}\n`;
}
