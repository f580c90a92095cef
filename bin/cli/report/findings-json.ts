// Findings, for programs: schema/findings.schema.json.
import { type Cause, causesOf, type Finding, isAtLeast, type Severity } from '../../../lib/proof/rules';
import { type Report, summaryOf } from './report';

export function findingsAsJson(report: Report, level: Severity = 'note'): string {
  const { results, input, evidence, baseline } = report;
  const { findings, acknowledged, idle, rules } = results;
  const { notes } = input;
  const content = {
    version: 2,
    summary: summaryOf(report),
    findings: causesOf(findings)
      .filter(({ first }) => isAtLeast(first.severity, level))
      .map(findingOf),
    acknowledged,
    idleAcknowledgements: idle,
    staleBaseline: baseline?.stale ?? [],
    rules,
    notes,
  };
  return `${JSON.stringify({ ...content, actionData: evidence.actions.version }, null, 2)}\n`;
}

function findingOf({ first, places, implied }: Cause): object {
  return {
    ...first,
    places: places.map(placeOf),
    ...(implied.length > 0 && { implied: implied.map((one) => ({ rule: one.rule, ...placeOf(one) })) }),
  };
}

function placeOf({ id, stack, resource, type, path, location, message, because }: Finding): object {
  return { id, stack, resource, type, path, ...(location !== undefined && { location }), message, because };
}
