import type { Evidence } from '../../evidence';
import type { Resource } from '../../template';
import type { Rule } from '../rule';

export const templateNotRead: Rule = {
  id: 'template-not-read',
  severity: 'error',
  why: 'Resources come from a template that is not among those that were given: roles and policies in it are judged by nobody.',
  fix: 'Give that template too: prove the cloud assembly, or the directory with all templates.',
  source: 'AWS CloudFormation User Guide: Nested stacks, StackSets, Modules',
  *find(evidence) {
    // Without tenants' data there is nothing that such a role could get at unseen.
    const severity = evidence.tenantData.length > 0 ? {} : { severity: 'warning' as const };
    for (const resource of evidence.templates.resources) {
      const what = unread(evidence, resource);
      if (what !== undefined) yield { resource, message: what, ...severity };
    }
  },
};

function unread({ templates }: Evidence, { type, stackName, logicalId }: Resource): string | undefined {
  if (type === 'AWS::CloudFormation::StackSet') return 'makes stacks in other accounts or Regions, whose template is not read';
  if (type.endsWith('::MODULE')) return 'stands for the resources of a module, which are not read';
  if (type !== 'AWS::CloudFormation::Stack') return undefined;
  const isGiven = [...templates.stacks.values()].some(
    ({ given: { nestedIn } }) => nestedIn?.stackName === stackName && nestedIn.logicalId === logicalId,
  );
  return isGiven ? undefined : 'is a nested stack whose template was not given';
}
