// The examples for CI and the page for coding agents: they parse, and name commands, options, files and JSON members that exist.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseOptions } from '../../bin/cli/options';
import { RULES } from '../../lib/proof/rules';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const WORKFLOW = 'examples/ci/bulkhead.yml';
const HOOK = 'examples/ci/pre-commit-config.yaml';

/** Every `npx cdk-bulkhead …` of a text, up to what ends a command in a shell or in a sentence. */
function commandsOf(text: string): string[][] {
  return [...text.matchAll(/npx cdk-bulkhead ([^\n`'#;&|>]*)/g)].map(([, words = '']) => words.trim().split(/\s+/));
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: { readonly [name: string]: unknown };
}

test.each([WORKFLOW, HOOK, 'docs/agent.md', 'docs/proof.md'])('%s names commands and options that exist', (file) => {
  const commands = commandsOf(read(file));

  expect(commands.length).toBeGreaterThan(0);
  for (const argv of commands) {
    const options = parseOptions(argv);
    expect({ argv, command: options.command }).toEqual({ argv, command: argv[0] });
  }
});

test('a command with a slip would be found', () => {
  const [argv = []] = commandsOf('run `npx cdk-bulkhead verify cdk.out --base-line x`');

  expect(() => parseOptions(argv)).toThrow(/Unknown option '--base-line'/);
});

describe(WORKFLOW, () => {
  const workflow = parse(read(WORKFLOW), { strict: true, uniqueKeys: true }) as {
    readonly on: object;
    readonly permissions: object;
    readonly jobs: { readonly verify: { readonly 'runs-on': string; readonly steps: readonly Step[] } };
  };
  const { steps } = workflow.jobs.verify;

  test('runs for pull requests, with the rights that it needs and no others', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
    expect(workflow.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
  });

  test('each step runs a command or an action, and each action has a version', () => {
    for (const { run, uses } of steps) expect([run, uses].filter((one) => one !== undefined)).toHaveLength(1);
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+(?:\/[\w-]+)?@v\d+$/);
  });

  test('the findings fail it in a step of their own, and code scanning gets them all the same', () => {
    const [gate, sarif, upload] = steps.slice(-3);

    expect(gate?.run).toBe('npx cdk-bulkhead verify cdk.out --baseline bulkhead-baseline.json');
    expect(gate?.if).toBeUndefined();
    expect(sarif?.run).toBe(`${gate?.run} --sarif > ${upload?.with?.sarif_file} || test $? -eq 1`);
    for (const step of [sarif, upload]) expect(step?.if).toContain('!cancelled()');
  });

  test('it uses a version of Node that CONTRIBUTING.md names', () => {
    const node = steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'))?.with?.['node-version'];

    expect(read('CONTRIBUTING.md')).toMatch(new RegExp(`Use Node .*\\b${node}\\.`));
  });
});

test(`${HOOK} has one hook, which runs the whole app and not the changed files`, () => {
  const { repos } = parse(read(HOOK), { strict: true, uniqueKeys: true });
  const [{ repo, hooks }] = repos;

  expect([repos.length, repo, hooks.length]).toEqual([1, 'local', 1]);
  expect(hooks[0]).toMatchObject({ id: 'cdk-bulkhead', language: 'system', pass_filenames: false });
  const files = new RegExp(hooks[0].files);
  for (const name of ['lib/stack.ts', 'template.yaml', 'template.yml', 'cdk.json']) expect(files.test(name)).toBe(true);
  expect(files.test('README.md')).toBe(false);
});

test('every file of examples/ci is one that a page links to', () => {
  const links = read('docs/proof.md');

  for (const name of readdirSync(join(root, 'examples/ci'))) expect(links).toContain(`(../examples/ci/${name})`);
});

describe('docs/agent.md', () => {
  const page = read('docs/agent.md');
  const schema = JSON.parse(read('schema/findings.schema.json'));

  test('names members of the JSON that exist, and the members that an agent needs', () => {
    const section = page.slice(page.indexOf('## Members of the JSON'), page.indexOf('## Never'));
    const firsts = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell.match(/[\w[\].]+/g) ?? []);
    const isMember = (name: string): boolean =>
      /^(?:findings\[\])?\./.test(name)
        ? Object.hasOwn(schema.$defs.finding.properties, name.replace(/^.*\./, ''))
        : Object.hasOwn(schema.properties, name);

    expect(firsts.length).toBeGreaterThan(5);
    expect(firsts.flat().filter((name) => !isMember(name))).toEqual([]);
    for (const name of ['tenantData', 'known']) expect(page).toMatch(new RegExp(`\`(?:summary\\.)?${name}\``));
  });

  test('has every exit code of verify', () => {
    expect([...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code)).toEqual(['0', '1', '2', '70']);
  });

  test('forbids an acknowledgement without a reason, and a wider policy', () => {
    const never = page.slice(page.indexOf('## Never'));

    expect(never).toContain('acknowledge a finding without a reason');
    expect(never).toContain('widen a policy');
  });

  test('explains a rule that exists', () => {
    const [, rule] = /--explain ([\w-]+)/.exec(page) ?? [];

    expect(RULES.map(({ id }) => id)).toContain(rule);
  });
});
