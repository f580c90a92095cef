// A user's project in Python: the wheel that jsii-pacmak makes of the tarball, and docs/python.md, typed by a machine. Its commands in the
// checkout are what `generate` does with the packed files; the rest runs in a folder beside a checkout that holds the wheel.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fence, fences } from '../docs/fences';
import { cache, functionsNotStaged, generate, progress, removeTemporaryFolders, root, run, temporaryFolder } from './tarball';

const env = { PIP_CACHE_DIR: cache('pip'), PIP_DISABLE_PIP_VERSION_CHECK: '1' };

let folder: string;

afterAll(removeTemporaryFolders);

test('jsii-pacmak makes a wheel and a source distribution', () => {
  progress('jsii-pacmak, Python');
  folder = generate('python', [], env);

  expect(readdirSync(folder).filter((file) => /\.(whl|tar\.gz)$/.test(file))).toHaveLength(2);
});

test('the Python package index would take both: their metadata and their description', () => {
  const venv = join(temporaryFolder('twine'), 'venv');
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin', 'pip'), ['install', '--quiet', 'twine==6.2.0'], { env });
  const packages = readdirSync(folder).filter((file) => /\.(whl|tar\.gz)$/.test(file));
  const told = run(join(venv, 'bin', 'twine'), ['check', '--strict', ...packages.map((file) => join(folder, file))]);

  expect(told.match(/PASSED/g)).toHaveLength(packages.length);
});

describe('docs/python.md', () => {
  const page = fences(readFileSync(join(root, 'docs', 'python.md'), 'utf8'));
  const here = page.filter(({ info }) => info.in === undefined);
  const parent = temporaryFolder('python-app');
  const project = join(parent, 'notes');

  beforeAll(() => {
    const checkout = join(parent, 'cdk-bulkhead');
    mkdirSync(join(checkout, 'dist'), { recursive: true });
    symlinkSync(join(root, 'examples'), join(checkout, 'examples'));
    symlinkSync(folder, join(checkout, 'dist', 'python'));
    mkdirSync(project);
  });

  test('makes the wheel with jsii-pacmak, after a build', () => {
    expect(page.filter(({ info }) => info.in === 'cdk-bulkhead').map(({ text }) => text.trim().split('\n'))).toEqual([
      ['npm ci', 'npm run build', 'npx jsii-pacmak --targets python --no-npmignore'],
    ]);
  });

  test.each(here.map((fence) => [fence.info.title ?? fence.text.trim().split('\n')[0], fence] as const))(
    '%s',
    (_title, fence) => {
      if (fence.info.title === undefined) type(fence);
      else writeFileSync(join(project, fence.info.title), fence.text);
    },
  );

  test('what was synthesised holds the service and its functions', () => {
    const template = readFileSync(join(project, 'cdk.out', 'Notes.template.json'), 'utf8');

    for (const text of ['AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::Account', 'python3.14'])
      expect(template).toContain(text);
    expect(functionsNotStaged(join(root, 'assets'), join(project, 'cdk.out'))).toEqual([]);
  });

  test('properties that are None are absent ones', () => {
    const program = [
      'from aws_cdk import App, Stack',
      'from cdk_bulkhead import AsapKeyRepository, TenantContextService',
      'stack = Stack(App(), "Stack")',
      'AsapKeyRepository(stack, "Keys", issuers=["edge"], removal_policy=None)',
      'print(TenantContextService(stack, "Tenants", network=None).node.path)',
    ].join('\n');

    expect(run(join(project, '.venv/bin/python'), ['-c', program], { env })).toBe('Stack/Tenants\n');
  });

  function type({ text }: Fence): void {
    for (const line of text.trim().split('\n')) progress(line.slice(0, 100));
    run('bash', ['-euo', 'pipefail', '-c', text], { cwd: project, env });
  }
});

test('the Python handler of the examples does what docs/session-broker.md asks of it', () => {
  expect(() => run('python3', ['-m', 'unittest', 'discover', '-s', 'examples/python-handler/tests'])).not.toThrow();
});
