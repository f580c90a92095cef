// What may hide findings: a sentence each. A verdict with a doubt is not clean.
import { pathOf, perhapsTenantData, unreadPoliciesOf } from '../../../lib/proof/access';
import type { Evidence } from '../../../lib/proof/evidence';
import { comparedTags } from '../../../lib/proof/stores';

export function doubtsOf(evidence: Evidence): string[] {
  return [...unknownTags(evidence), ...unreadPolicies(evidence), ...otherTenantTag(evidence)];
}

function unknownTags({ templates, tenantData }: Evidence): string[] {
  return perhapsTenantData(templates, tenantData).map(
    (resource) =>
      `only the deployment knows the tags of ${pathOf(resource)}: if it holds tenant data, name it with --tenant-data ${resource.logicalId}`,
  );
}

function unreadPolicies({ templates }: Evidence): string[] {
  return unreadPoliciesOf(templates).map(({ type, what, holders: [first, ...others] }) => {
    const where = `${first === undefined ? '' : pathOf(first)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    return `the proof does not read ${what} (${type}: ${where})`;
  });
}

/** A wrong --tenant-tag would make every answer "not known" without a word. */
function otherTenantTag(evidence: Evidence): string[] {
  const { tenantTag = 'TenantId' } = evidence.options;
  const names = evidence.tenantData.length === 0 ? [] : comparedTags(evidence).map(({ name }) => name);
  const [first] = names;
  if (first === undefined || names.some((name) => name.toLowerCase() === tenantTag.toLowerCase())) return [];
  return [
    `no policy compares aws:PrincipalTag/${tenantTag}, but policies compare ${names.map((name) => `aws:PrincipalTag/${name}`).join(', ')}: ` +
      `if ${first} holds the tenant, add --tenant-tag ${first}`,
  ];
}
