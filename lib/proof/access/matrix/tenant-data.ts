// The resources with tenant data: those with the tag, and those that the user names.

import { TENANT_DATA_TAG } from '../../../../contract';
import { isObject, list, own, type Resource, type TemplateSet } from '../../template';
import { mayHaveOtherTags, tagsOf } from '../identities/tags';
import { servicesOf } from './services';

/** No resource of the templates has the given name. */
export class UnknownResourceError extends Error {
  public readonly code = 'resource.unknown';

  public constructor(name: string) {
    super(
      `there is no resource ${name} in the templates. Expected: a logical id, stack/LogicalId, a construct path or a physical name`,
    );
    this.name = 'UnknownResourceError';
  }
}

/** In the order of the templates. `named` are logical ids, ids in the set, construct paths or physical names. */
export function tenantDataOf(templates: TemplateSet, named: readonly string[] = []): Resource[] {
  const found = new Set(templates.resources.filter(isMarked));
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

function isMarked(resource: Resource): boolean {
  // A global table has tags in each replica.
  const replicas = resource.type === 'AWS::DynamoDB::GlobalTable' ? list(own(resource.properties, 'Replicas')) : [];
  return [resource.properties, ...replicas.filter(isObject)].some((properties) => {
    const tag = tagsOf({ properties })[TENANT_DATA_TAG];
    if (tag !== undefined) return tag !== 'false';
    // A store with unknown tags may have this tag.
    return servicesOf(resource).length > 0 && mayHaveOtherTags({ properties });
  });
}

function isNamed(templates: TemplateSet, resource: Resource, name: string): boolean {
  const { logicalId, id, constructPath } = resource;
  if (logicalId === name || id === name) return true;
  // The path of the L1 resource inside an L2 construct ends in /Resource.
  if (constructPath === name || constructPath === `${name}/Resource`) return true;
  return templates.refOf(resource) === name;
}
