// The resolved templates of an app. References, also across stacks, become names and ARNs. A value that the templates do not contain becomes
// a symbol. This module decides nothing.

import { grouped } from '../collections';
import { isMacro, withoutLoops } from './loops';
import { referencesIn } from './references';
import { idIn, Resolver } from './resolver';
import { expandSam, isSam } from './sam';
import { type Stack, stackOf } from './stack';
import { symbol } from './symbol';
import { type Json, type JsonObject, listOf, type NamedTemplate, own, TemplateError } from './template';
import type { Truth } from './truth';
import { writtenPartition } from './written-partition';

export type { Truth } from './truth';

export interface Resource {
  /** Unique in the set: `stack/LogicalId`. */
  readonly id: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved. Always an object, without inherited keys. */
  readonly properties: JsonObject;
  /** Its construct path in CDK, if the template has it. */
  readonly constructPath?: string;
  /** Whether the stack creates it. Undefined if only the deployment knows. A resource with a false condition is not in the set. */
  readonly exists: Truth;
  /** The condition in the template that decides `exists`. */
  readonly conditionName?: string;
  readonly dependsOn: readonly string[];
  /** If SAM generates the resource: the id of the resource that the template has for it. */
  readonly generatedFrom?: string;
}

/**
 * What stands for resources that only a macro of CloudFormation knows, in the form of a resource. Its logical id is the macro:
 * `Fn::ForEach::Name`, `Fn::Transform`, or a name under the template's `Transform`.
 */
export type Unexpanded = Resource & { readonly type: 'AWS::CloudFormation::Macro' };

/** Another id and construct path for a resource. */
export type NewName = Pick<Resource, 'id' | 'constructPath'>;

export class TemplateSet {
  public readonly stacks: ReadonlyMap<string, Stack>;
  public readonly resources: readonly Resource[];
  /** If not empty, there may be resources outside the set. */
  public readonly unexpanded: readonly Unexpanded[];
  private readonly resolver: Resolver;
  private readonly byId: ReadonlyMap<string, Resource>;
  private readonly byTypes: ReadonlyMap<string, readonly Resource[]>;

  /**
   * @param newNames new names for resources, by their original id, to compare two sets with different names for the same resource. No other
   * resource of the set may have such a name.
   */
  public constructor(
    templates: readonly NamedTemplate[],
    private readonly newNames: ReadonlyMap<string, NewName> = new Map(),
  ) {
    const stacks = new Map<string, Stack>();
    const partition = writtenPartition(templates);
    for (const given of templates) {
      if (stacks.has(given.stackName))
        throw new TemplateError(
          given.stackName,
          'two templates have this stack name',
          'each name once',
          'run the command once for each of the two templates',
        );
      stacks.set(given.stackName, stackOf(given, partition));
    }
    this.stacks = transformed(stacks);
    this.resolver = new Resolver(this.stacks, (stackName, logicalId) => {
      const id = idIn(stackName, logicalId);
      return newNames.get(id)?.id ?? id;
    });
    this.resources = [...this.stacks.values()].flatMap((stack) => this.resourcesOf(stack));
    this.unexpanded = [...this.stacks.values()].flatMap(macrosOf);
    this.byId = new Map(this.resources.map((resource) => [resource.id, resource]));
    this.byTypes = grouped(this.resources, ({ type }) => type);
  }

  public ofType(...types: string[]): readonly Resource[] {
    return types.flatMap((type) => this.byTypes.get(type) ?? []);
  }

