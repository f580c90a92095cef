// A user's project in Python: the wheel that jsii-pacmak makes of the tarball, installed, and an app of ten lines.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, functionsNotStaged, generate, progress, removeTemporaryFolders, root, run, temporaryFolder } from './tarball';

const environment = cache('python');
const python = join(environment, 'bin', 'python');
const env = { PIP_CACHE_DIR: cache('pip'), PIP_DISABLE_PIP_VERSION_CHECK: '1' };

let folder: string;

afterAll(removeTemporaryFolders);

test('jsii-pacmak makes a wheel and a source distribution', () => {
  progress('jsii-pacmak, Python');
  folder = generate('python', [], env);

  expect(readdirSync(folder).filter((file) => /\.(whl|tar\.gz)$/.test(file))).toHaveLength(2);
});

test('pip installs the wheel in a virtual environment', () => {
  const wheel = readdirSync(folder).find((file) => file.endsWith('.whl')) ?? 'no wheel';
  if (!existsSync(python)) run('python3', ['-m', 'venv', environment]);
  progress('pip install of the wheel and CDK');
  const install = ['-m', 'pip', 'install', '--quiet', join(folder, wheel)];
  run(python, install, { env });
  // The environment is kept from run to run: what it has of this version is another build.
  run(python, [...install, '--force-reinstall', '--no-deps'], { env });

  expect(run(python, ['-c', 'import cdk_bulkhead; print(cdk_bulkhead.TenantService.__name__)'], { env })).toBe('TenantService\n');
});

test('an app of ten lines with a TenantService synthesises, with the functions among the assets', () => {
  const project = temporaryFolder('python-app');
  cpSync(join(__dirname, 'python', 'app.py'), join(project, 'app.py'));
  mkdirSync(join(project, 'handler'));
  writeFileSync(join(project, 'handler', 'index.js'), 'exports.handler = async () => ({ statusCode: 200 });\n');
  progress('synthesis of the app in Python');
  run(python, ['app.py'], { cwd: project });

  const template = readFileSync(join(project, 'cdk.out', 'Issues.template.json'), 'utf8');
  expect(template).toContain('AWS::ApiGateway::Authorizer');
  expect(functionsNotStaged(join(root, 'assets'), join(project, 'cdk.out'))).toEqual([]);
});
