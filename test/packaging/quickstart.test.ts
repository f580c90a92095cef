// docs/quickstart.md, typed by a machine: every file written and every command run, in order, in an empty folder beside a checkout whose
// tarball is packed. The commands `in=cdk-bulkhead` are what brought this test here (npm ci, npm run package) and the demo, in whose
// place a local AWS of the same kind is started, and stopped, here. The commands `on=local-aws` are typed into one shell, which has the
// variables that the demo prints; each block of `text prints` is what the commands before it must print.
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

function tell({ text }: Fence): void {
  for (const line of text.trim().split('\n')) progress(line.slice(0, 100));
}

/** In one shell, whose folder at the end is that of the next block. */
function type(fence: Fence): void {
  tell(fence);
  const whereabouts = join(parent, 'whereabouts');
  run('bash', ['-euo', 'pipefail', '-c', `${fence.text}\npwd > '${whereabouts}'`], { cwd: folder, env: QUIET_NPM });
  folder = readFileSync(whereabouts, 'utf8').trim();
}

/** All blocks in one shell, as a person types them; what each prints. */
function typeAll(blocks: readonly Fence[], env: { readonly [name: string]: string }): string[] {
  for (const block of blocks) tell(block);
  const mark = '-- end of a block --';
  const script = blocks.map(({ text }) => `${text}\necho '${mark}'`).join('\n');
  const printed = run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env: { ...QUIET_NPM, ...env } });
  return printed.split(`${mark}\n`).slice(0, -1);
}

function write({ info: { title = '' }, text }: Fence): void {
  mkdirSync(dirname(join(folder, title)), { recursive: true });
  writeFileSync(join(folder, title), text);
}

const here = page.filter(({ language, info }) => language !== 'text' && info.in === undefined && info.on === undefined);
/** What the commands above it print. */
function isPrinted({ language }: Pick<Fence, 'language'>): boolean {
  return language === 'text';
}

const title = ({ info, text }: Fence) => info.title ?? text.trim().split('\n')[0];

test('every block is a file, or a command for a place that is known', () => {
  expect(page.filter(({ language, info }) => info.title === undefined && language !== 'sh' && !isPrinted({ language }))).toEqual(
    [],
  );
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

test('on a local AWS: deployed, 401 without a token, 200 for one tenant, 403 for another, destroyed', async () => {
  const typed = page.filter(({ info }) => info.on === 'local-aws');
  const quiet = { phase: async <T>(_title: string, work: (report: () => void) => Promise<T>) => work(() => {}), note: progress };

  const printed = await withLocalAws(
    { workspace: workspaceAt(root), app: 'none' },
    quiet,
    async ({ localAws, run: { home } }) => {
      // The line that `npm run demo -- --keep` prints, and a home of its own: the CLI remembers accounts by access key.
      const exported = {
        AWS_ENDPOINT_URL: localAws.endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: localAws.region,
        AWS_DEFAULT_REGION: localAws.region,
        AWS_CA_BUNDLE: localAws.caFile,
      };
      return typeAll(typed, { ...exported, CDK_HOME: home, no_proxy: '*' });
    },
  );

  const shown = page.filter(isPrinted);
  expect(shown.length).toBeGreaterThan(2);
  // Each stands right below what prints it.
  for (const block of shown)
    expect(printed[typed.indexOf(page[page.indexOf(block) - 1] as Fence)]?.trim()).toBe(block.text.trim());
});
