// The commands of README and docs that run anywhere (```sh in=app), typed in the folder of an app: its templates are there, the package is
// installed, and nothing else is.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fences } from '../docs/fences';
import { bin, progress, removeTemporaryFolders, root, run, tarball, temporaryFolder } from './tarball';

const PAGES = ['README.md', 'docs/agent.md', 'docs/asap.md', 'docs/proof.md'];
const app = temporaryFolder('pages');

beforeAll(() => {
  progress('an app with the package installed, and its templates');
  writeFileSync(join(app, 'package.json'), '{"private":true}');
  // The command needs none of the package's peers.
  run('npm', ['install', '--no-save', '--legacy-peer-deps', '--prefer-offline', '--no-fund', '--no-audit', tarball], {
    cwd: app,
  });
  const example = 'node --require tsx/cjs examples/tenant-service/app.ts';
  run(bin('cdk'), ['synth', '--quiet', '--app', example, '--output', join(app, 'cdk.out')], { env: { CDK_VALIDATION: 'false' } });
  cpSync(join(app, 'cdk.out'), join(app, 'cdk.out.main'), { recursive: true });
});
afterAll(removeTemporaryFolders);

test.each(PAGES)('what %s tells to type, works', (page) => {
  const blocks = fences(readFileSync(join(root, page), 'utf8')).filter(({ info }) => info.in === 'app');
  expect(blocks.length).toBeGreaterThan(0);

  for (const { text } of blocks) {
    for (const line of text.trim().split('\n')) progress(line.slice(0, 100));
    run('bash', ['-euo', 'pipefail', '-c', `rm -rf keys token\n${text}`], { cwd: app });
  }
});
