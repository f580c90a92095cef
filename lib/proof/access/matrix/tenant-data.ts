// The resources with tenant data: those with the tag, and those that the user names.

import { ExplainedError, TENANT_DATA_TAG } from '../../../../contract';
import { isObject, type JsonObject, list, own, type Resource, type TemplateSet } from '../../template';
import { formsOfTags, mayHaveOtherTags, tagsOf } from '../identities/tags';
import { servicesOf } from './services';

/** No resource of the templates has the given name. */
export class UnknownResourceError extends ExplainedError {
  public readonly code = 'resource.unknown';
  public override readonly name = 'UnknownResourceError';

  public constructor(name: string) {
    super(
      `there is no resource ${name} in the templates`,
      'a logical id, stack/LogicalId, a construct path or a physical name',
      'correct the name: npx cdk-bulkhead stores lists the names of all stores',
    );
  }
}

/** In the order of the templates. `named` are logical ids, ids in the set, construct paths or physical names. */
export function tenantDataOf(templates: TemplateSet, named: readonly string[] = []): Resource[] {
  const found = new Set(templates.resources.filter((resource) => isMarked(templates, resource)));
  for (const name of named) {
    const those = resourcesNamed(templates, name);
    if (those.length === 0) throw new UnknownResourceError(name);
    for (const resource of those) found.add(resource);
  }
  return templates.resources.filter((resource) => found.has(resource));
}

/** Empty if no resource of the templates has the name. */
export function resourcesNamed(templates: TemplateSet, name: string): Resource[] {
  return templates.resources.filter((resource) => isNamed(templates, resource, name));
}

/** Stores whose tags only the deployment knows, and which nobody named: whether they hold tenant data is not known. */
export function perhapsTenantData(templates: TemplateSet, tenantData: readonly Resource[]): Resource[] {
  const known = new Set(tenantData);
  return templates.resources.filter(
    (resource) =>
      !known.has(resource) &&
      servicesOf(resource).length > 0 &&
      taggedProperties(templates, resource).some(
        (properties) => tagsOf({ properties })[TENANT_DATA_TAG] === undefined && mayHaveOtherTags({ properties }),
      ),
  );
}

function isMarked(templates: TemplateSet, resource: Resource): boolean {
  return taggedProperties(templates, resource).some((properties) => {
    const tag = tagsOf({ properties })[TENANT_DATA_TAG];
    return tag !== undefined && tag !== 'false';
  });
}

/** What has tags, in each form that the deployment may choose. A global table has its tags in each replica. */
function taggedProperties(templates: TemplateSet, { type, properties }: Resource): JsonObject[] {
  const replicas = type === 'AWS::DynamoDB::GlobalTable' ? list(own(properties, 'Replicas')).filter(isObject) : [];
  return [properties, ...replicas].flatMap((one) => formsOfTags(one, (symbol) => templates.formsOf(symbol)));
}

function isNamed(templates: TemplateSet, resource: Resource, name: string): boolean {
  const { logicalId, id, constructPath } = resource;
  if (logicalId === name || id === name) return true;
  // The path of the L1 resource inside an L2 construct ends in /Resource.
  if (constructPath === name || constructPath === `${name}/Resource`) return true;
  return templates.refOf(resource) === name;
}
