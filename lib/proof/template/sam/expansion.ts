// What is being made of one template: the resources that stand for SAM's own, and what this reader does not expand.

import { isObject, isScalar, type Json, type JsonObject, own } from '../template';
import type { Route } from './apis/route';
import { given, isIntrinsic, isNothing } from './values';

/** What the reader may know about the deployment. */
export interface Known {
  /** Values of parameters. @default - the parameters' defaults */
  readonly parameters?: { readonly [name: string]: string };
  /** Of the deployment: names of some policies differ by partition. @default - a Region of the partition `aws` */
  readonly region?: string;
}

/** A resource of SAM, with the values of `Globals`. */
export interface Source {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly resource: JsonObject;
}

/** What a generated resource has beside its type and properties. */
export interface Attributes {
  readonly Condition?: Json;
  readonly DependsOn?: Json;
  readonly DeletionPolicy?: Json;
  readonly UpdateReplacePolicy?: Json;
  readonly UpdatePolicy?: Json;
}

export class Expansion {
  /** Routes that events ask for, by the logical id of the API. */
  public readonly routes = new Map<string, Route[]>();
  /** `Function.Alias` to the logical id that it stands for. */
  public readonly referables = new Map<string, string>();
  public readonly conditions = new Map<string, Json>();
  private readonly missed = new Set<string>();
  private readonly made = new Map<string, Map<string, Json>>();
  private readonly altered = new Map<string, Json>();
  private readonly taken = new Set<string>();

  public constructor(
    public readonly template: JsonObject,
    private readonly known: Known,
  ) {}

  /** The managed policy that lets a role write traces. */
  public get tracingPolicy(): string {
    return /^(?:cn|us-gov)-/.test(this.known.region ?? '') ? 'AWSXRayDaemonWriteAccess' : 'AWSXrayWriteOnlyAccess';
  }

  public get notSeen(): readonly string[] {
    return [...this.missed];
  }

  public miss(what: string): void {
    this.missed.add(what);
  }

  /** A resource as it is now: the template's, or what an event made of it. */
  public resource(id: string): Json | undefined {
    return this.altered.get(id) ?? own(own(this.template, 'Resources'), id);
  }

  /** The type of a resource of the template; undefined for none. */
  public typeOf(id: string): string | undefined {
    const type = own(this.resource(id), 'Type');
    return typeof type === 'string' ? type : undefined;
  }

  /** Adds a resource that stands for `source`, or for a part of it. */
  public add(source: Source, id: string, type: string, properties: JsonObject, attributes: Attributes = {}): void {
    const passed = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy'].map((name) => [name, own(source.resource, name)]);
    const isMain = id === source.id;
    const written = own(own(this.template, 'Resources'), id);
    if (this.taken.has(id) || (written !== undefined && written !== source.resource)) {
      this.miss(`${id} of ${source.id}: another resource has this logical id`);
      return;
    }
    this.taken.add(id);
    const resource = given({
      Type: type,
      ...Object.fromEntries(passed),
      ...(isMain && { DependsOn: own(source.resource, 'DependsOn'), Metadata: own(source.resource, 'Metadata') }),
      ...attributes,
      Properties: properties,
    });
    const made = this.made.get(source.id);
    if (made === undefined) this.made.set(source.id, new Map([[id, resource]]));
    else made.set(id, resource);
  }

  /** The resource of SAM that each generated resource comes from, by logical id. Without those that keep the logical id. */
  public get origins(): ReadonlyMap<string, string> {
    return new Map(
      [...this.made].flatMap(([from, made]) =>
        [...made.keys()].filter((id) => id !== from).map((id): [string, string] => [id, from]),
      ),
    );
  }

  /** Whether a generated resource has this logical id. */
  public isMade(id: string): boolean {
    return this.taken.has(id);
  }

  /** Another resource of the template, changed by an event. */
  public alter(id: string, resource: Json): void {
    this.altered.set(id, resource);
  }

  /** A parameter's value where it is known, so that SAM can decide by it. Anything else is given back as it is. */
  public value(value: Json | undefined): Json | undefined {
    const name = isIntrinsic(value) ? own(value, 'Ref') : undefined;
    if (typeof name !== 'string') return value;
    const parameter = own(own(this.template, 'Parameters'), name);
    const type = own(parameter, 'Type');
    if (!isObject(parameter) || (typeof type === 'string' && /^AWS::SSM::|List/.test(type))) return value;
    const found = own(this.known.parameters, name) ?? own(parameter, 'Default');
    return isScalar(found) ? found : value;
  }

  /** Whether a setting is on; `otherwise` where the template does not say. One that cannot be known is listed as not seen. */
  public isOn(value: Json | undefined, setting: string, otherwise = false): boolean {
    const known = this.value(value);
    if (isNothing(known)) return otherwise;
    const written = isScalar(known) ? String(known).toLowerCase() : '';
    if (written !== 'true' && written !== 'false') this.miss(`${setting}: whether it is on`);
    return written === 'true';
  }

  /** Defines a condition, and gives its name: another one where the template has it for something else. */
  public condition(name: string, definition: Json): string {
    let free = name;
    const isTaken = () => {
      const made = this.conditions.get(free);
      const isOther = made !== undefined && JSON.stringify(made) !== JSON.stringify(definition);
      return isOther || own(own(this.template, 'Conditions'), free) !== undefined;
    };
    while (isTaken()) free += 'OfSam';
    this.conditions.set(free, definition);
    return free;
  }

  /** The resources of the expanded template: generated ones stand where SAM's own stood. */
  public resources(): [string, Json][] {
    const written = Object.entries((own(this.template, 'Resources') ?? {}) as JsonObject);
    const ids = new Set(written.map(([id]) => id));
    const implicit = [...this.made].filter(([id]) => !ids.has(id)).flatMap(([, made]) => [...made]);
    const replaced = written.flatMap(([id, resource]): [string, Json][] => {
      const made = this.made.get(id) ?? new Map<string, Json>();
      return [...(made.has(id) ? [] : [[id, this.altered.get(id) ?? resource] as [string, Json]]), ...made];
    });
    return [...replaced, ...implicit];
  }
}
