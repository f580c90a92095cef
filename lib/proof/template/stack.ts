// A stack: its template, and the place where it is deployed.

import type { Place } from './physical-names';
import { symbol } from './symbol';
import { isObject, type JsonObject, type NamedTemplate, own, TemplateError } from './template';

export interface Stack {
  /** Unique in the set. */
  readonly name: string;
  readonly template: JsonObject;
  readonly place: Place;
  readonly given: NamedTemplate;
  /** What the expansion of SAM's resources left out. Undefined for a template without the transform. */
  readonly samNotSeen?: readonly string[];
  /** The resource of SAM that each generated resource comes from, by logical id. */
  readonly samOrigins?: ReadonlyMap<string, string>;
}

/** Partitions by the beginning of their Regions' names; all others are `aws`. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
];

/**
 * `partition`: that of the stacks that do not say their Region.
 *
 * @default - known only at deployment
 */
export function stackOf(given: NamedTemplate, partition = symbol('AWS::Partition')): Stack {
  const { stackName, template, account, region } = given;
  if (!isObject(template))
    throw new TemplateError(
      stackName,
      'the template is not an object',
      'an object with Resources',
      'give the file that `cdk synth` writes',
    );
  if (!isObject(own(template, 'Resources'))) {
    throw new TemplateError(
      stackName,
      'the template has no Resources',
      'a CloudFormation template',
      'give the file that `cdk synth` writes',
    );
  }
  const ofRegion = (PARTITIONS.find(([prefix]) => region?.startsWith(prefix)) ?? [])[1] ?? 'aws';
  const place = {
    partition: region === undefined ? partition : ofRegion,
    account: account ?? symbol('AWS::AccountId'),
    region: region ?? symbol('AWS::Region'),
  };
  return { name: stackName, template, place, given };
}

/** The value of AWS::StackName. CloudFormation generates the end of a nested stack's name. */
export function deployedName(stack: Stack, stacks: ReadonlyMap<string, Stack>): string {
  const { deployedName: given, nestedIn } = stack.given;
  if (given !== undefined) return given;
  const parent = nestedIn && stacks.get(nestedIn.stackName);
  if (nestedIn === undefined || parent === undefined || parent === stack) return stack.name;
  return symbol(`${nestedIn.stackName}/${nestedIn.logicalId}.StackName`);
}
