// A file of AWS's service reference, in the form in which AWS publishes it for every service:
// https://servicereference.us-east-1.amazonaws.com/v1/dynamodb/dynamodb.json (Service Authorization Reference, "Simplified AWS service
// information for programmatic access"). It tells the rules of actions that are newer than the data of this package.
import { ExplainedError } from '../../../contract/explained-error';
import type { AccessLevel, Action, ConditionKey, ResourceType, Service } from './service';

/** What one file says of one service. */
export interface ServiceReference {
  /** `dynamodb`. */
  readonly name: string;
  readonly service: Service;
}

type Json = { readonly [member: string]: unknown };

const DOWNLOAD =
  'download the file again: https://servicereference.us-east-1.amazonaws.com/v1/dynamodb/dynamodb.json, for each service';

/**
 * Reads the text of a file.
 *
 * @param path names the file in errors
 * @throws ExplainedError for anything that is not one service's reference
 */
export function serviceReference(text: string, path: string): ServiceReference {
  const reference = json(text, path);
  const name = reference.Name;
  // `aws` is not a service: a file of that name holds global condition keys.
  if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name)) {
    throw refused(path, `has the Name ${JSON.stringify(name)}`, 'the prefix of the service in policies, such as "dynamodb"');
  }
  const [actions, keys, resources] = (['Actions', 'ConditionKeys', 'Resources'] as const).map((list) =>
    named(reference, list, path),
  );
  return {
    name,
    service: serviceOf((actions ?? []).map(action), (keys ?? []).map(conditionKey), (resources ?? []).map(resourceType)),
  };
}

/** What both know. The second, which is newer, decides about what both name. */
export function joined(older: Service | undefined, newer: Service | undefined): Service | undefined {
  if (older === undefined || newer === undefined) return older ?? newer;
  return serviceOf(
    byName(older.actions, newer.actions),
    byName(older.conditionKeys, newer.conditionKeys),
    byName(older.resourceTypes, newer.resourceTypes),
  );
}

function serviceOf(
  actions: readonly Action[],
  conditionKeys: readonly ConditionKey[],
  resourceTypes: readonly ResourceType[],
): Service {
  const byLowerCase = new Map(actions.map((one) => [one.name.toLowerCase(), one]));
  return { actions, conditionKeys, resourceTypes, action: (name) => byLowerCase.get(name.toLowerCase()) };
}

function byName<T extends { readonly name: string }>(older: readonly T[], newer: readonly T[]): readonly T[] {
  const names = new Map([...older, ...newer].map((one) => [one.name.toLowerCase(), one]));
  return [...names.values()];
}

const action = (one: Named): Action => ({
  name: one.Name,
  level: levelOf(((one.Annotations as Json | undefined)?.Properties ?? {}) as Json),
  resourceTypes: texts((Array.isArray(one.Resources) ? one.Resources : []).map((resource) => (resource as Json | null)?.Name)),
  conditionKeys: texts(one.ActionConditionKeys),
});

const conditionKey = (one: Named): ConditionKey => ({ name: one.Name, type: texts(one.Types)[0] ?? '' });

const resourceType = (one: Named): ResourceType => ({
  name: one.Name,
  arn: texts(one.ARNFormats)[0] ?? '',
  conditionKeys: texts(one.ConditionKeys),
});

/** AWS writes levels as marks of which several can be set: the one that says more decides. An action without marks may do anything. */
function levelOf(marks: Json): AccessLevel {
  if (marks.IsPermissionManagement === true) return 'Permissions management';
  if (marks.IsTaggingOnly === true) return 'Tagging';
  if (marks.IsWrite !== false) return 'Write';
  return marks.IsList === true ? 'List' : 'Read';
}

type Named = Json & { readonly Name: string };

function named(reference: Json, list: 'Actions' | 'ConditionKeys' | 'Resources', path: string): Named[] {
  const members = reference[list] ?? [];
  const isNamed = (one: unknown): one is Named => typeof (one as Json | null)?.Name === 'string';
  if (Array.isArray(members) && members.every(isNamed)) return members;
  throw refused(path, `has ${list} that the reference does not know`, `${list}: a list of objects, each with a Name`);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function json(text: string, path: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Told below, like JSON of another form.
  }
  throw refused(path, 'is not a JSON object', 'one service of the AWS service reference, as AWS publishes it');
}

function refused(path: string, seen: string, expected: string): ExplainedError {
  return new ExplainedError(`${path} ${seen}`, expected, DOWNLOAD);
}
