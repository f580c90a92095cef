// Findings for machines: schema/findings.schema.json.
import { type Report, summaryOf } from './report';

export function findingsAsJson(report: Report): string {
  const { results, input, evidence } = report;
  const { findings, acknowledged, checks } = results;
  const actionData = evidence.actions.version;
  return `${JSON.stringify({ version: 1, summary: summaryOf(report), findings, acknowledged, rules: checks, notes: input.notes, actionData }, null, 2)}\n`;
}
