// docs/quickstart.md, typed by a machine: every file written and every command run, in order, in an empty folder beside a checkout whose
// tarball is packed. The commands `in=cdk-bulkhead` are what brought this test here (npm ci, npm run package) and the demo, in whose
// place a local AWS of the same kind is started, and stopped, here: the commands `on=local-aws` get the variables that the demo prints.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLocalAws } from '../../bin/demo/lifecycle';
import { workspaceAt } from '../../bin/demo/workspace';
import { type Fence, fences } from '../docs/fences';
import { progress, removeTemporaryFolders, root, run, temporaryFolder } from './tarball';

const page = fences(readFileSync(join(root, 'docs', 'quickstart.md'), 'utf8'));
const parent = temporaryFolder('quickstart');
let folder = parent;

beforeAll(() => symlinkSync(root, join(parent, 'cdk-bulkhead')));
afterAll(removeTemporaryFolders);

const QUIET_NPM = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true', CI: '1' };

/** In one shell, whose folder at the end is that of the next block. */
function type({ text }: Fence, env: { readonly [name: string]: string } = {}): string {
  for (const line of text.trim().split('\n')) progress(line.slice(0, 100));
  const whereabouts = join(parent, 'whereabouts');
  const output = run('bash', ['-euo', 'pipefail', '-c', `${text}\npwd > '${whereabouts}'`], {
    cwd: folder,
    env: { ...QUIET_NPM, ...env },
  });
  folder = readFileSync(whereabouts, 'utf8').trim();
  return output;
}

function write({ info: { title = '' }, text }: Fence): void {
  mkdirSync(dirname(join(folder, title)), { recursive: true });
  writeFileSync(join(folder, title), text);
}

const here = page.filter(({ info }) => info.in === undefined && info.on === undefined);
const title = ({ info, text }: Fence) => info.title ?? text.trim().split('\n')[0];

test('every block is a file, or a command for a place that is known', () => {
  expect(page.filter(({ language, info }) => info.title === undefined && language !== 'sh')).toEqual([]);
  expect([...new Set(page.map(({ info }) => info.in ?? info.on))]).toEqual(['cdk-bulkhead', undefined, 'local-aws']);
  const inCheckout = page.filter(({ info }) => info.in === 'cdk-bulkhead').map(({ text }) => text.trim());
  expect(inCheckout).toEqual(['npm ci\nnpm run package', 'npm run demo -- --keep', 'npm run demo -- --stop']);
});

test.each(here.map((fence) => [title(fence), fence] as const))('%s', (_title, fence) => {
  if (fence.info.title === undefined) type(fence);
  else write(fence);
});

test('what was synthesised holds the service and its functions', () => {
  const template = readFileSync(join(folder, 'cdk.out', 'Notes.template.json'), 'utf8');

  for (const type of ['AWS::ApiGateway::Authorizer', 'AWS::EC2::VPCEndpoint', 'Custom::AsapPublicKey'])
    expect(template).toContain(type);
});

test('on a local AWS it is deployed, refuses who has no token, and goes', async () => {
  const [deploy, destroy, ...others] = page.filter(({ info }) => info.on === 'local-aws');
  expect(others).toEqual([]);
  const quiet = { phase: async <T>(_title: string, work: (report: () => void) => Promise<T>) => work(() => {}), note: progress };

  const answers = await withLocalAws(
    { workspace: workspaceAt(root), app: 'none' },
    quiet,
    async ({ localAws, run: { home } }) => {
      // The line that `npm run demo -- --keep` prints, and a home of its own: the CLI remembers accounts by access key.
      const printed = {
        AWS_ENDPOINT_URL: localAws.endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: localAws.region,
        AWS_DEFAULT_REGION: localAws.region,
        AWS_CA_BUNDLE: localAws.caFile,
      };
      const env = { ...printed, CDK_HOME: home, no_proxy: '*' };
      return [deploy, destroy].map((fence) => type(fence as Fence, env));
    },
  );

  expect(answers[0]).toContain('{"message":"Unauthorized"}');
});
