// Which findings somebody has accepted: an acknowledgement holds for what stands below it, if it has the finding's id and gives a reason.

import type { Acknowledgement } from '../assembly';
import { RULES } from './catalogue';
import type { Finding } from './rule';

/** A rule is acknowledged on a construct, for all that lies below it; a reason that says nothing acknowledges nothing. */
export function reasonOf(finding: Finding, acknowledgements: readonly Acknowledgement[]): string | undefined {
  return acknowledgements.find((one) => accepts(one, finding))?.reason;
}

export function accepts({ id, path, reason }: Acknowledgement, finding: Finding): boolean {
  return withoutPrefix(id) === finding.id && reason.trim() !== '' && isAbove(path, finding);
}

/** True for one of the rules that ran, or of ours that do not exist. An app's acknowledgements are for other plugins, too. */
export function isMeant({ id }: Acknowledgement, ran: ReadonlySet<string>): boolean {
  const rule = withoutPrefix(id).replace(/\[.*$/s, '');
  // cdk-nag's ids have capitals (`AwsSolutions-IAM5`), CDK's own have colons and slashes.
  const isOurs = id.startsWith('TenantIsolation::') || !(/^[\w@/.-]+::/.test(id) || /[A-Z@:/]/.test(rule));
  return ran.has(rule) || (isOurs && !RULES.some(({ id: known }) => known === rule));
}

/** CDK's acknowledgements carry a plugin's name, and `Annotation::` if they were written without one. */
function withoutPrefix(id: string): string {
  return id.replace(/^(?:TenantIsolation|Annotation)::/, '');
}

function isAbove(path: string, finding: Finding): boolean {
  return path === `${finding.stack}/${finding.resource}` || finding.path === path || finding.path.startsWith(`${path}/`);
}
