// The data of a report.

import type { Evidence } from '../../../lib/proof/evidence';
import type { Results } from '../../../lib/proof/rules';
import type { Input } from '../input';

export interface Report {
  readonly input: Input;
  readonly evidence: Evidence;
  readonly results: Results;
  /** Sentences of `input.notes` that keep the verdict from being clean. */
  readonly doubts: readonly string[];
}

export interface Summary {
  readonly stacks: number;
  readonly resources: number;
  readonly tenantData: number;
  readonly rules: number;
  readonly errors: number;
  readonly warnings: number;
  readonly acknowledged: number;
}

export function summaryOf({ evidence, results }: Report): Summary {
  const { findings, acknowledged, rules } = results;
  return {
    stacks: evidence.templates.stacks.size,
    resources: evidence.templates.resources.length,
    tenantData: evidence.tenantData.length,
    rules: rules.length,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    acknowledged: acknowledged.length,
  };
}
