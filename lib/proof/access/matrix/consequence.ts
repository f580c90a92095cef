// What an action on tenant data does. AWS's access levels separate reading from writing, and its resource types a store from other things.
// Neither separates data from settings: an action that nobody has reviewed counts as data.

import type { Action } from '../../actions';
import { REVIEWED_ACTIONS } from './reviewed-actions';

/**
 * - `data`: reads or writes the tenant data that the request names.
 * - `whole`: copies, restores, empties or deletes the store with the data of all tenants, or schedules that.
 * - `authority`: changes who has access.
 * - `settings`: reads or changes something other than data: descriptions, tags, throughput. Or it is not about the store.
 * - `list`: lists names of resources.
 */
export type Consequence = 'data' | 'whole' | 'authority' | 'settings' | 'list';

/** Whether an action reads or writes data: of some tenant, or of all of them. */
export function concernsData(consequence: Consequence): boolean {
  return consequence === 'data' || consequence === 'whole';
}

interface ResourceTypes {
  /** What is created and deleted as a whole. */
  readonly whole: readonly string[];
  /** What is within it: to delete one leaves the rest. */
  readonly part?: readonly string[];
}

/** By service, the resource types of AWS's reference that hold data. Actions on other types are not about a store. */
const HOLDS_DATA: { readonly [service: string]: ResourceTypes } = {
  backup: { whole: ['backupVault', 'recoveryPoint'] },
  cassandra: { whole: ['keyspace', 'table'], part: ['stream'] },
  dynamodb: { whole: ['table', 'backup', 'export', 'global-table', 'import'], part: ['index', 'stream'] },
  ecr: { whole: ['repository'] },
  elasticfilesystem: { whole: ['file-system'] },
  es: { whole: ['domain'] },
  firehose: { whole: ['deliverystream'] },
  kinesis: { whole: ['stream'], part: ['consumer'] },
  kms: { whole: ['key'] },
  lambda: { whole: ['function'], part: ['durable execution', 'function alias', 'function version'] },
  logs: { whole: ['log-group'], part: ['log-stream'] },
  rds: {
    whole: ['auto-backup', 'cluster', 'cluster-auto-backup', 'cluster-snapshot', 'db', 'snapshot'],
    part: ['snapshot-tenant-database', 'tenant-database'],
  },
  'rds-data': { whole: ['cluster'] },
  'rds-db': { whole: ['db-user'] },
  s3: { whole: ['bucket'], part: ['object'] },
  secretsmanager: { whole: ['Secret'] },
  sns: { whole: ['topic'] },
  sqs: { whole: ['queue'] },
  ssm: { whole: ['parameter'] },
  states: {
    whole: ['statemachine', 'statemachinealias', 'statemachineversion'],
    part: ['execution', 'express', 'labelled execution', 'labelled express', 'maprun'],
  },
  sts: { whole: ['role'] },
  timestream: { whole: ['database', 'table'] },
};

/** The services whose actions have a class. */
export const DATA_SERVICES: readonly string[] = Object.keys(HOLDS_DATA).sort();

export function consequenceOf(service: string, action: Action): Consequence {
  return REVIEWED_ACTIONS.get(`${service}:${action.name}`)?.consequence ?? derivedConsequenceOf(service, action);
}

/** Whether the action names a resource that holds data of its service. */
export function isOnData(service: string, { resourceTypes }: Action): boolean {
  const known = Object.hasOwn(HOLDS_DATA, service) ? HOLDS_DATA[service] : undefined;
  return known === undefined || [...known.whole, ...(known.part ?? [])].some((type) => resourceTypes.includes(type));
}

/** The words that name what is described, rather than data. */
const SETTINGS = new Set(['Attributes', 'Config', 'Configuration', 'Policies', 'Policy', 'Settings', 'Status', 'Tags']);
const OF_POLICY = new Set(['Permission', 'Permissions', 'Policy']);
const CHANGING = new Set(['Add', 'Modify', 'Put', 'Remove', 'Set', 'Update']);
const OF_WHOLE = new Set(['Copy', 'Create', 'Delete', 'Export', 'Import', 'Restore']);

/** What access level, resource types and the words of the name say. */
export function derivedConsequenceOf(service: string, action: Action): Consequence {
  const { name, level, resourceTypes } = action;
  const words = wordsOf(name);
  const [verb = '', noun = ''] = [words[0], words.at(-1)];
  if (level === 'List' || verb === 'List') return 'list';
  if (level === 'Tagging' || !isOnData(service, action)) return 'settings';
  if (level === 'Permissions management') return 'authority';
  if (level === 'Read') return verb === 'Describe' || SETTINGS.has(noun) ? 'settings' : 'data';
  if (CHANGING.has(verb) && OF_POLICY.has(noun)) return 'authority';
  const known = Object.hasOwn(HOLDS_DATA, service) ? HOLDS_DATA[service] : undefined;
  const isOnWhole = known === undefined || known.whole.some((type) => resourceTypes.includes(type));
  return OF_WHOLE.has(verb) && isOnWhole ? 'whole' : 'data';
}

/** `PutItem` is `Put` and `Item`. */
function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/);
}
