// The list of stores, for programs: schema/stores.schema.json.
import { pathOf } from '../../../lib/proof/access';
import { isTenantTag, type StoresReport, toName } from './stores';

export function storesAsJson(report: StoresReport): string {
  const content = {
    version: 1,
    stores: report.stores.map(({ resource, name, marking, isJudged }) => ({
      name,
      stack: resource.stackName,
      resource: resource.logicalId,
      type: resource.type,
      path: pathOf(resource),
      marking,
      inMatrix: isJudged,
    })),
    arguments: toName(report).flatMap(({ name }) => (name.startsWith('-') ? [`--tenant-data=${name}`] : ['--tenant-data', name])),
    tags: report.tags.map((tag) => ({ name: tag.name, policies: tag.policies, isTenantTag: isTenantTag(tag, report) })),
    notes: report.notes,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
