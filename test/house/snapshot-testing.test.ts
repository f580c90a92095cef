// The files that docs/snapshot-testing.md and docs/quickstart.md show are those of test/docs/snapshot-testing, which run.
// To update the page after a change of the files: UPDATE_DOCS=1 npx jest test/house/snapshot-testing
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fences } from '../docs/fences';

const root = join(__dirname, '..', '..');
const shown = join(root, 'test', 'docs', 'snapshot-testing');
const file = (title: string) => readFileSync(join(shown, title), 'utf8');

const PAGES = [
  ['docs/snapshot-testing.md', ['test/stable-template.ts', 'test/notes.test.ts', 'test/nag.test.ts']],
  ['docs/quickstart.md', ['lib/notes-stack.ts']],
] as const;

test.each(PAGES)('%s shows the files that run', (page, titles) => {
  const path = join(root, page);
  if (process.env.UPDATE_DOCS) writeFileSync(path, withFiles(readFileSync(path, 'utf8'), titles));
  const blocks = new Map(fences(readFileSync(path, 'utf8')).map(({ info, text }) => [info.title, text]));

  for (const title of titles) expect(blocks.get(title)).toBe(file(title));
});

test('docs/snapshot-testing.md shows no other file, and every one but the stack', () => {
  const titles = fences(readFileSync(join(root, PAGES[0][0]), 'utf8')).flatMap(({ info }) => info.title ?? []);

  expect(titles).toEqual(PAGES[0][1]);
  expect([...titles].sort()).toEqual(
    readdirSync(join(shown, 'test'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `test/${name}`)
      .sort(),
  );
});

function withFiles(markdown: string, titles: readonly string[]): string {
  return titles.reduce((text, title) => {
    const [before = '', after = ''] = text.split(new RegExp(`(?<=^\`\`\`tsx title=${title.replaceAll('.', '\\.')}\n)`, 'm'));
    return after === '' ? text : `${before}${file(title)}${after.slice(after.search(/^```$/m))}`;
  }, markdown);
}

describe('the serializer', () => {
  const { stableTemplate } = jest.requireActual('../docs/snapshot-testing/test/stable-template');
  const hash = 'a1'.repeat(32);
  const tail = 'b2'.repeat(16);

  test('replaces names of assets, and tails of deployments and versions', () => {
    const template = {
      Resources: {
        [`ApiDeployment0A1B2C3D${tail}`]: { Key: `${hash}.zip` },
        [`FunctionCurrentVersion0A1B2C3D${tail}`]: {},
      },
    };

    expect(stableTemplate(template)).toEqual({
      Resources: { 'ApiDeployment0A1B2C3D<hash>': { Key: '<asset>.zip' }, 'FunctionCurrentVersion0A1B2C3D<hash>': {} },
    });
  });

  test('drops CDK’s bootstrap version, and keeps parameters and rules of the user', () => {
    const template = {
      Parameters: { BootstrapVersion: {}, Size: { Type: 'Number' } },
      Rules: { CheckBootstrapVersion: {}, Small: { Assertions: [] } },
    };

    expect(stableTemplate(template)).toEqual({
      Parameters: { Size: { Type: 'Number' } },
      Rules: { Small: { Assertions: [] } },
    });
    expect(stableTemplate({ Parameters: { BootstrapVersion: {} }, Rules: { CheckBootstrapVersion: {} } })).toEqual({});
  });

  test.each([
    ['an account', '111122223333'],
    ['a version of RDS', '17.5'],
    ['31 digits', 'a'.repeat(31)],
  ])('leaves %s alone', (_what, value) => {
    expect(stableTemplate({ Resources: { One: value } })).toEqual({ Resources: { One: value } });
  });
});
