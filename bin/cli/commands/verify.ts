// cdk-bulkhead verify: the findings of all rules.
import { isAtLeast, ruleOf, runRules } from '../../../lib/proof/rules';
import { UsageError, type VerifyOptions } from '../options';
import type { Output } from '../output';
import { explanation, listOfRules } from '../report/explanation';
import { findingsAsJson } from '../report/findings-json';
import { findingsAsText } from '../report/findings-text';
import { idleAcknowledgements } from '../report/idle-acknowledgements';
import { findingsAsSarif } from '../report/sarif';
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
  const { input, evidence, doubts } = judged(options.paths, options, output);
  const results = runRules(evidence, {
    ...(options.only !== undefined && { only: options.only }),
    skip: options.skip,
    acknowledgements: input.acknowledgements,
  });
  const report = { input, evidence, results, doubts };
  if (options.json) output.out(findingsAsJson(report, options.level));
  else if (options.sarif) output.out(findingsAsSarif(report, options.level));
  else output.out(findingsAsText(report, options, output));
  for (const line of idleAcknowledgements(results)) output.error(`${line}\n`);
  const fails = results.findings.some(({ severity }) => isAtLeast(severity, options.failOn));
  return refusedFiles(input, output) ? 2 : fails ? 1 : 0;
}
