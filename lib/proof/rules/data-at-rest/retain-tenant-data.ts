import type { Rule } from '../rule';
import { keepsData, policyOf } from '../shared/deletion-policy';
import { STORES } from '../shared/stores';

export const retainTenantData: Rule = {
  id: 'retain-tenant-data',
  severity: 'error',
  why: 'Who deletes the stack, takes the resource out of it or changes its name deletes all tenants’ data.',
  fix: 'Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot), and delete tenants’ data by a process of its own.',
  source: 'AWS CloudFormation User Guide: DeletionPolicy attribute',
  *find({ templates, tenantData }) {
    const stores = new Set(STORES);
    for (const resource of tenantData) {
      if (!stores.has(resource.type)) continue;
      for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
        const says = policyOf(templates, resource, policy);
        if (keepsData(says)) continue;
        yield { resource, location: policy, message: `holds tenants’ data, and its ${policy} is ${says}` };
      }
    }
  },
};
