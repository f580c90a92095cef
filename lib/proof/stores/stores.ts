// The stores of the templates, and the shortest name of each that `--tenant-data` takes.

import { JUDGED_TYPES, perhapsTenantData, resourcesNamed, servicesOf } from '../access';
import type { Evidence } from '../evidence';
import { REPLACEMENTS } from '../lost';
import { STORE_TYPES as PLACED_TYPES } from '../reachability/stores';
import { isGiven, property } from '../rules/shared/properties';
import { STORES as ENCRYPTED_TYPES } from '../rules/shared/stores';
import { isSymbolic, type Resource } from '../template';

/**
 * - `tagged`: the template has the tag.
 * - `named`: the user named it.
 * - `unknown`: only the deployment knows its tags.
 */
export type Marking = 'tagged' | 'named' | 'unknown' | 'none';

export interface Candidate {
  readonly resource: Resource;
  /** The shortest name that no other resource has. */
  readonly name: string;
  readonly marking: Marking;
  /** Whether the isolation matrix knows the actions of its type. */
  readonly isJudged: boolean;
}

/** Types that the proof knows for other reasons: they hold no data, or another resource of the templates holds it. */
export const NO_STORES: readonly string[] = [
  'AWS::DMS::ReplicationInstance',
  'AWS::EFS::MountTarget',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::Lambda::Function',
  'AWS::RDS::DBProxy',
  // Its data is in the namespace.
  'AWS::RedshiftServerless::Workgroup',
  'AWS::StepFunctions::StateMachine',
];

/** Types that can hold tenants' data: all that the matrix, the rules, the network or `diff` know. */
export const STORE_TYPES: readonly string[] = [
  ...new Set([...JUDGED_TYPES, ...ENCRYPTED_TYPES, ...PLACED_TYPES, ...Object.keys(REPLACEMENTS)]),
].filter((type) => !NO_STORES.includes(type));

/** Types that many stacks have, and of which few hold tenants' data. */
const SELDOM: readonly string[] = [
  'AWS::SSM::Parameter',
  'AWS::ECR::Repository',
  'AWS::Backup::BackupVault',
  'AWS::Logs::LogGroup',
];

/** In the order of the templates, log groups and the like at the end. A named resource of any other type is a store too. */
export function storesOf(evidence: Evidence): Candidate[] {
  const { templates, options } = evidence;
  const types = new Set(STORE_TYPES);
  const named = new Set((options.tenantData ?? []).flatMap((name) => resourcesNamed(templates, name)));
  const unknown = new Set(perhapsTenantData(templates, evidence.tenantData));
  const uses = usesOfNames(evidence);
  const markingOf = (resource: Resource): Marking => {
    if (named.has(resource)) return 'named';
    if (evidence.hasTenantData(resource)) return 'tagged';
    return unknown.has(resource) ? 'unknown' : 'none';
  };
  return templates.resources
    .filter((resource) => named.has(resource) || (types.has(resource.type) && !isInstanceOfCluster(resource)))
    .map((resource) => ({
      resource,
      name: nameOf(resource, evidence, uses),
      marking: markingOf(resource),
      isJudged: servicesOf(resource).length > 0,
    }))
    .sort((one, other) => SELDOM.indexOf(one.resource.type) - SELDOM.indexOf(other.resource.type));
}

/** An instance of a database cluster stores no data itself. */
function isInstanceOfCluster(resource: Resource): boolean {
  return resource.type === 'AWS::RDS::DBInstance' && isGiven(property(resource, 'DBClusterIdentifier'));
}

/** The logical id, if no other resource has it: the template shows it, and no parameter changes it. Otherwise the shortest name. */
function nameOf(resource: Resource, { templates }: Evidence, uses: ReadonlyMap<string, number>): string {
  const own = namesOf(resource, templates.refOf(resource)).filter((name) => uses.get(name) === 1);
  if (own.includes(resource.logicalId)) return resource.logicalId;
  return own.sort((one, other) => one.length - other.length)[0] ?? resource.id;
}

/** How many resources `--tenant-data` marks by each name. */
function usesOfNames({ templates }: Evidence): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const resource of templates.resources) {
    for (const name of namesOf(resource, templates.refOf(resource))) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return uses;
}

/** All names of a resource that `--tenant-data` takes, each once. */
function namesOf({ logicalId, id, constructPath }: Resource, ref: string): string[] {
  const paths = constructPath === undefined ? [] : [constructPath.replace(/\/Resource$/, ''), constructPath];
  return [...new Set([logicalId, id, ...paths, ...(isSymbolic(ref) ? [] : [ref])])];
}
