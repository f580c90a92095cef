// Acknowledgements that match no finding. Their author believes that they accept one.
import { type Acknowledgement, type Finding, type Results, RULES } from '../../../lib/proof/rules';
import { printable } from '../output';

/** One line for each. */
export function idleAcknowledgements({ idle, findings }: Results): string[] {
  return idle.map((one) =>
    printable(`the acknowledgement of ${one.id} on ${one.path} has no effect: ${causeOf(one)}; ${remedyOf(one, findings)}`),
  );
}

function causeOf({ id, reason }: Acknowledgement): string {
  if (!RULES.some((rule) => rule.id === ruleOf(id))) return 'there is no such rule';
  return reason.trim() === '' ? 'it has no reason' : 'there is no such finding';
}

/** Usually the detail in brackets is missing, or a stack in it has a new name. */
function remedyOf({ id, path }: Acknowledgement, findings: readonly Finding[]): string {
  const there = findings.filter(
    (finding) =>
      finding.rule === ruleOf(id) &&
      (`${finding.stack}/${finding.resource}` === path || `${finding.path}/`.startsWith(`${path}/`)),
  );
  const ids = [...new Set(there.map((finding) => finding.id))];
  return ids.length === 0 ? 'correct it or remove it' : `the findings there have the ids ${ids.join(', ')}`;
}

function ruleOf(id: string): string {
  return id.replace(/^(?:TenantIsolation|Annotation)::/, '').replace(/\[.*$/s, '');
}
