// Cloud assemblies as CDK writes them, and those that somebody else wrote.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, CfnOutput, CfnResource, Fn, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { AssemblyError, readAssembly } from '../../../../lib/proof/assembly';
import { shown, TemplateSet } from '../../../../lib/proof/template';

const folders: string[] = [];

function folder(files: { readonly [path: string]: unknown } = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-assembly-'));
  folders.push(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return path;
}

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

const TEMPLATE = { Resources: { A: { Type: 'T' } } };
const stack = (templateFile: unknown, more: object = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile },
  ...more,
});
const manifest = (artifacts: object) => ({ 'manifest.json': { version: '54.0.0', artifacts } });

class Nested extends NestedStack {
  public readonly topic = new CfnResource(this, 'Topic', { type: 'AWS::SNS::Topic' });
}

/** Two stages with stacks of the same names in two accounts, and stacks nested in each other. */
function staged(): string {
  const app = new App({ outdir: folder(), analyticsReporting: false });
  for (const [name, account] of [
    ['Dev', '111111111111'],
    ['Prod', '222222222222'],
  ] as const) {
    const stage = new Stage(app, name, { env: { account, region: 'eu-central-1' } });
    const maker = new Stack(stage, 'Maker', { stackName: 'maker' });
    const outer = new Nested(maker, 'Outer');
    const inner = new Nested(outer, 'Inner');
    new CfnOutput(maker, 'Topic', { value: inner.topic.ref, exportName: 'topic' });
    new CfnResource(maker, 'Named', { type: 'AWS::S3::Bucket', properties: { BucketName: Fn.ref('AWS::StackName') } });
    Validations.of(inner.topic).acknowledge({ id: 'bulkhead::rule', reason: 'looked at' });
    const user = new Stack(stage, 'User', { stackName: 'user' });
    new CfnResource(user, 'Bucket', { type: 'AWS::S3::Bucket', properties: { BucketName: Fn.importValue('topic') } });
  }
  const plain = new Stack(app, 'Plain');
  const bucket = new CfnResource(plain, 'Bucket', { type: 'AWS::S3::Bucket' });
  bucket.addMetadata('cdk-bulkhead', { acknowledge: { 'bulkhead::other': 'so it is' } });
  app.synth();
  return app.outdir;
}

describe('an assembly of stages and nested stacks', () => {
  const assembly = readAssembly(staged());
  const set = new TemplateSet(assembly.templates);
  const nameOf = (id: string) => shown(String(set.find(id)?.properties.BucketName));

  test('has each stack once, in its account, under a name of its own', () => {
    const top = assembly.templates.filter(({ nestedIn }) => nestedIn === undefined);

    expect(top.map(({ stackName, deployedName, account, region }) => [stackName, deployedName, account, region])).toEqual([
      ['Dev-Maker', 'maker', '111111111111', 'eu-central-1'],
      ['Dev-User', 'user', '111111111111', 'eu-central-1'],
      ['Prod-Maker', 'maker', '222222222222', 'eu-central-1'],
      ['Prod-User', 'user', '222222222222', 'eu-central-1'],
      ['Plain', 'Plain', undefined, undefined],
    ]);
    expect([...assembly.templateFiles.keys()].sort()).toEqual(assembly.templates.map(({ stackName }) => stackName).sort());
  });

  test('has stacks nested in nested ones', () => {
    const [outer, inner] = assembly.templates.filter(({ account, nestedIn }) => account === '222222222222' && nestedIn);

    expect(outer?.nestedIn?.stackName).toBe('Prod-Maker');
    expect(inner?.nestedIn?.stackName).toBe(outer?.stackName);
  });

  test('keeps the deployed name, and imports only what the same account exports', () => {
    expect([nameOf('Dev-Maker/Named'), nameOf('Prod-Maker/Named')]).toEqual(['maker', 'maker']);
    expect(nameOf('Dev-User/Bucket')).toMatch(/^arn:aws:sns:eu-central-1:111111111111:<Dev-Maker-.*\/Topic>$/);
    expect(nameOf('Prod-User/Bucket')).toMatch(/^arn:aws:sns:eu-central-1:222222222222:<Prod-Maker-.*\/Topic>$/);
  });

  test('has the acknowledgements of CDK and of the templates', () => {
    expect(assembly.acknowledgements).toEqual([
      { path: 'Dev/Maker/Outer/Inner/Topic', id: 'bulkhead::rule', reason: 'looked at' },
      { path: 'Prod/Maker/Outer/Inner/Topic', id: 'bulkhead::rule', reason: 'looked at' },
      { path: 'Plain/Bucket', id: 'bulkhead::other', reason: 'so it is' },
    ]);
  });
});

