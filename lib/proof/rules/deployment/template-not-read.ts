import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const templateNotRead: Rule = {
  id: 'template-not-read',
  severity: 'error',
  why: 'The proof did not get the template of these resources. No rule judges the roles and policies in that template.',
  fix: 'Give the proof that template too: pass the cloud assembly, or the directory with all templates. For a transform, pass the processed template (aws cloudformation get-template --template-stage Processed).',
  source: 'AWS CloudFormation User Guide: Nested stacks, StackSets, Modules, Transform section',
  *find(evidence) {
    // Without tenant data, there is no data that such a role could access unseen.
    const severity = evidence.tenantData.length > 0 ? {} : { severity: 'warning' as const };
    for (const resource of evidence.templates.resources) {
      const what = unread(evidence, resource);
      if (what !== undefined) yield { resource, message: what, ...severity };
    }
    for (const resource of evidence.templates.unexpanded)
      yield {
        resource,
        message: notSeen(resource.logicalId),
        detail: resource.logicalId.replace(/\s+/g, '-'),
        severity: 'warning',
      };
  },
};

function notSeen(macro: string): string {
  return macro.startsWith('Fn::ForEach::')
    ? `${macro} loops over values that only the deployment knows, so the proof does not see the resources that this macro creates`
    : `${macro} changes the template at deployment, so the proof does not see the resources that this macro adds or changes`;
}

function unread({ templates }: Evidence, { type, stackName, logicalId }: Resource): string | undefined {
  if (type === 'AWS::CloudFormation::StackSet')
    return 'creates stacks in other accounts or Regions, but the proof does not read their template';
  if (type.endsWith('::MODULE')) return 'is a module, but the proof does not read the resources of modules';
  if (type !== 'AWS::CloudFormation::Stack') return undefined;
  const isGiven = [...templates.stacks.values()].some(
    ({ given: { nestedIn } }) => nestedIn?.stackName === stackName && nestedIn.logicalId === logicalId,
  );
  return isGiven ? undefined : 'is a nested stack, but its template was not given';
}
