// A project of a user: installs the tarball beside CDK, and uses it in each way that Node and TypeScript have to find it.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionsNotStaged, lockedVersion, progress, removeTemporaryFolders, run, tarball, temporaryFolder } from './tarball';

const QUIET_INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

const COMPILER_OPTIONS = { strict: true, target: 'es2022', types: ['node', 'jest'], outDir: 'out' };
const RESOLUTIONS: readonly [resolution: string, options: object][] = [
  // The only one that reads the types of CDK and of this library to the last line.
  ['node16', { module: 'node16', moduleResolution: 'node16', skipLibCheck: false }],
  ['bundler', { module: 'preserve', moduleResolution: 'bundler', skipLibCheck: true, noEmit: true }],
  ['node10', { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', skipLibCheck: true, noEmit: true }],
];

let project: string;

/** What a program in the project prints. */
const node = (args: readonly string[], folder = project) => run(process.execPath, args, { cwd: folder }).trim();

beforeAll(() => {
  project = temporaryFolder('consumer');
  cpSync(join(__dirname, 'consumer'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  progress('npm install of the tarball, CDK, TypeScript and jest');
  run(
    'npm',
    [
      ...QUIET_INSTALL,
      tarball,
      ...['aws-cdk-lib', 'constructs', 'typescript', 'jest', '@types/jest', '@types/node'].map(
        (dependency) => `${dependency}@${lockedVersion(dependency)}`,
      ),
    ],
    { cwd: project },
  );
});
afterAll(removeTemporaryFolders);

describe('Node loads', () => {
  const ROOT = 'cdk-bulkhead';
  const RUNTIME = 'cdk-bulkhead/runtime';

  test.each([
    [ROOT, 'TenantService'],
    [ROOT, 'ServiceKey'],
    [RUNTIME, 'withTenant'],
    [RUNTIME, 'AsapSigner'],
  ])('from CommonJS, %s with %s', (entry, name) => {
    expect(node(['--input-type=commonjs', '--eval', `console.log(typeof require('${entry}').${name})`])).toBe('function');
  });

  test.each([
    [ROOT, 'TenantService'],
    [ROOT, 'ServiceKey'],
    [RUNTIME, 'withTenant'],
    [RUNTIME, 'AsapSigner'],
  ])('from ESM, %s with %s, by name', (entry, name) => {
    const program = `import { ${name} } from '${entry}'; console.log(typeof ${name})`;

    expect(node(['--input-type=module', '--eval', program])).toBe('function');
  });

  test('package.json and .jsii, which tools ask for', () => {
    const program =
      "console.log(require('cdk-bulkhead/package.json').name, require.resolve('cdk-bulkhead/.jsii').split('/').pop())";

    expect(node(['--input-type=commonjs', '--eval', program])).toBe('cdk-bulkhead .jsii');
  });

  test('nothing behind the entry points', () => {
    const program = "try { require('cdk-bulkhead/build/lib/index.js') } catch (error) { console.log(error.code) }";

    expect(node(['--input-type=commonjs', '--eval', program])).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('/runtime without CDK', () => {
  let bare: string;

  beforeAll(() => {
    bare = temporaryFolder('bare');
    writeFileSync(join(bare, 'package.json'), JSON.stringify({ name: 'bare', private: true }));
    run('npm', [...QUIET_INSTALL, '--omit=peer', tarball], { cwd: bare });
  });

  test('aws-cdk-lib is not there, and only the constructs need it', () => {
    const program = "try { require('cdk-bulkhead') } catch (error) { console.log(error.code) }";

    expect(existsSync(join(bare, 'node_modules', 'aws-cdk-lib'))).toBe(false);
    expect(node(['--input-type=commonjs', '--eval', program], bare)).toBe('MODULE_NOT_FOUND');
  });

  test.each([
    ['commonjs', "console.log(typeof require('cdk-bulkhead/runtime').withTenant)"],
    ['module', "import { withTenant } from 'cdk-bulkhead/runtime'; console.log(typeof withTenant)"],
  ])('it loads as %s', (type, program) => {
    expect(node([`--input-type=${type}`, '--eval', program], bare)).toBe('function');
  });
});

describe('TypeScript finds root and runtime', () => {
  function compile(resolution: string, options: object, files: readonly string[]): void {
    const config = join(project, `tsconfig.${resolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...COMPILER_OPTIONS, ...options }, files }));
    progress(`tsc, moduleResolution ${resolution}`);
    run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', config], { cwd: project });
  }

  test.each(RESOLUTIONS)('with moduleResolution %s', (resolution, options) => {
    const modules = resolution === 'node16' ? ['module.mts'] : [];

    expect(() =>
      compile(resolution, options, ['app.ts', 'issues.spec.ts', 'handler.ts', 'mistakes.ts', ...modules]),
    ).not.toThrow();
  });
});

// What the compiler above made of the project, so a failure there fails here too.
describe('the compiled project', () => {
  const jest = () =>
    run(process.execPath, ['node_modules/jest/bin/jest.js', '--ci=false', '--rootDir', 'out'], {
      cwd: project,
      env: { CDK_VALIDATION: 'false' },
    });
  const snapshot = () => readFileSync(join(project, 'out/__snapshots__/issues.spec.js.snap'), 'utf8');

  test('its snapshot test writes the snapshot, and passes against it', () => {
    progress('jest in the project, twice');
    jest();
    const written = snapshot();
    jest();

    expect(written).toContain('AWS::KMS::Key');
    expect(snapshot()).toBe(written);
  });

  test('the snapshot test notices a change', () => {
    const file = join(project, 'out/__snapshots__/issues.spec.js.snap');
    const written = snapshot();
    writeFileSync(file, written.replaceAll('AWS::KMS::Key', 'AWS::KMS::Lock'));

    expect(jest).toThrow(/1 failed/);
    writeFileSync(file, written);
  });

  test('its app synthesises, with the functions among the assets', () => {
    progress('synthesis of the app, with CDK’s own validation');
    node(['out/app.js']);

    expect(existsSync(join(project, 'cdk.out/Issues.template.json'))).toBe(true);
    const installed = join(project, 'node_modules/cdk-bulkhead/assets');
    expect(functionsNotStaged(installed, join(project, 'cdk.out'))).toEqual([]);
  });
});
