// Which resources two sets of templates have under different logical ids.
export type { Renamed } from './best';
export { givenName, headsOfRename, newNames, renamedResources } from './renamed';
