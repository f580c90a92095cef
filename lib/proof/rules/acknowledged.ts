// Which findings somebody has accepted. An acknowledgement on a construct accepts findings on all constructs below it, if it has the id of
// the finding and gives a reason. One on a resource of SAM accepts findings on all resources that SAM generates for it.

import type { Acknowledgement } from '../assembly';
import { RULES } from './catalogue';
import type { Finding } from './rule';

/**
 * Whether an acknowledgement accepts a finding. An acknowledgement with an empty reason accepts nothing.
 *
 * @param generatedFrom the id of the resource of SAM, if the finding is on a resource that SAM generates
 */
export function accepts({ id, path, reason }: Acknowledgement, finding: Finding, generatedFrom?: string): boolean {
  return withoutPrefix(id) === finding.id && reason.trim() !== '' && (path === generatedFrom || isAbove(path, finding));
}

/** Whether an acknowledgement is for a rule that ran, or for a rule of this library that does not exist. An app also has acknowledgements for other plugins. */
export function isForTheseRules({ id }: Acknowledgement, ruleIds: ReadonlySet<string>): boolean {
  const rule = withoutPrefix(id).replace(/\[.*$/s, '');
  // cdk-nag's ids have capitals (`AwsSolutions-IAM5`), CDK's own have colons and slashes.
  const isOfThisLibrary = id.startsWith('TenantIsolation::') || !(/^[\w@/.-]+::/.test(id) || /[A-Z@:/]/.test(rule));
  return ruleIds.has(rule) || (isOfThisLibrary && !RULES.some(({ id: known }) => known === rule));
}

/** CDK puts the name of the plugin before the id, or `Annotation::` if the app wrote no name. */
function withoutPrefix(id: string): string {
  return id.replace(/^(?:TenantIsolation|Annotation)::/, '');
}

function isAbove(path: string, finding: Finding): boolean {
  return path === `${finding.stack}/${finding.resource}` || finding.path === path || finding.path.startsWith(`${path}/`);
}
