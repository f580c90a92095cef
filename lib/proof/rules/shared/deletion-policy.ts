// What CloudFormation does with a resource that it removes from a stack or replaces.

import { own, type Resource, type TemplateSet, text } from '../../template';
import { isGiven, property } from './properties';

export type PolicyAttribute = 'DeletionPolicy' | 'UpdateReplacePolicy';

/**
 * `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`, or the text that the template has instead. Without an attribute,
 * CloudFormation takes a snapshot of a database and deletes everything else (CloudFormation User Guide: DeletionPolicy attribute).
 */
export function policyOf(templates: TemplateSet, resource: Resource, policy: PolicyAttribute): string {
  const raw = own(templates.raw(resource.stackName, resource.logicalId), policy);
  const written = text(raw === undefined ? undefined : templates.resolve(resource.stackName, raw));
  if (written !== undefined) return written;
  const isCluster = resource.type === 'AWS::RDS::DBCluster';
  const isInstance = resource.type === 'AWS::RDS::DBInstance' && !isGiven(property(resource, 'DBClusterIdentifier'));
  return policy === 'DeletionPolicy' && (isCluster || isInstance) ? 'Snapshot' : 'Delete';
}

export function keepsData(policy: string): boolean {
  return /^(?:Retain|RetainExceptOnCreate|Snapshot)$/.test(policy);
}
