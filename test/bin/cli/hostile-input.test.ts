// What a hostile pull request, or a mistake, may point the command at. It must end, and with a sentence; and no text of a template may
// act on the terminal that it is shown in, or speak in the command's own voice.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, readInput, streamed } from '../../../bin/cli/input';
import { printable } from '../../../bin/cli/output';
import { ran } from './ran';
import { acknowledging, CLEAN, openGroup, QUEUE, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const nobody = () => {
  throw new Error('nobody reads standard input');
};

describe('what is no file', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);

  test.each(['/dev/zero', '/dev/null', pipe])('%s is refused, and not waited for', async (path) => {
    const { code, out, error } = await ran(['verify', path]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain('is not a regular file');
    expect(error).toContain('or - for standard input');
  });

  test('a directory where a file is read is called one', async () => {
    mkdirSync(join(folder, 'odd', 'inner', 'manifest.json'), { recursive: true });
    const { code, out, error } = await ran(['verify', join(folder, 'odd')]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(
      /manifest\.json is a directory\n {2}expected {2}a regular file\n {2}do {8}give a file in this directory\n$|EISDIR/,
    );
  });

  test('a link to a pipe is refused too', async () => {
    symlinkSync(pipe, join(folder, 'link.json'));

    expect((await ran(['verify', join(folder, 'link.json')])).error).toContain('is not a regular file');
  });
});

describe('what is too large', () => {
  const large = file('large.json', '');
  truncateSync(large, 51 * 1024 * 1024);

  test('is refused by its size', () => {
    expect(() => readInput([large], nobody)).toThrow(/has 53477376 bytes\n {2}expected {2}at most 52428800/);
  });

  test('is read no further than that from a stream, whose size nobody knows', () => {
    const stream = openSync('/dev/zero', 'r');

    expect(() => streamed(stream, 'standard input')).toThrow(InputError);
    expect(() => streamed(stream, 'standard input')).toThrow(/standard input has more than 52428800 bytes/);
    closeSync(stream);
  });

  test('a stream that ends is text', () => {
    const stream = openSync(file('text.txt', 'ä'.repeat(100_000)), 'r');

    expect(streamed(stream, 'standard input')).toBe('ä'.repeat(100_000));
    closeSync(stream);
  });
});

describe('a directory', () => {
  const stacksOf = (path: string) => readInput([path], nobody).templates.map(({ stackName }) => stackName);

  test('is read with those below it, and with assemblies in it', async () => {
    file('deep/a.json', template(CLEAN));
    file('deep/one/two/b.yaml', template(openGroup()));
    file('deep/one/c.cfn', template(CLEAN));
    file('deep/web/manifest.json', '{"name":"a web application"}');
    file('deep/web/d.json', template(CLEAN));
    const properties = { templateFile: 'Inner.json' };
    file(
      'deep/out/manifest.json',
      JSON.stringify({ artifacts: { Inner: { type: 'aws:cloudformation:stack', environment: 'aws://u/u', properties } } }),
    );
    file('deep/out/Inner.json', template(CLEAN));

    expect(stacksOf(join(folder, 'deep')).sort()).toEqual(['Inner', 'a', 'b', 'c', 'd']);
    expect((await ran(['verify', join(folder, 'deep')])).code).toBe(1);
  });

  test('says which of its directories it leaves out', () => {
    file('app/a.json', template(CLEAN));
    file('app/node_modules/x/b.json', template(openGroup()));
    file('app/.git/c.json', template(openGroup()));

    expect(stacksOf(join(folder, 'app'))).toEqual(['a']);
    expect(readInput([join(folder, 'app')], nobody).notes).toEqual([
      expect.stringMatching(/app\/\.git was not read: give it/),
      expect.stringMatching(/app\/node_modules was not read: give it/),
    ]);
  });

  test('that leads back to itself by a link is read once', () => {
    file('ring/a.json', template(CLEAN));
    symlinkSync(join(folder, 'ring'), join(folder, 'ring', 'again.json'));

    expect(stacksOf(join(folder, 'ring'))).toEqual(['a']);
  });
});

/** Everything that a terminal would not show as itself, but for line ends. */
const UNSHOWN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;
const EVIL = 'x\u001b[2J\u001b]0;pwn\u0007\r\nclean  (9 resources)\u0085\u009b31m\u202ereversed\u2028\u200b\u{e0041}';

describe('text that acts on a terminal', () => {
  const { Role, ...others } = JSON.parse(template(rows(['dynamodb:Scan']))).Resources;
  const evilRole = JSON.parse(JSON.stringify(Role).replace('"Effect"', `"Sid":${JSON.stringify(EVIL)},"Effect"`));
  const evil = file('evil.json', JSON.stringify({ Resources: { ...others, Role: evilRole, [`R${EVIL}`]: Role } }));
  const before = file('before.json', template(CLEAN));
  const accepted = file(
    'accepted.json',
    template(openGroup(acknowledging('security-group-open-to-world', `a bastion ${EVIL}`)), QUEUE),
  );
  const macro = file('macro.json', JSON.stringify({ ...JSON.parse(template(CLEAN)), Transform: { Name: EVIL } }));
  const broken = file('broken.json', `{"Resources": ${EVIL}}`);

  test.each<[what: string, argv: readonly string[]]>([
    ['ids and Sids', ['verify', evil]],
    ['ids and Sids in a matrix', ['matrix', evil]],
    ['ids in a diff', ['diff', before, evil]],
    ['reasons', ['verify', '--acknowledged', accepted]],
    ['the name of a macro', ['verify', macro]],
    ['what is wrong with a file', ['verify', broken]],
    ['a path', ['verify', `${folder}/no${EVIL}file`]],
    ['the name of data', ['verify', '--tenant-data', EVIL, before]],
    ['a rule', ['verify', '--only', EVIL, before]],
    ['a command', [EVIL]],
    ['an option', ['verify', `--${EVIL}`]],
  ])('%s are shown as what they are', async (_what, argv) => {
    const { out, error } = await ran(argv);

    expect(out + error).toContain('\\x1b[2J');
    expect(out + error).not.toMatch(UNSHOWN);
    expect(`${out}${error}`.split('\n').filter((line) => line.startsWith('clean  (9'))).toEqual([]);
  });

  test('nor does a policy that the matrix cannot read', async () => {
    const unreadable = template(rows(['dynamodb:GetItem'], { 'aws:cdk:path': EVIL })).replaceAll('"Effect"', '"Efect"');
    const { out } = await ran(['matrix', file('unreadable.json', unreadable)]);

    expect(out).toContain('the proof cannot read its policy');
    expect(out).toContain('\\x1b[2J');
    expect(out).not.toMatch(UNSHOWN);
  });

  test('machines are told it as it is', async () => {
    const { findings } = JSON.parse((await ran(['verify', '--json', evil])).out);

    const places = findings.flatMap((one: { places: { because: string }[] }) => one.places);
    expect(places.some(({ because }: { because: string }) => because.includes(EVIL))).toBe(true);
  });

  test('what people write in any language stays', () => {
    expect(printable('Zürich, 東京, “’…→✗”')).toBe('Zürich, 東京, “’…→✗”');
  });
});

test('standard input without an end is refused by the program itself', () => {
  const main = join(__dirname, '../../../bin/cli/main.ts');
  const zero = openSync('/dev/zero', 'r');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, 'verify', '-'], {
    stdio: [zero, 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 60_000,
  });
  closeSync(zero);

  expect(stderr).toContain('standard input has more than 52428800 bytes');
  expect(status).toBe(2);
}, 60_000);