  public find(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  /** Account that the resource is deployed to; a symbol if only the deployment knows. */
  public accountOf({ stackName }: Resource): string {
    return this.stacks.get(stackName)?.place.account ?? symbol('AWS::AccountId');
  }

  /** Region that the resource is deployed to; a symbol if only the deployment knows. */
  public regionOf({ stackName }: Resource): string {
    return this.stacks.get(stackName)?.place.region ?? symbol('AWS::Region');
  }

  /** The value of `Ref` for this resource. */
  public refOf(resource: Resource): string {
    return this.resolver.reference(resource.stackName, resource.logicalId);
  }

  /** The value of `GetAtt` for this resource. */
  public attributeOf(resource: Resource, attribute: string): string {
    return this.resolver.attribute(resource.stackName, resource.logicalId, attribute);
  }

  /** Any value of a stack's template. */
  public resolve(stackName: string, value: Json): Json {
    return this.resolver.resolve(stackName, value) ?? null;
  }

  /**
   * What a symbol of a resolved value may stand for: the two branches of an Fn::If whose condition is not known, `AWS::NoValue` as
   * undefined. Undefined for one that may stand for anything.
   */
  public formsOf(text: string): readonly (Json | undefined)[] | undefined {
    return this.resolver.formsOf(text);
  }

  /** A resource as the template has it, also one whose condition is false. */
  public raw(stackName: string, logicalId: string): Json | undefined {
    return this.resolver.resource(stackName, logicalId);
  }

  /** Logical ids of the resources of the same stack that this one refers to, each once. */
  public referencesOf({ stackName, logicalId }: Pick<Resource, 'stackName' | 'logicalId'>): readonly string[] {
    return referencesIn(
      this.raw(stackName, logicalId) ?? null,
      (name) => this.raw(stackName, name) !== undefined,
      (name) => this.resolver.condition(stackName, name),
    );
  }

  private resourcesOf({ name, template, given, samOrigins }: Stack): Resource[] {
    return Object.entries((own(template, 'Resources') ?? {}) as JsonObject).flatMap(([logicalId, resource]) => {
      if (isMacro(logicalId)) return [];
      const type = own(resource, 'Type');
      if (typeof type !== 'string')
        throw new TemplateError(
          name,
          `resource ${logicalId} has no Type`,
          'a type such as AWS::S3::Bucket',
          'add the type, or remove the resource',
        );
      const conditionName = own(resource, 'Condition');
      const exists = typeof conditionName === 'string' ? this.resolver.condition(name, conditionName) : true;
      if (exists === false) return [];
      const called = this.newNames.get(idIn(name, logicalId));
      const written = own(own(resource, 'Metadata'), 'aws:cdk:path') ?? own(given.constructPaths, logicalId);
      const path = called === undefined ? written : called.constructPath;
      const origin = samOrigins?.get(logicalId);
      const { resolver } = this;
      let properties: JsonObject | undefined;
      return [
        {
          id: called?.id ?? idIn(name, logicalId),
          stackName: name,
          logicalId,
          type,
          // Resolved on first use: a rule about one type does not need all others.
          get properties() {
            properties ??= resolver.properties(name, logicalId);
            return properties;
          },
          ...(typeof path === 'string' && { constructPath: path }),
          exists,
          ...(typeof conditionName === 'string' && { conditionName }),
          dependsOn: listOf(own(resource, 'DependsOn') ?? []).filter((one): one is string => typeof one === 'string'),
          ...(origin !== undefined && { generatedFrom: idIn(name, origin) }),
        },
      ];
    });
  }
}

/** The stacks after the transforms that the proof knows: loops are written out, then SAM's resources. */
function transformed(stacks: ReadonlyMap<string, Stack>): ReadonlyMap<string, Stack> {
  const resolver = new Resolver(stacks);
  return new Map(
    [...stacks].map(([name, stack]): [string, Stack] => {
      const looped = withoutLoops(name, stack.template, (value) => resolver.resolve(name, value));
      if (!isSam(looped)) return [name, looped === stack.template ? stack : { ...stack, template: looped }];
      const { parameters, region } = stack.given;
      const { template, notSeen, origins } = expandSam(looped, { ...(parameters && { parameters }), ...(region && { region }) });
      return [name, { ...stack, template, samNotSeen: notSeen, samOrigins: origins }];
    }),
  );
}

function macrosOf({ name, template, samNotSeen }: Stack): Unexpanded[] {
  const resources = Object.entries((own(template, 'Resources') ?? {}) as JsonObject);
  const declared = listOf(own(template, 'Transform') ?? []).map((one) => {
    const written = typeof one === 'string' ? one : own(one, 'Name');
    return typeof written === 'string' ? written : `a macro without a name (${JSON.stringify(written)})`;
  });
  const within = resources.map(([logicalId]) => logicalId).filter(isMacro);
  const left = declared.filter(
    (macro) => addsResources(macro, resources) && !(samNotSeen && macro.startsWith('AWS::Serverless-')),
  );
  return [...left, ...(samNotSeen ?? []), ...within].map((macro) => ({
    id: idIn(name, macro),
    stackName: name,
    logicalId: macro,
    type: 'AWS::CloudFormation::Macro',
    properties: {},
    exists: true,
    dependsOn: [],
  }));
}

/** Language extensions let functions stand where they could not; they add what loops make, and loops are written out here. */
function addsResources(macro: string, resources: readonly (readonly [string, Json])[]): boolean {
  if (macro === 'AWS::LanguageExtensions') return false;
  // It makes a function with a role for a rotation that asks for one, and nothing else.
  if (!macro.startsWith('AWS::SecretsManager-')) return true;
  return resources.some(([, resource]) => own(own(resource, 'Properties'), 'HostedRotationLambda') !== undefined);
}