test('the path that the command line tool notes is taken before the asset manifest', () => {
  const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'n.json' } };
  const path = folder({ ...manifest({ S: stack('s.json') }), 's.json': { Resources: { N: nested } }, 'n.json': TEMPLATE });

  expect(readAssembly(path).templates.map(({ stackName }) => stackName)).toEqual(['S', 'S-N']);
});

test('acknowledgements of older manifests, parameters and the environment are read', () => {
  const metadata = { '/S/A': [{ type: 'aws:cdk:acknowledged-rules', data: { x: 'y' } }, { type: 'other' }] };
  const artifact = stack('s.json', { metadata, environment: 'aws://111122223333/unknown-region' });
  Object.assign(artifact.properties, { parameters: { P: 'v', Q: 1 } });
  const read = readAssembly(folder({ ...manifest({ S: artifact }), 's.json': TEMPLATE }));

  expect(read.acknowledgements).toEqual([{ path: 'S/A', id: 'x', reason: 'y' }]);
  expect(read.templates[0]).toMatchObject({ account: '111122223333', parameters: { P: 'v' } });
  expect(read.templates[0]).not.toHaveProperty('region');
});

test('a key called __proto__ is a key', () => {
  const path = folder({
    'manifest.json': '{"artifacts":{"__proto__":{"type":"aws:cloudformation:stack","properties":{"templateFile":"s.json"}}}}',
    's.json': '{"Resources":{"__proto__":{"Type":"T"}}}',
  });

  expect(Object.keys(readAssembly(path).templates[0]?.template.Resources ?? {})).toEqual(['__proto__']);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

const nestedAssembly = (directoryName: unknown) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });

const REFUSED: readonly [what: string, files: () => string, message: RegExp][] = [
  ['a directory that is not there', () => join(folder(), 'none'), /none cannot be read \(ENOENT\)/],
  ['a file', () => join(folder({ f: 'x' }), 'f'), /is a file\n {2}expected {2}the directory/],
  ['no manifest', () => folder(), /manifest\.json cannot be read \(ENOENT\)/],
  ['a broken manifest', () => folder({ 'manifest.json': '{"a":' }), /manifest\.json is not valid JSON/],
  ['a manifest that is a list', () => folder({ 'manifest.json': '[]' }), /does not hold an object/],
  ['a stack without a template', () => folder(manifest({ S: stack(undefined) })), /artifact S of .* has no templateFile/],
  ['a template that is not there', () => folder(manifest({ S: stack('s.json') })), /s\.json cannot be read/],
  [
    'a template that is not valid JSON',
    () => folder({ ...manifest({ S: stack('s.json') }), 's.json': 'Resources:' }),
    /is not valid JSON/,
  ],
  ['a template outside', () => folder(manifest({ S: stack('../s.json') })), /"\.\.\/s\.json", which lies outside the assembly/],
  ['an absolute template', () => folder(manifest({ S: stack('/etc/passwd') })), /lies outside the assembly/],
  ['a template with a zero in its name', () => folder(manifest({ S: stack('a\0b') })), /lies outside the assembly/],
  ['a template that is a directory', () => folder({ ...manifest({ S: stack('d') }), 'd/x': 'x' }), /is not a file/],
  [
    'an asset outside',
    () =>
      folder({
        ...manifest({ S: stack('s.json') }),
        's.json': { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': '../../x' } } } },
      }),
    /lies outside the assembly/,
  ],
  [
    'a link that leads outside',
    () => {
      const path = folder(manifest({ S: stack('s.json') }));
      symlinkSync(join(folder({ 'out.json': TEMPLATE }), 'out.json'), join(path, 's.json'));
      return path;
    },
    /lies outside the assembly/,
  ],
  [
    'a link to itself',
    () => {
      const path = folder(manifest({ S: stack('s.json') }));
      symlinkSync('s.json', join(path, 's.json'));
      return path;
    },
    /is a link that leads to itself/,
  ],
  ['an assembly nested in itself', () => folder(manifest({ N: nestedAssembly('.') })), /is nested in itself/],
  [
    'a file of more than 50 MB',
    () => {
      const path = folder({ ...manifest({ S: stack('s.json') }), 's.json': '' });
      truncateSync(join(path, 's.json'), 51 * 1024 * 1024);
      return path;
    },
    /has 53477376 bytes\n {2}expected {2}at most/,
  ],
  [
    'a template nested in itself',
    () =>
      folder({
        ...manifest({ S: stack('s.json') }),
        's.json': { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 's.json' } } } },
      }),
    /nested more than 20 deep/,
  ],
];

test.each(REFUSED)('%s is refused', (_what, files, message) => {
  const path = files();

  expect(() => readAssembly(path)).toThrow(message);
  expect(() => readAssembly(path)).toThrow(AssemblyError);
});
