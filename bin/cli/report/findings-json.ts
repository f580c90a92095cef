// Findings, for programs: schema/findings.schema.json.
import { type Report, summaryOf } from './report';

export function findingsAsJson(report: Report): string {
  const { results, input, evidence } = report;
  const { findings, acknowledged, idle, rules } = results;
  const { notes } = input;
  const content = { version: 1, summary: summaryOf(report), findings, acknowledged, idleAcknowledgements: idle, rules, notes };
  return `${JSON.stringify({ ...content, actionData: evidence.actions.version }, null, 2)}\n`;
}
