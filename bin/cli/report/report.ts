// The data of a report.

import type { Evidence } from '../../../lib/proof/evidence';
import { causesOf, type Results, type Severity } from '../../../lib/proof/rules';
import type { Compared } from '../baseline';
import type { Input } from '../input';

export interface Report {
  readonly input: Input;
  readonly evidence: Evidence;
  readonly results: Results;
  /** Sentences of `input.notes` that keep the verdict from being clean. */
  readonly doubts: readonly string[];
  /** The comparison with the baseline. `results` has only findings that the baseline lacks. @default - there is no baseline */
  readonly baseline?: Pick<Compared, 'known' | 'stale'>;
}

export interface Summary {
  readonly stacks: number;
  readonly resources: number;
  readonly tenantData: number;
  readonly rules: number;
  /** Errors by cause: one cause may concern many places. */
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** The places of all of them. */
  readonly places: number;
  readonly acknowledged: number;
  /** Places that the baseline knows. They are in no other count. */
  readonly known: number;
}

export function summaryOf({ evidence, results, baseline }: Report): Summary {
  const { findings, acknowledged, rules } = results;
  const causes = causesOf(findings);
  const count = (severity: Severity) => causes.filter(({ first }) => first.severity === severity).length;
  return {
    stacks: evidence.templates.stacks.size,
    resources: evidence.templates.resources.length,
    tenantData: evidence.tenantData.length,
    rules: rules.length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    places: findings.length,
    acknowledged: acknowledged.length,
    known: baseline?.known.length ?? 0,
  };
}
