// Resources with another logical id or another stack in the second set of templates. CloudFormation does not see that they are the same:
// it creates one and removes the other.

import { grouped } from '../collections';
import { isSymbol, isSymbolic, type NewName, type Resource, type TemplateSet } from '../template';
import { bestOf, type Renamed } from './best';
import { headsOf, pairsOf } from './hypotheses';
import { Likeness } from './likeness';
import { runnersOf } from './runners';

/** Each resource occurs at most once on each side. If two candidates fit equally well, none of them counts. */
export function renamedResources(before: TemplateSet, after: TemplateSet): Renamed[] {
  const left = before.resources.filter(({ id }) => after.find(id) === undefined);
  const added = after.resources.filter(({ id }) => before.find(id) === undefined);
  if (left.length === 0 || added.length === 0) return [];
  const byName = sameNames(before, left, after, added);
  const taken = new Set(byName.flatMap(({ from, to }) => [from, to]));
  const pairs = pairsOf(left, added, new Likeness([...left, ...added])).filter(({ from, to }) =>
    isSamePlace(before, from, after, to),
  );
  return [...byName, ...bestOf(pairs.filter(({ from, to }) => !taken.has(from) && !taken.has(to)))];
}

/**
 * New names for the resources of the old set, as the new set calls them. Only for resources that are certain enough to treat their access
 * as the same.
 */
export function newNames(renamed: readonly Renamed[], before: TemplateSet, after: TemplateSet): ReadonlyMap<string, NewName> {
  const certain = renamed.filter(({ by }) => by !== 'likeness');
  const called = new Map(certain.map(({ from, to }) => [from.id, to]));
  const [old, now] = [runnersOf(before), runnersOf(after)];
  for (const { from, to } of certain) {
    const oldRunners = new Set((old.get(from) ?? []).map(({ id, place }) => `${called.get(id)?.id ?? id} ${place}`));
    if ((now.get(to) ?? []).some(({ id, place }) => !oldRunners.has(`${id} ${place}`))) called.delete(from.id);
  }
  return called;
}

/** A resource of another account or Region is a different one, whatever its name. An unknown account or Region may be the same. */
function isSamePlace(before: TemplateSet, from: Resource, after: TemplateSet, to: Resource): boolean {
  const [accounts, regions] = [
    [before.accountOf(from), after.accountOf(to)],
    [regionOf(before, from), regionOf(after, to)],
  ];
  return [accounts, regions].every(
    ([old, now]) => old === undefined || now === undefined || isSymbolic(old) || isSymbolic(now) || old === now,
  );
}

function sameNames(before: TemplateSet, left: readonly Resource[], after: TemplateSet, added: readonly Resource[]): Renamed[] {
  const now = byGivenName(after, added);
  return [...byGivenName(before, left)].flatMap(([name, froms]): Renamed[] => {
    const [[from, ...others], [to, ...more]] = [froms, now.get(name) ?? []];
    if (from === undefined || to === undefined || others.length + more.length > 0) return [];
    return [{ from, to, by: 'name' }];
  });
}

function byGivenName(templates: TemplateSet, resources: readonly Resource[]): Map<string, Resource[]> {
  return grouped(resources, (resource) => {
    const name = givenName(templates, resource);
    if (name === undefined) return undefined;
    return JSON.stringify([resource.type, templates.accountOf(resource), regionOf(templates, resource), name]);
  });
}

function regionOf(templates: TemplateSet, { stackName }: Resource): string | undefined {
  return templates.stacks.get(stackName)?.place.region;
}

/** The physical name in the template. Undefined if CloudFormation generates it. */
export function givenName(templates: TemplateSet, resource: Resource): string | undefined {
  const name = templates.refOf(resource);
  return name.includes(resource.id) || isSymbol(name) ? undefined : name;
}

/** `Notes/Service` and `Notes/Renamed`, for resources below them. The ids if the paths have no common end. */
export function headsOfRename({ from, to }: Renamed): readonly [string, string] {
  return headsOf(from.constructPath, to.constructPath) ?? [from.id, to.id];
}
