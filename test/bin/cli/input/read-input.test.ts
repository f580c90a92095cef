// What the command can be pointed at.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, readInput } from '../../../../bin/cli/input';
import { ExplainedError } from '../../../../contract';
import type { Json } from '../../../../lib/proof/template';

const folders: string[] = [];

function folder(files: { readonly [path: string]: string }): string {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-input-'));
  folders.push(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

const none = () => {
  throw new Error('nobody reads standard input');
};
const PLAIN = 'Resources:\n  A:\n    Type: T\n';
const JSON_TEMPLATE = '{"Resources":{"A":{"Type":"T"}}}';
const from = (text: string) => readInput(['-'], () => text).templates[0]?.template;

describe('CloudFormation’s YAML', () => {
  const property = (text: string): Json | undefined =>
    (
      from(`Resources:\n  A:\n    Type: T\n    Properties:\n      x: ${text}\n`) as never as {
        Resources: { A: { Properties: { x: Json } } };
      }
    ).Resources.A.Properties.x;

  test.each<[string, Json]>([
    ['!Ref Table', { Ref: 'Table' }],
    ['!GetAtt Table.Arn', { 'Fn::GetAtt': ['Table', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Name', { 'Fn::GetAtt': ['Nested', 'Outputs.Name'] }],
    ['!GetAtt [Table, Arn]', { 'Fn::GetAtt': ['Table', 'Arn'] }],
    ["!Sub '${AWS::Region}-x'", { 'Fn::Sub': '${AWS::Region}-x' }],
    ["!Sub ['${a}', {a: !Ref B}]", { 'Fn::Sub': ['${a}', { a: { Ref: 'B' } }] }],
    ["!Join ['', [a, !Ref B]]", { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!If [C, yes, !Ref AWS::NoValue]', { 'Fn::If': ['C', true, { Ref: 'AWS::NoValue' }] }],
    ['!Equals [!Ref A, b]', { 'Fn::Equals': [{ Ref: 'A' }, 'b'] }],
    ['!FindInMap [M, a, b]', { 'Fn::FindInMap': ['M', 'a', 'b'] }],
    ["!Select [0, !Split [',', a]]", { 'Fn::Select': [0, { 'Fn::Split': [',', 'a'] }] }],
    ['!ImportValue x', { 'Fn::ImportValue': 'x' }],
    ['!Base64 x', { 'Fn::Base64': 'x' }],
    ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
    ["!GetAZs ''", { 'Fn::GetAZs': '' }],
    ['!And [!Condition A, !Not [!Condition B]]', { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ Condition: 'B' }] }] }],
    ['!Or [!Condition A]', { 'Fn::Or': [{ Condition: 'A' }] }],
    ['!Transform {Name: M}', { 'Fn::Transform': { Name: 'M' } }],
    ['{Fn::Sub: x}', { 'Fn::Sub': 'x' }],
    ['2012-10-17', '2012-10-17'],
    ['"2012-10-17"', '2012-10-17'],
    ['yes', true],
    ['Off', false],
    ["'yes'", 'yes'],
    ['~', null],
    ['1.5', 1.5],
    ['"123456789012"', '123456789012'],
    ['[on, off]', [true, false]],
    ['&a {b: 1}', { b: 1 }],
    ['.inf', '.inf'],
  ])('%s', (text, value) => {
    expect(property(text)).toEqual(value);
  });

  test('keys are text, whatever they look like', () => {
    expect(property('{on: 1, 012: 2, 2012-10-17: 3, aws:PrincipalTag/a: 4}')).toEqual({
      on: 1,
      '012': 2,
      '2012-10-17': 3,
      'aws:PrincipalTag/a': 4,
    });
  });

  test('aliases and merges are written out', () => {
    expect(property('[&a {b: 1, c: 2}, *a, {<<: *a, c: 3}]')).toEqual([
      { b: 1, c: 2 },
      { b: 1, c: 2 },
      { b: 1, c: 3 },
    ]);
  });

  test('a key called __proto__ is a key, and changes nothing else', () => {
    const value = property('{__proto__: {polluted: true}, constructor: {prototype: 1}, <<: {__proto__: 1}}') as object;

    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['a byte order mark', `\uFEFF${PLAIN}`],
    ['Windows’ line ends', PLAIN.replaceAll('\n', '\r\n')],
    ['JSON with a byte order mark', `\uFEFF${JSON_TEMPLATE}`],
    ['JSON', `\r\n  ${JSON_TEMPLATE}\r\n`],
  ])('%s', (_what, text) => {
    expect(from(text)).toEqual({ Resources: { A: { Type: 'T' } } });
  });
});

const bomb = `a0: &a0 x\n${Array.from({ length: 12 }, (_one, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]\n`).join('')}`;

describe('refused, with the place', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^standard input is empty\n {2}expected {2}a CloudFormation template/],
    ['white space', ' \n\uFEFF'.trimEnd(), /is empty/],
    ['no template', '{"a":1}', /^standard input has no Resources/],
    ['a list', '- a\n', /has no Resources/],
    ['text', 'hello', /has no Resources/],
    ['resources that are a list', 'Resources: []', /has no Resources/],
    ['broken JSON', '{\n"Resources": {\n,\n}', /is not valid JSON: line 3: /],
    ['JSON that ends', '{"Resources":', /is not valid JSON: line 1: /],
    ['broken YAML', 'Resources:\n  A: [\n', /is not valid YAML: line \d+, column \d+: /],
    ['two documents', `${PLAIN}---\n${PLAIN}`, /is not valid YAML: line 4/],
    ['an unknown tag', 'Resources:\n  A: !Exec x\n', /has the tag !Exec \(line 2, column 12\)\n {2}expected {2}a function/],
    ['a tag of another language', 'Resources:\n  A: !!python/object x\n', /has the tag !!python\/object/],
    ['a binary', 'Resources:\n  A: !!binary x\n', /has the tag !!binary/],
    ['an alias to nothing', 'Resources:\n  A: *x\n', /uses the alias \*x without an anchor before it \(line 2, column 6\)/],
    ['an alias bomb', `${bomb}Resources: {}\n`, /has more than 100 aliases/],
    ['an alias of itself', 'Resources: &r\n  A: *r\n', /has more than 100 aliases|nested more than/],
    ['a key that is a list', 'Resources:\n  ? [a]\n  : 1\n', /has a key that is not text/],
    ['a thousand levels', `Resources: ${'['.repeat(1000)}${']'.repeat(1000)}`, /nested too deep|nested more than 500 deep/],
    ['a hundred thousand levels', `Resources: ${'['.repeat(100_000)}`, /nested too deep/],
  ])('%s', (_what, text, message) => {
    expect(() => from(text)).toThrow(message);
    expect(() => from(text)).toThrow(InputError);
  });

  test.each<[string, () => string[], RegExp]>([
    ['no path', () => [], /no path was given/],
    ['a path that is not there', () => ['/nowhere/at-all'], /\/nowhere\/at-all does not exist/],
    ['an empty directory', () => [folder({})], /has no template in it \(0 files/],
    [
      'a directory without templates',
      () => [folder({ 'package.json': '{}', 'a.txt': PLAIN })],
      /has no template in it \(1 files/,
    ],
    ['a directory of one broken template', () => [folder({ 'b.yaml': 'Resources: [' })], /b\.yaml is not valid YAML/],
    ['an assembly that is not whole', () => [folder({ 'manifest.json': '{' })], /manifest\.json is not valid JSON/],
    ['an assembly without stacks', () => [folder({ 'manifest.json': '{}' })], /has no stacks/],
    [
      'a file of more than 50 MB',
      () => {
        const path = join(folder({ 'a.json': '' }), 'a.json');
        truncateSync(path, 51 * 1024 * 1024);
        return [path];
      },
      /has 53477376 bytes/,
    ],
  ])('%s', (_what, paths, message) => {
    const given = paths();

    expect(() => readInput(given, none)).toThrow(message);
    expect(() => readInput(given, none)).toThrow(ExplainedError);
  });
});

describe('paths', () => {
  test('a directory: its templates, by their base names; the rest is noted', () => {
    const path = folder({
      'network.template.json': JSON_TEMPLATE,
      'app.yaml': PLAIN,
      'app.yml': PLAIN,
      'old.template': PLAIN,
      'package.json': '{}',
      'chart.yaml': 'a: {{ b }}: c',
      'read.me': PLAIN,
    });
    const { templates, templateFiles, notes } = readInput([path], none);

    expect(templates.map(({ stackName }) => stackName)).toEqual(['app', 'app-2', 'network', 'old']);
    expect(templateFiles.get('network')).toBe(join(path, 'network.template.json'));
    expect(notes.map((note) => note.slice(path.length + 1))).toEqual([
      'chart.yaml is not a template',
      'package.json is not a template: it has no Resources',
    ]);
  });

  test('a template by what is in it, not by its extension', () => {
    const path = folder({ 'a.txt': JSON_TEMPLATE, 'b.json': PLAIN, 'c.yaml': '{Resources: {A: {Type: T}}}' });
    const { templates } = readInput(
      ['a.txt', 'b.json', 'c.yaml'].map((file) => join(path, file)),
      none,
    );

    expect(templates.map(({ stackName }) => stackName)).toEqual(['a-txt', 'b', 'c']);
    expect(new Set(templates.map(({ template }) => JSON.stringify(template)))).toEqual(new Set([JSON_TEMPLATE]));
  });

  test('an assembly, and a template beside it', () => {
    const properties = { templateFile: 's.json' };
    const path = folder({
      'cdk.out/manifest.json': JSON.stringify({ artifacts: { S: { type: 'aws:cloudformation:stack', properties } } }),
      'cdk.out/s.json': JSON_TEMPLATE,
      'S.yaml': PLAIN,
    });
    const assembly = join(path, 'cdk.out');

    expect(readInput([assembly, join(path, 'S.yaml')], none).templates.map(({ stackName }) => stackName)).toEqual(['S', 'S-2']);
    expect(() => readInput([assembly, assembly], none)).toThrow(/has a stack S, and so has an earlier path/);
  });

  test('a broken template among others is named, and the others are read', () => {
    const { templates, unreadable } = readInput([folder({ 'a.yaml': PLAIN, 'b.yaml': 'Resources: [' })], none);

    expect(templates.map(({ stackName }) => stackName)).toEqual(['a']);
    expect(unreadable.map(({ seen }) => seen)).toEqual([expect.stringMatching(/b\.yaml is not valid YAML/)]);
  });

  describe('nested stacks whose templates are files beside', () => {
    const parent = (Type: string, properties: object) => JSON.stringify({ Resources: { Net: { Type, Properties: properties } } });
    const nested = (path: string) => parent('AWS::CloudFormation::Stack', { TemplateURL: path });

    test('are joined, in a directory and from one template', () => {
      const path = folder({ 'parent.json': nested('./inner/child.yaml'), 'inner/child.yaml': PLAIN });
      for (const given of [path, join(path, 'parent.json')]) {
        expect(readInput([given], none).templates.map(({ stackName, nestedIn }) => [stackName, nestedIn])).toEqual([
          ['parent', undefined],
          ['parent-Net', { stackName: 'parent', logicalId: 'Net' }],
        ]);
      }
    });

    test('are joined for SAM, twice where two stacks name one', () => {
      const one = parent('AWS::Serverless::Application', { Location: 'child.yaml' });
      const path = folder({ 'a.json': one, 'b.json': nested('child.yaml'), 'child.yaml': PLAIN });
      expect(readInput([path], none).templates.map(({ stackName }) => stackName)).toEqual(['a', 'a-Net', 'b', 'b-Net']);
    });

    test.each(['https://example.com/child.yaml', 's3://bucket/child.yaml', '../child.yaml', 'other.yaml', ''])(
      'are not looked for elsewhere: %s',
      (url) => {
        const path = folder({ 'parent.json': nested(url), 'child.yaml': PLAIN });
        const { templates } = readInput([join(path, 'parent.json')], none);
        expect(templates.map(({ stackName }) => stackName)).toEqual(['parent']);
      },
    );

    test('in a circle are read once each', () => {
      const path = folder({ 'a.json': nested('b.json'), 'b.json': nested('a.json') });
      expect(
        readInput([path], none)
          .templates.map(({ stackName }) => stackName)
          .sort(),
      ).toEqual(['a', 'b']);
    });
  });

  test('a key twice in one place counts by its last value, with a note', () => {
    const { templates, notes } = readInput(['-'], () => 'Resources:\n  A: { Type: A }\n  B:\n    Type: A\n    Type: B\n');

    expect(templates[0]?.template).toEqual({ Resources: { A: { Type: 'A' }, B: { Type: 'B' } } });
    expect(notes).toEqual(['standard input has the key Type twice in one place (line 5): the last value counts']);
  });

  test.each<[string, string, unknown]>([
    ['quoted text', 'A:\n  B: "one\n  two # three"\n  C: d\n', { B: 'one two # three', C: 'd' }],
    ['single quotes', "A:\n  B: 'it''s\n  {two'\n  C: d\n", { B: "it's {two", C: 'd' }],
    ['a brace', 'A:\n  B: {\n  x: 1 # {\n  }\n  C: d\n', { B: { x: 1 }, C: 'd' }],
    ['a bracket in a list', 'A:\n  - [\n  "x]",\n  w\n  ]\n  - z\n', [['x]', 'w'], 'z']],
    ['a function', 'A:\n  B: !Join [ "",\n  [ x ]\n  ]\n  C: d\n', { B: { 'Fn::Join': ['', ['x']] }, C: 'd' }],
    ['beside a block of text', 'A:\n  T: |\n    "{\n    x\n  B: "one\n  two"\n', { T: '"{\nx\n', B: 'one two' }],
  ])('goes on in lines that are indented no deeper than the key: %s', (_what, text, expected) => {
    const { templates } = readInput(['-'], () => `${PLAIN}${text.replace(/^A:/, 'Metadata:')}`);

    expect(templates[0]?.template.Metadata).toEqual(expected);
  });

  test('acknowledgements of plain templates', () => {
    const metadata = '    Metadata:\n      cdk-bulkhead:\n        acknowledge:\n          some::rule: so it is\n';
    const { acknowledgements } = readInput(['-'], () => `${PLAIN}${metadata}`);

    expect(acknowledgements).toEqual([{ path: 'stdin/A', id: 'some::rule', reason: 'so it is' }]);
  });
});
