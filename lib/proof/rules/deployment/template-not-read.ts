import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const templateNotRead: Rule = {
  id: 'template-not-read',
  severity: 'error',
  why: 'Resources come from a template that is not among those that were given: roles and policies in it are judged by nobody.',
  fix: 'Give that template too: the cloud assembly, or the directory with all templates. For a transform: run it on the processed template (aws cloudformation get-template --template-stage Processed).',
  source: 'AWS CloudFormation User Guide: Nested stacks, StackSets, Modules, Transform section',
  *find(evidence) {
    // Without tenants' data there is nothing that such a role could get at unseen.
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
    ? `${macro} loops over what only the deployment knows: the resources that it makes are not seen`
    : `${macro} changes the template at deployment: the resources that it adds or changes are not seen`;
}

function unread({ templates }: Evidence, { type, stackName, logicalId }: Resource): string | undefined {
  if (type === 'AWS::CloudFormation::StackSet') return 'makes stacks in other accounts or Regions, whose template is not read';
  if (type.endsWith('::MODULE')) return 'stands for the resources of a module, which are not read';
  if (type !== 'AWS::CloudFormation::Stack') return undefined;
  const isGiven = [...templates.stacks.values()].some(
    ({ given: { nestedIn } }) => nestedIn?.stackName === stackName && nestedIn.logicalId === logicalId,
  );
  return isGiven ? undefined : 'is a nested stack whose template was not given';
}
