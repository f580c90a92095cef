// How the commands say what they found: once, in the width there is, and so that names are told from sentences.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREAS, RULES } from '../../../lib/proof/rules';
import { ran } from './ran';
import { openGroup, rows, template } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-wording-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const statement = (Action: unknown, Resource: unknown, Sid?: string) => ({
  ...(Sid && { Sid }),
  Effect: 'Allow',
  Action,
  Resource,
});
const policy = (one: object) => ({ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [one] } });
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const trusting = (Principal: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
});

/** A table, and a role `Rows` with `actions` on it, which `Caller` may assume, which `Outer` may assume. */
function chain(actions: readonly string[], callerAssumes = true): string {
  const role = (trust: unknown, ...policies: object[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: trusting(trust), Policies: policies },
  });
  return template({
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { Tags: [{ Key: 'bulkhead:tenant-data', Value: 'rows' }] } },
    Rows: role(
      callerAssumes ? { AWS: arn('Caller') } : { Service: 'lambda.amazonaws.com' },
      policy(statement(actions, arn('Table'), 'Read all rows')),
    ),
    Caller: role({ AWS: arn('Outer') }, ...(callerAssumes ? [policy(statement('sts:AssumeRole', arn('Rows')))] : [])),
    Outer: role({ Service: 'lambda.amazonaws.com' }, policy(statement('sts:AssumeRole', arn('Caller')))),
  });
}

describe('diff', () => {
  const before = file('before.json', chain(['dynamodb:GetItem']));
  const after = file('after.json', chain(['dynamodb:GetItem', 'dynamodb:Scan']));

  test('tells a change once, with those who gain by it because they may assume the role', async () => {
    const { out } = await ran(['diff', before, after]);

    expect(out).toMatch(/^Access gained\n {2}\+ after\/Rows may call dynamodb:Scan on after\/Table\n/m);
    expect(out).toContain(
      '\n      everyone who can assume this role gains the same: after/Caller; after/Outer through after/Caller\n',
    );
    expect(out.match(/dynamodb:Scan/g)).toHaveLength(1);
    expect(out).toContain('gained: 1 access, 0 connections');
  });

  test('--json has each of them', async () => {
    const { access } = JSON.parse((await ran(['diff', before, after, '--json'])).out);

    expect(access.map(({ who }: { who: string }) => who).sort()).toEqual([
      'after/Caller through after/Rows',
      'after/Outer through after/Caller through after/Rows',
      'after/Rows',
    ]);
  });

  test('who gains more than the role did is a change of his own', async () => {
    const apart = file('apart.json', chain(['dynamodb:GetItem'], false));
    const { out } = await ran(['diff', apart, after]);

    expect(out).toContain('+ after/Rows may call dynamodb:Scan on after/Table');
    expect(out).toContain('+ after/Caller through after/Rows may call dynamodb:GetItem, dynamodb:Scan on after/Table');
  });
});

describe('matrix', () => {
  const path = file('matrix.json', chain(['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:Query']));
  const tableOf = (out: string) => out.slice(0, out.indexOf('\n\n')).split('\n');

  test('is a table where there is room', async () => {
    const lines = tableOf((await ran(['matrix', path], undefined, { width: 200 })).out);

    expect(lines[1]).toMatch(/^ {4}role +right tenant +other tenant +no tenant$/);
    expect(lines.slice(2).every((line) => /^ {2}✗ matrix\/\w+ +GetItem, \w+ \+1/.test(line))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(80);
  });

  test.each([60, 80])('stands below one another in %d columns, and says the same', async (width) => {
    const { out, code } = await ran(['matrix', path], undefined, { width });
    const lines = tableOf(out);

    expect(code).toBe(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.filter((line) => line.startsWith('  ✗ '))).toEqual(['  ✗ matrix/Rows', '  ✗ matrix/Caller', '  ✗ matrix/Outer']);
    for (const kind of ['right tenant', 'other tenant', 'no tenant'])
      expect(lines.filter((line) => line.startsWith(`      ${kind}  `))).toHaveLength(3);
  });
});

describe('verify', () => {
  test('quotes a Sid, which may be a sentence', async () => {
    const { out } = await ran(['verify', '-', '--only', 'tenant-data-access'], chain(['dynamodb:Scan']));

    expect(out).toContain('because  stdin/Rows “Read all rows” allows it');
  });

  test('--explain without a rule lists all of them, by area, with what goes wrong', async () => {
    for (const argv of [['--explain'], ['--explain', '--json'], ['x.json', '--explain']]) {
      const { code, out, error } = await ran(['verify', ...argv]);

      expect({ code, error }).toEqual({ code: 0, error: '' });
      for (const { title } of AREAS) expect(out).toContain(`${title}\n`);
      for (const { id, why, severity } of RULES)
        expect(out).toContain(`  ${severity === 'error' ? '✗' : '!'} ${id}\n      ${why}\n`);
    }
  });

  test('--sarif says what decided, and does not say it twice', async () => {
    const text = template(openGroup(), rows(['dynamodb:Scan']));
    const { findings } = JSON.parse((await ran(['verify', '-', '--json'], text)).out);
    const { runs } = JSON.parse((await ran(['verify', '-', '--sarif'], text)).out);
    const messages: string[] = runs[0].results.map(({ message }: { message: { text: string } }) => message.text);
    const isAlone = findings.map(({ message, because }: { message: string; because: string }) => message === because);

    expect(new Set(isAlone)).toEqual(new Set([true, false]));
    for (const [index, { message, because, fix }] of findings.entries()) {
      expect(messages[index]).toBe(isAlone[index] ? `${message}. ${fix}` : `${message}. Because: ${because}. ${fix}`);
    }
  });
});
