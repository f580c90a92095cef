// What may hide findings: a sentence each. A verdict with a doubt is not clean.
import { pathOf, perhapsTenantData } from '../../../lib/proof/access';
import type { Evidence } from '../../../lib/proof/evidence';

const TAG = /aws:PrincipalTag\/([^}',\s]+)/gi;

export function doubtsOf(evidence: Evidence): string[] {
  return [...unknownTags(evidence), ...otherTenantTag(evidence)];
}

function unknownTags({ templates, tenantData }: Evidence): string[] {
  return perhapsTenantData(templates, tenantData).map(
    (resource) =>
      `only the deployment knows the tags of ${pathOf(resource)}: if it holds tenant data, name it with --tenant-data ${resource.logicalId}`,
  );
}

/** A wrong --tenant-tag would make every answer "not known" without a word. */
function otherTenantTag({ tenantData, documents, options: { tenantTag = 'TenantId' } }: Evidence): string[] {
  if (tenantData.length === 0) return [];
  const names = new Set<string>();
  for (const { statements } of documents) {
    for (const { resources, notResources, conditions } of statements) {
      const texts = [...resources, ...notResources, ...conditions.flatMap(({ key, values }) => [key, ...values])];
      for (const text of texts) if (/principaltag/i.test(text)) for (const [, name = ''] of text.matchAll(TAG)) names.add(name);
    }
  }
  if (names.size === 0 || [...names].some((name) => name.toLowerCase() === tenantTag.toLowerCase())) return [];
  const [first] = names;
  return [
    `no policy compares aws:PrincipalTag/${tenantTag}, but policies compare ${[...names].map((name) => `aws:PrincipalTag/${name}`).join(', ')}: ` +
      `if ${first} holds the tenant, add --tenant-tag ${first}`,
  ];
}
