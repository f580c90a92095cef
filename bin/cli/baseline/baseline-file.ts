// The file of a baseline. One line for each finding: a pull request shows what came and what went.

import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SEVERITIES } from '../../../lib/proof/rules';
import { type Json, own } from '../../../lib/proof/template';
import { contents, InputError } from '../input';
import { type Baseline, type Entry, inOrder } from './baseline';

const VERSION = 1;
const EXPECTED = `a baseline of version ${VERSION}, in the form that --update-baseline writes`;

/** Undefined if there is no such file. @throws InputError for a file that is not a baseline of this version */
export function readBaseline(file: string): Baseline | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = parsedText(contents(file), file);
  const version = own(parsed, 'version');
  if (version === undefined) throw refused(`${file} is not a baseline: it has no version`);
  if (version !== VERSION) {
    throw new InputError(
      `${file} is a baseline of version ${JSON.stringify(version)}`,
      EXPECTED,
      'use the version of cdk-bulkhead that wrote the file, or delete the file and run verify with --update-baseline again',
    );
  }
  const entries = own(parsed, 'findings');
  if (!Array.isArray(entries)) throw refused(`${file} is not a baseline: findings is not a list`);
  return entries.map((entry, index) => entryOf(entry, `${file}: findings[${index}]`)).sort(inOrder);
}

/** Readers see the old file or the new one, never a part. @throws what the operating system says */
export function writeBaseline(file: string, baseline: Baseline): void {
  const text = textOf(baseline);
  // A link stays a link: the file that it leads to is written.
  const target = existsSync(file) ? realpathSync(file) : file;
  if (existsSync(target) && contents(target) === text) return;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', flush: true });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function textOf(baseline: Baseline): string {
  const lines = baseline.map(({ place, rule, id, severity }) => `    ${JSON.stringify({ place, rule, id, severity })}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

function parsedText(text: string, file: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    const isMerge = /^<{7} /m.test(text);
    throw refused(`${file} is not valid JSON${isMerge ? ': it contains merge conflict markers' : ''}`);
  }
}

function entryOf(value: Json, where: string): Entry {
  const member = (name: string): string => {
    const text = own(value, name);
    if (typeof text !== 'string' || text === '') throw refused(`${where} has no ${name}`);
    return text;
  };
  const [place, rule, id, written] = [member('place'), member('rule'), member('id'), member('severity')];
  const severity = SEVERITIES.find((one) => one === written);
  if (severity === undefined) throw refused(`${where} has the severity ${JSON.stringify(written)}`);
  return { place, rule, id, severity };
}

function refused(seen: string): InputError {
  return new InputError(
    seen,
    EXPECTED,
    'restore the file from version control, or delete it and run verify with --update-baseline again',
  );
}
