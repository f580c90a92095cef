// Runs rules, and separates the findings that somebody has acknowledged. The plugin and the command both use this.

import { ExplainedError } from '../../../contract';
import { pathOf } from '../access';
import type { Acknowledgement } from '../assembly';
import { grouped } from '../collections';
import type { Evidence } from '../evidence';
import type { RemainingCondition } from '../iam';
import { shown } from '../template';
import { accepts, isForTheseRules } from './acknowledged';
import { RULES } from './catalogue';
import { type AcknowledgedFinding, type Finding, type Rule, SEVERITIES, type Severity } from './rule';

export interface RunOptions {
  /** Ids of the rules to run. @default - all */
  readonly only?: readonly string[];
  /** Ids of rules to leave out. @default - none */
  readonly skip?: readonly string[];
  /** The acknowledgements of the app. @default - none */
  readonly acknowledgements?: readonly Acknowledgement[];
}

export interface Results {
  /** Errors first, then warnings, then notes; each in the order of the templates. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /**
   * Acknowledgements for these rules, or for a rule that does not exist, that accept nothing: there is no finding with the id at that
   * place, or the acknowledgement gives no reason.
   */
  readonly idle: readonly Acknowledgement[];
  /** Ids of the rules that ran. */
  readonly rules: readonly string[];
}

/** No rule has the given id. */
export class UnknownRuleError extends ExplainedError {
  public readonly code = 'rule.unknown';
  public override readonly name = 'UnknownRuleError';

  public constructor(id: string) {
    super(`there is no rule "${id}"${nearest(id)}`, 'the id of a rule', 'list all rules: npx cdk-bulkhead verify --explain');
  }
}

export function ruleOf(id: string): Rule {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) throw new UnknownRuleError(id);
  return rule;
}

export function runRules(evidence: Evidence, { only, skip = [], acknowledgements = [] }: RunOptions = {}): Results {
  const chosen = only === undefined ? RULES : [...new Set(only)].map(ruleOf);
  const skipped = new Set(skip.map((id) => ruleOf(id).id));
  const rules = chosen.filter(({ id }) => !skipped.has(id));
  const order = new Map(evidence.templates.resources.map((resource, index) => [resource.id, index]));
  const all = rules.flatMap((rule) => findingsOf(rule, evidence));
  all.sort((first, second) => rank(first) - rank(second) || at(first) - at(second));

  const findings: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  for (const finding of all) {
    const reason = acknowledgements.find((one) => isAccepted(finding, one))?.reason;
    if (reason === undefined) findings.push(finding);
    else acknowledged.push({ ...finding, reason });
  }
  const ruleIds = new Set(rules.map(({ id }) => id));
  const idle = acknowledgements.filter(
    (one) => isForTheseRules(one, ruleIds) && !all.some((finding) => isAccepted(finding, one)),
  );
  return { findings, acknowledged, idle, rules: [...ruleIds] };

  function isAccepted(finding: Finding, acknowledgement: Acknowledgement): boolean {
    const on = evidence.templates.find(`${finding.stack}/${finding.resource}`);
    return accepts(acknowledgement, finding, on?.generatedFrom);
  }

  function at({ stack, resource }: Finding): number {
    return order.get(`${stack}/${resource}`) ?? 0;
  }
}

function findingsOf(rule: Rule, evidence: Evidence): Finding[] {
  return [...rule.find(evidence)].map(
    ({ resource, message, because, cause, follows, condition, location, detail, severity }) => ({
      rule: rule.id,
      id: findingId(rule.id, detail),
      severity: severity ?? rule.severity,
      stack: resource.stackName,
      resource: resource.logicalId,
      type: resource.type,
      path: pathOf(resource),
      ...(location !== undefined && { location }),
      message: shown(message),
      because: shown(because ?? message),
      ...(cause !== undefined && { cause: shown(cause) }),
      ...(follows !== undefined && { follows }),
      ...(condition !== undefined && { condition: asWritten(condition) }),
      why: rule.why,
      fix: rule.fix,
    }),
  );
}

/** As a policy writes conditions: by operator, then by key. */
function asWritten(condition: readonly RemainingCondition[]): Finding['condition'] {
  const blocks = grouped(condition, ({ operator }) => operator);
  return Object.fromEntries(
    [...blocks].map(([operator, those]) => [
      operator,
      Object.fromEntries(those.map(({ key, values }) => [shown(key), values.map((value) => shown(value))])),
    ]),
  );
}

/** The id that acknowledges a finding: `tenant-data-access[Orders/Table/Resource]`. */
export function findingId(rule: string, detail?: string): string {
  return detail === undefined ? rule : `${rule}[${shown(detail).replace(/\s+/g, '-')}]`;
}

function rank({ severity }: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(severity);
}

function nearest(id: string): string {
  const words = new Set(id.split('-'));
  const shared = (other: string) => other.split('-').filter((word) => words.has(word)).length;
  const [best] = [...RULES].sort((first, second) => shared(second.id) - shared(first.id));
  return best !== undefined && shared(best.id) > 0 ? `: did you mean ${best.id}?` : '';
}
