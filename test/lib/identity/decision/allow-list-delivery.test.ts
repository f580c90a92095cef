// Allow-lists that a function's environment cannot hold: one file in its own package, of which the environment says nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { App } from 'aws-cdk-lib/core';
import { ALLOW_LIST_FILE } from '../../../../contract';
import { allowListOf } from '../../../../lambda/aws/allow-list';
import { AsapAuthorizer, AsapKeyRepository, TenantRole, TenantSessionBroker } from '../../../../lib';
import { FLAGS, newStack, only, resourcesOf, STAGED, synthesise, type Template, WITH_AND_WITHOUT_FLAGS } from '../../templates';
import { ISSUERS, surroundings } from '../../worlds';

const PATHS = Array.from({ length: 60 }, (_, index) => `resource-of-some-length-${index}`);

/** An API of many methods, each with callers of its own: some kilobytes of rules. */
function large(paths = PATHS, given: { readonly [flag: string]: unknown } = FLAGS) {
  const flags = { ...STAGED, ...given };
  const { stack, keyRepository, tenants, logsKey } = surroundings({ flags }, newStack({ flags }));
  const decision = { serviceName: 'media', callers: [], keyRepository, tenants, logsKey };
  const authorizer = new AsapAuthorizer(stack, 'Authorizer', decision);
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  new TenantSessionBroker(stack, 'Sessions', { ...decision, tenantRole, authorizer });
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultMethodOptions: { authorizer: authorizer.requestAuthorizer },
  });
  for (const path of paths) {
    api.root.addResource(path).addMethod('GET');
    authorizer.allow('GET', `/${path}`, ['edge', 'issues']);
  }
  if (paths.length === 0) api.root.addMethod('GET');
  return { stack, outdir: (stack.node.root as App).outdir };
}

const handlerOf = (template: Template) => only(template, 'AWS::Lambda::Function', /^AuthorizerHandlerFunction/);
const brokerOf = (template: Template) => only(template, 'AWS::Lambda::Function', /^SessionsBrokerFunction/);

/** The folder that a function's code is deployed from. */
function codeOf(outdir: string, { Properties }: ReturnType<typeof handlerOf>): string {
  const hash = /[0-9a-f]{64}/.exec(JSON.stringify(Properties.Code.S3Key))?.[0];
  return join(outdir, `asset.${hash}`);
}

describe.each(WITH_AND_WITHOUT_FLAGS)('a long allow-list, with %s', (_flags, flags) => {
  const { stack, outdir } = large(PATHS, flags);
  const template = synthesise(stack);
  const handler = handlerOf(template);
  const folder = codeOf(outdir, handler);

  test('lies beside the bundle, in the same package', () => {
    expect(readdirSync(folder).sort()).toEqual([ALLOW_LIST_FILE, 'index.js', 'package.json']);
  });

  test('stands in no variable, whole or in part: between code and settings of an update nothing is at odds', () => {
    const { Variables } = handler.Properties.Environment;
    const withAnother = handlerOf(synthesise(large([...PATHS, 'one-more'], flags).stack)).Properties.Environment.Variables;

    for (const name of ['CALLERS', 'ISSUERS', 'METHOD_RULES']) expect(Variables).not.toHaveProperty(`BULKHEAD_${name}`);
    expect(Variables.BULKHEAD_SERVICE).toBe('media');
    expect(withAnother).toEqual(Variables);
  });

  test('is what the function reads', () => {
    expect(allowListOf(handler.Properties.Environment.Variables, folder)).toEqual({
      callers: [],
      issuers: [...ISSUERS].sort(),
      rules: PATHS.map((path) => ({ method: 'GET', path: `/${path}`, callers: ['edge', 'issues'] })).sort((one, other) =>
        one.path < other.path ? -1 : 1,
      ),
    });
  });

  test('leaves the broker’s in its environment, where that one fits', () => {
    const { Variables } = brokerOf(template).Properties.Environment;
    expect(Variables).toMatchObject({ BULKHEAD_CALLERS: '["edge","issues"]', BULKHEAD_ISSUERS: '["edge","issues","media"]' });
    expect(readdirSync(codeOf(outdir, brokerOf(template)))).not.toContain(ALLOW_LIST_FILE);
  });

  test('needs no permission', () => {
    const rights = (of: Template) =>
      resourcesOf(of, 'AWS::IAM::ManagedPolicy')
        .filter(([id]) => id.startsWith('AuthorizerHandler'))
        .map(([, { Properties }]) => Properties.PolicyDocument);
    expect(rights(template)).toEqual(rights(synthesise(large([], flags).stack)));
  });
});

