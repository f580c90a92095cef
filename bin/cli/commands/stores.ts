// cdk-bulkhead stores: what could hold tenants' data, and what to type to say so.
import { comparedTags, storesOf } from '../../../lib/proof/stores';
import type { StoresOptions } from '../options';
import type { Output } from '../output';
import type { StoresReport } from '../report/stores';
import { storesAsJson } from '../report/stores-json';
import { storesAsText } from '../report/stores-text';
import { doubtsOf } from './doubts';
import { judged } from './judged';
import { notSeen } from './not-seen';
import { refusedFiles } from './refused-files';

export function stores(options: StoresOptions, output: Output): number {
  const { input, evidence } = judged(options.paths, options, output);
  // The list itself shows them.
  const doubts = new Set(doubtsOf(evidence));
  const notes = [...input.notes.filter((note) => !doubts.has(note)), ...notSeen(evidence)];
  const report: StoresReport = {
    paths: options.paths,
    tenantTag: options.tenantTag ?? 'TenantId',
    stores: storesOf(evidence),
    tags: comparedTags(evidence),
    notes: [...new Set(notes)],
  };
  output.out(options.json ? storesAsJson(report) : storesAsText(report, output));
  return refusedFiles(input, output) ? 2 : 0;
}
