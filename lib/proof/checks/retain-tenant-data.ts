import type { Resource, TemplateSet } from '../template';
import { own } from '../template';
import type { Check } from './check';
import { isGiven, property, word } from './properties';
import { STORES } from './stores';

export const retainTenantData: Check = {
  id: 'retain-tenant-data',
  severity: 'error',
  why: 'Who deletes the stack, takes the resource out of it or changes its name deletes all tenants’ data.',
  fix: 'Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot), and delete tenants’ data by a process of its own.',
  source: 'AWS CloudFormation User Guide: DeletionPolicy attribute',
  *find({ templates, tenantData }) {
    const stores = new Set(STORES);
    for (const resource of tenantData) {
      if (!stores.has(resource.type)) continue;
      for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy']) {
        const says = policyOf(templates, resource, policy);
        if (KEEPS.test(says)) continue;
        yield { resource, location: policy, message: `holds tenants’ data, and its ${policy} is ${says}` };
      }
    }
  },
};

const KEEPS = /^(?:Retain|RetainExceptOnCreate|Snapshot)$/;

/** Databases are snapshotted where a template does not say; everything else is deleted. */
function policyOf(templates: TemplateSet, resource: Resource, policy: string): string {
  const written = word(own(templates.raw(resource.stackName, resource.logicalId), policy));
  if (written !== undefined) return written;
  const isCluster = resource.type === 'AWS::RDS::DBCluster';
  const isInstance = resource.type === 'AWS::RDS::DBInstance' && !isGiven(property(resource, 'DBClusterIdentifier'));
  return policy === 'DeletionPolicy' && (isCluster || isInstance) ? 'Snapshot' : 'Delete';
}
