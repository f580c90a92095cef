import { own, type Resource } from '../../template';
import type { Rule } from '../rule';
import { keepsData, policyOf } from '../shared/deletion-policy';
import { STORES } from '../shared/stores';

export const retainTenantData: Rule = {
  id: 'retain-tenant-data',
  severity: 'error',
  why: 'If somebody deletes the stack, removes the resource from it or changes its name, CloudFormation deletes the data of all tenants.',
  fix: 'Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot). Delete tenant data in a separate process.',
  source: 'AWS CloudFormation User Guide: DeletionPolicy attribute',
  *find({ templates, tenantData }) {
    const stores = new Set(STORES);
    for (const resource of tenantData) {
      if (!stores.has(resource.type) || onlyPassesOn(resource)) continue;
      for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
        const says = policyOf(templates, resource, policy);
        if (keepsData(says)) continue;
        yield { resource, location: policy, message: `holds tenant data, but its ${policy} is ${says}` };
      }
    }
  },
};

/** A topic keeps messages only in an archive (SNS Developer Guide: Message archiving and replay for FIFO topics). Firehose delivers and forgets. */
function onlyPassesOn({ type, properties }: Resource): boolean {
  if (type === 'AWS::SNS::Topic') return own(properties, 'ArchivePolicy') === undefined;
  return type === 'AWS::KinesisFirehose::DeliveryStream';
}
