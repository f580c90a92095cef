// The output that docs/proof.md shows is what the command prints.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { ran } from '../bin/cli/ran';
import { NotesStack } from '../docs/snapshot-testing/lib/notes-stack';

const root = join(__dirname, '..', '..');
const PAGE = join(root, 'docs/proof.md');
/** Columns. */
const width = 100;

/** What the page says between the two marks of an output. */
function shown(name: string): RegExp {
  return new RegExp(`(?<=<!-- output: ${name} -->\n)[\\s\\S]*?(?=<!-- end of output -->)`);
}

// To update it: UPDATE_DOCS=1 npx jest test/house/proof-page
function expectShown(name: string, printed: string): void {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toMatch(shown(name));
  const written = page.replace(shown(name), () => `\`\`\`\n${printed.trim()}\n\`\`\`\n`);
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, written);
  expect(readFileSync(PAGE, 'utf8')).toBe(written);
}

test('the finding is that of the example', async () => {
  const template = join(root, 'examples/foreign/cloudformation/template.yaml');

  const { out } = await ran(['verify', template, '--only', 'tenant-data-access'], undefined, { width });

  expectShown('finding', out.split('\n\n')[0] ?? '');
});

test('the difference is that of the quickstart’s stack whose table changes its logical id', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-proof-page-'));
  try {
    const stack = new NotesStack(new App(), 'Notes', { code: Code.fromInline('exports.handler = async () => {};') });
    const template = Template.fromStack(stack);
    const [table = ''] = Object.keys(template.findResources('AWS::DynamoDB::Table')).filter((id) => id.startsWith('Service'));
    const before = JSON.stringify(template.toJSON());
    const [old, now] = [join(folder, 'old', 'Notes.json'), join(folder, 'new', 'Notes.json')];
    for (const [file, text] of [
      [old, before],
      [now, before.replaceAll(table, `Notes${table}`)],
    ] as const) {
      mkdirSync(dirname(file));
      writeFileSync(file, text);
    }

    const { out } = await ran(['diff', old, now], undefined, { width });

    expectShown('diff', out.split('\n\n').slice(0, 2).join('\n\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
