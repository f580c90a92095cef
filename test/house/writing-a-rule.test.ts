// The code and the tables of docs/writing-a-rule.md are those of the proof.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { fences } from '../docs/fences';

const root = join(__dirname, '..', '..');
const PAGE = join(root, 'docs/writing-a-rule.md');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const parsed = (file: string) => ts.createSourceFile(file, narrow(file), ts.ScriptTarget.Latest, true);

/** Columns of a line of code on a page. */
const WIDTH = 110;
const biome = join(root, 'node_modules', '.bin', 'biome');
const formatted = new Map<string, string>();

/** A file of the repository, formatted for the width of a page. */
function narrow(file: string): string {
  const known = formatted.get(file);
  if (known !== undefined) return known;
  const made = execFileSync(biome, ['format', `--line-width=${WIDTH}`, `--stdin-file-path=${file}`], {
    cwd: root,
    input: read(file),
    encoding: 'utf8',
  });
  formatted.set(file, made);
  return made;
}

/** The text of a node with its comment, as it reads without the indentation that it has in the file. */
function textOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const start = node.getStart(source, true);
  const { character } = source.getLineAndCharacterOfPosition(start);
  return source.text.slice(start, node.end).replaceAll(`\n${' '.repeat(character)}`, '\n');
}

function first<T extends ts.Node>(within: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  return is(within) ? within : ts.forEachChild(within, (child) => first(child, is));
}

/** `name` is a declaration at the top of a file, `name.method` a method of the object that it declares. */
function declared(file: string, path: string): string {
  const [name, method] = path.split('.');
  const statement = parsed(file).statements.find((one) =>
    ts.isVariableStatement(one)
      ? one.declarationList.declarations.some((each) => each.name.getText() === name)
      : ts.isFunctionDeclaration(one) && one.name?.text === name,
  );
  const isIt = (node: ts.Node): node is ts.MethodDeclaration => ts.isMethodDeclaration(node) && node.name.getText() === method;
  const found = method === undefined ? statement : statement && first(statement, isIt);
  if (found === undefined) throw new Error(`${file} declares no ${path}: name another declaration on the page`);
  return textOf(found);
}

/** The row of planted templates that has this title. */
function planted(file: string, title: string): string {
  const isRow = (node: ts.Node): node is ts.ObjectLiteralExpression =>
    ts.isObjectLiteralExpression(node) &&
    node.properties.some((one) => one.getText() === `title: '${title.replaceAll('-', ' ')}'`);
  const row = first(parsed(file), isRow);
  if (row === undefined) throw new Error(`${file} has no row with the title ${title}: name another row on the page`);
  return textOf(row);
}

/** What a fence ```tsx title=FILE must hold: the file, the declarations `of`, or the row `row`. */
function excerpt({ title = '', of, row }: { readonly [name: string]: string }): string {
  if (row !== undefined) return `${planted(title, row)}\n`;
  if (of === undefined) return narrow(title);
  return `${of
    .split(',')
    .map((one) => declared(title, one))
    .join('\n\n')}\n`;
}

// To update it: UPDATE_DOCS=1 npx jest test/house/writing-a-rule
test('the code is that of the files', () => {
  const page = readFileSync(PAGE, 'utf8');
  const excerpts = fences(page).filter(({ info }) => info.title !== undefined);
  const files = excerpts.map(({ info }) => excerpt(info));
  let at = 0;
  const written = page.replace(
    /^(```tsx title=.*\n)[\s\S]*?^```$/gm,
    (_block, begin: string) => `${begin}${files[at++] ?? ''}\`\`\``,
  );
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, written);

  expect(excerpts.length).toBeGreaterThanOrEqual(5);
  expect(readFileSync(PAGE, 'utf8')).toBe(written);
});

test('no line of the code is too long to read', () => {
  const long = fences(readFileSync(PAGE, 'utf8')).flatMap(({ text }) => text.split('\n').filter((line) => line.length > WIDTH));

  expect(long).toEqual([]);
});

/** The first cells of the table below a heading, without the backticks. */
function firstCells(heading: string): string[] {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(`## ${heading}\n`);
  const rows = (section.split(/^#/m)[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split('`')[1] ?? '');
}

test('the table of Evidence has each public member', () => {
  const [evidence] = parsed('lib/proof/evidence.ts').statements.filter(ts.isClassDeclaration);
  const isPublic = (node: ts.Node) =>
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PublicKeyword);
  const members = (evidence?.members ?? []).flatMap((member): ts.NamedDeclaration[] =>
    ts.isConstructorDeclaration(member) ? [...member.parameters] : [member],
  );
  const names = members.filter(isPublic).map(({ name }) => name?.getText() ?? '');

  expect(firstCells('What evidence has').map((name) => name.replace(/\(.*$/, ''))).toEqual(expect.arrayContaining(names));
  expect(firstCells('What evidence has')).toHaveLength(names.length);
});

test('the table of areas has each folder of rules', () => {
  const areas = readdirSync(join(root, 'lib/proof/rules'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'shared' ? [entry.name] : [],
  );

  expect(firstCells('Choose the area').sort()).toEqual(areas.sort());
});

test('the helpers are exported where the page says', () => {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split('## Helpers\n');
  const rows = [...section.matchAll(/^\| `(\w+).*?` \| `([\w/-]+)` \|/gm)];

  expect(rows.length).toBeGreaterThan(5);
  for (const [, name, file] of rows)
    expect(read(`lib/proof/${file}.ts`)).toMatch(new RegExp(`export (?:function\\*?|const) ${name}\\b`));
});