describe('the package as it is deployed', () => {
  const { stack, outdir } = large();
  const handler = handlerOf(synthesise(stack));
  const { Variables } = handler.Properties.Environment;
  const literal = Object.fromEntries(Object.entries(Variables).filter(([, value]) => typeof value === 'string'));
  const environment = {
    ...(literal as { [name: string]: string }),
    BULKHEAD_KEY_REPOSITORY_URL: 'https://keys.example',
    BULKHEAD_CATALOGUE_TABLE: 'catalogue',
    BULKHEAD_URL_SUFFIX: 'amazonaws.com',
    AWS_REGION: 'eu-central-1',
  };
  /** Starts it in a process of its own, and asks it without a token. */
  const started = (env: { [name: string]: string }, cwd = codeOf(outdir, handler)) => {
    const ask = "require('./index.js').handler({methodArn:'a/b/c'}).catch((error)=>console.log(error.message))";
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', ask], { cwd, env, encoding: 'utf8' });
    return { stdout, stderr };
  };

  test('starts and decides', () => {
    const { stdout } = started(environment);
    expect(stdout).toContain('"reason":"token.missing"');
    expect(stdout).toContain('Unauthorized');
  });

  test('does not start without its list', () => {
    const folder = codeOf(outdir, handler);
    const bare = mkdtempSync(join(tmpdir(), 'bare-'));
    cpSync(join(folder, 'index.js'), join(bare, 'index.js'));
    const { stdout, stderr } = started(environment, bare);
    rmSync(bare, { recursive: true });

    expect(stdout).toBe('');
    expect(stderr).toContain('BULKHEAD_CALLERS');
  });
});

test('the same list is the same asset, another list another one', () => {
  const assetOf = (paths: string[]) => {
    const { stack, outdir } = large(paths);
    return codeOf(outdir, handlerOf(synthesise(stack))).replace(outdir, '');
  };

  expect(assetOf([...PATHS].reverse())).toBe(assetOf(PATHS));
  expect(assetOf([...PATHS, 'one-more'])).not.toBe(assetOf(PATHS));
});

test('leaves no folder behind it', () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('cdk-bulkhead-')).length;
  const before = left();
  synthesise(large().stack);
  expect(left()).toBe(before);
});

test('is found where CDK stages no assets', () => {
  const { stack } = large(PATHS, { 'aws:cdk:disable-asset-staging': true });
  synthesise(stack);
  const manifest = JSON.parse(readFileSync(join((stack.node.root as App).outdir, `${stack.artifactId}.assets.json`), 'utf8')) as {
    files: { [hash: string]: { source: { path: string } } };
  };
  const folders = Object.values(manifest.files).map(({ source }) => source.path);
  const folder = folders.find((path) => path.includes('cdk-bulkhead-')) as string;

  expect(existsSync(join(folder, ALLOW_LIST_FILE))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('of all callers goes to the broker in a file, too', () => {
  const issuers = Array.from({ length: 24 }, (_, index) => String(index).padEnd(100, 'x'));
  const { stack, tenants, logsKey } = surroundings({ flags: { ...FLAGS, ...STAGED } });
  const keyRepository = new AsapKeyRepository(newStack({}, 'Keys', stack.node.root as App), 'AsapKeys', { issuers });
  const tenantRole = new TenantRole(stack, 'TenantRole', { serviceName: 'media' });
  new TenantSessionBroker(stack, 'Sessions', {
    serviceName: 'media',
    callers: issuers,
    keyRepository,
    tenants,
    logsKey,
    tenantRole,
  });
  const broker = brokerOf(synthesise(stack));
  const folder = codeOf((stack.node.root as App).outdir, broker);

  expect(allowListOf(broker.Properties.Environment.Variables, folder)).toEqual({
    callers: [...issuers].sort(),
    issuers: [...issuers].sort(),
    rules: [],
  });
});
