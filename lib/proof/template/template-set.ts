// The templates of an app, resolved: references, across stacks too, become the names and ARNs they stand for; what the templates do
// not say becomes a symbol. Nothing is decided here.

import type { Place } from './physical-names';
import { Resolver } from './resolver';
import { symbol } from './symbol';
import { isObject, type Json, type JsonObject, type NamedTemplate, own, TemplateError } from './template';

/** `true` and `false` as the template's conditions come out, `undefined` if that is known only at deployment. */
export type Truth = boolean | undefined;

export interface Resource {
  /** Unique in the set: `stack/LogicalId`. */
  readonly id: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved; an object without prototype pollution, never undefined. */
  readonly properties: JsonObject;
  /** Where CDK made it, if the template says. */
  readonly constructPath?: string;
  /** Whether it is deployed at all. Resources with a condition that is false are not in the set. */
  readonly exists: Truth;
  readonly dependsOn: readonly string[];
}

export interface Stack {
  readonly name: string;
  readonly template: JsonObject;
  readonly place: Place;
  readonly given: NamedTemplate;
}

/** Partitions by the beginning of their Regions' names; all others are `aws`. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
];

export class TemplateSet {
  public readonly stacks: ReadonlyMap<string, Stack>;
  public readonly resources: readonly Resource[];
  private readonly resolver: Resolver;
  private readonly byId: ReadonlyMap<string, Resource>;
  private readonly byTypes: ReadonlyMap<string, readonly Resource[]>;

  public constructor(templates: readonly NamedTemplate[]) {
    const stacks = new Map<string, Stack>();
    for (const given of templates) {
      if (stacks.has(given.stackName))
        throw new TemplateError(given.stackName, 'two templates have this stack name, expected each once');
      stacks.set(given.stackName, stackOf(given));
    }
    this.stacks = stacks;
    this.resolver = new Resolver(stacks);
    this.resources = [...stacks.values()].flatMap((stack) => this.resourcesOf(stack));
    this.byId = new Map(this.resources.map((resource) => [resource.id, resource]));
    const byTypes = new Map<string, Resource[]>();
    for (const resource of this.resources) {
      const same = byTypes.get(resource.type);
      if (same === undefined) byTypes.set(resource.type, [resource]);
      else same.push(resource);
    }
    this.byTypes = byTypes;
  }

  public ofType(...types: string[]): readonly Resource[] {
    return types.flatMap((type) => this.byTypes.get(type) ?? []);
  }

  public find(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  /** What `Ref` of this resource stands for. */
  public refOf(resource: Resource): string {
    return this.resolver.reference(resource.stackName, resource.logicalId);
  }

  /** What `GetAtt` of this resource stands for. */
  public attributeOf(resource: Resource, attribute: string): string {
    return this.resolver.attribute(resource.stackName, resource.logicalId, attribute);
  }

  /** Any value of a stack's template. */
  public resolve(stackName: string, value: Json): Json {
    return this.resolver.resolve(stackName, value) ?? null;
  }

  private resourcesOf({ name, template }: Stack): Resource[] {
    return Object.entries((own(template, 'Resources') ?? {}) as JsonObject).flatMap(([logicalId, resource]) => {
      const type = own(resource, 'Type');
      if (typeof type !== 'string') throw new TemplateError(name, `resource ${logicalId} has no Type`);
      const condition = own(resource, 'Condition');
      const exists = typeof condition === 'string' ? this.resolver.condition(name, condition) : true;
      if (exists === false) return [];
      const path = own(own(resource, 'Metadata'), 'aws:cdk:path');
      const { resolver } = this;
      let properties: JsonObject | undefined;
      return [
        {
          id: `${name}/${logicalId}`,
          stackName: name,
          logicalId,
          type,
          // When first asked for: a check of one type does not pay for all others.
          get properties() {
            properties ??= resolver.properties(name, logicalId);
            return properties;
          },
          ...(typeof path === 'string' && { constructPath: path }),
          exists,
          dependsOn: [own(resource, 'DependsOn') ?? []].flat().filter((one): one is string => typeof one === 'string'),
        },
      ];
    });
  }
}

function stackOf(given: NamedTemplate): Stack {
  const { stackName, template, account, region } = given;
  if (!isObject(template)) throw new TemplateError(stackName, 'the template is not an object, expected one with Resources');
  if (!isObject(own(template, 'Resources'))) {
    throw new TemplateError(stackName, 'the template has no Resources, expected a CloudFormation template');
  }
  const partition =
    region === undefined ? symbol('AWS::Partition') : (PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws');
  const place = { partition, account: account ?? symbol('AWS::AccountId'), region: region ?? symbol('AWS::Region') };
  return { name: stackName, template, place, given };
}
