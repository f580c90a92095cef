// cdk-bulkhead verify: the findings of all rules, without those that a baseline knows.
import { isAtLeast, type Results, ruleOf, runRules } from '../../../lib/proof/rules';
import { type Baseline, changesOf, compared, readBaseline, writeBaseline } from '../baseline';
import { InputError } from '../input';
import { UsageError, type VerifyOptions } from '../options';
import type { Output } from '../output';
import { refusalText } from '../refusal';
import { changedEntries, staleEntries } from '../report/baseline-lines';
import { explanation, listOfRules } from '../report/explanation';
import { findingsAsJson } from '../report/findings-json';
import { findingsAsText } from '../report/findings-text';
import { idleAcknowledgements } from '../report/idle-acknowledgements';
import { findingsAsSarif } from '../report/sarif';
import { shellWord } from '../report/shell';
import { judged } from './judged';
import { refusedFiles } from './refused-files';

export function verify(options: VerifyOptions, output: Output): number {
  if (options.explain !== undefined) {
    output.out(options.explain === null ? listOfRules(output) : explanation(ruleOf(options.explain), output));
    return 0;
  }
  // Before reading templates: otherwise a misspelt rule id would fail only after a minute.
  for (const id of [...(options.only ?? []), ...options.skip]) ruleOf(id);
  if (options.only?.every((id) => options.skip.includes(id))) {
    throw new UsageError('--skip removes every rule of --only', 'at least one rule to run', 'remove one of the two options');
  }
  const before = options.baseline === undefined ? undefined : knownBefore(options.baseline, options);
  const { input, evidence, doubts } = judged(options.paths, options, output);
  const all = runRules(evidence, {
    ...(options.only !== undefined && { only: options.only }),
    skip: options.skip,
    acknowledgements: input.acknowledgements,
  });
  // What is in a file that cannot be read is neither found nor gone.
  const isPartial = input.unreadable.length > 0;
  const known = before && !isPartial && options.updatesBaseline ? updated(before, all, output) : before;
  const baseline = known && { ...compared(known.entries, all.findings, all.rules), ...(isPartial && { stale: [] }) };
  const results = baseline === undefined ? all : { ...all, findings: baseline.fresh };
  const report = { input, evidence, results, doubts, ...(baseline !== undefined && { baseline }) };
  if (options.json) output.out(findingsAsJson(report, options.level));
  else if (options.sarif) output.out(findingsAsSarif(report, options.level));
  else output.out(findingsAsText(report, options, output));
  for (const line of idleAcknowledgements(all)) output.error(`${line}\n`);
  for (const line of known && baseline ? staleEntries(known.file, baseline.stale) : []) output.error(`${line}\n`);
  if (isPartial && options.updatesBaseline) output.error(refusalText(NOT_UPDATED));
  const fails = results.findings.some(({ severity }) => isAtLeast(severity, options.failOn));
  return refusedFiles(input, output) ? 2 : fails ? 1 : 0;
}

const NOT_UPDATED = {
  seen: 'the baseline was not updated: some files could not be read',
  expected: 'templates that can all be read: the baseline would lose the findings in the others',
  remedy: 'fix the files that are named below, then run this command again',
};

interface Known {
  readonly file: string;
  readonly entries: Baseline;
}

/** @throws InputError for a baseline that is not there, unless this run makes it */
function knownBefore(file: string, { paths, updatesBaseline }: VerifyOptions): Known {
  const entries = readBaseline(file);
  if (entries !== undefined) return { file, entries };
  if (updatesBaseline) return { file, entries: [] };
  throw new InputError(
    `there is no baseline ${file}`,
    'a file that --update-baseline has written',
    `npx cdk-bulkhead verify ${paths.map(shellWord).join(' ')} --baseline ${shellWord(file)} --update-baseline`,
  );
}

function updated({ file, entries }: Known, { findings, rules }: Results, output: Output): Known {
  const changes = changesOf(entries, findings, rules);
  writeBaseline(file, changes.after);
  for (const line of changedEntries(file, changes)) output.error(`${line}\n`);
  return { file, entries: changes.after };
}
