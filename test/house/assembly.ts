// What a reader of API.md would miss, found in a jsii assembly: summaries, defaults, and types that say nothing.

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
  readonly intersection?: { readonly types: readonly TypeReference[] };
}

interface Documented {
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

interface Value extends Documented {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
}

interface Callable extends Documented {
  readonly name?: string;
  readonly parameters?: readonly Value[];
  readonly returns?: { readonly type: TypeReference };
}

interface Type extends Documented {
  /** Structs: interfaces of readonly values, such as props. */
  readonly datatype?: boolean;
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
  readonly properties?: readonly Value[];
  readonly members?: readonly (Documented & { readonly name: string })[];
}

export interface Assembly {
  readonly types?: { readonly [fqn: string]: Type };
}

function saysNothing(type: TypeReference): boolean {
  const parts = [type.collection?.elementtype, ...(type.union?.types ?? []), ...(type.intersection?.types ?? [])];
  return type.primitive === 'any' || parts.some((part) => part !== undefined && saysNothing(part));
}

const without = (what: string, documented: readonly [name: string, Documented][]) =>
  documented.filter(([, { docs }]) => !docs?.summary?.trim()).map(([name]) => `${name}: ${what} has no summary`);

const anyOf = (name: string, types: readonly TypeReference[]) =>
  types.some(saysNothing) ? [`${name}: the type any is public`] : [];

function ofCallable(name: string, { parameters = [], returns }: Callable): string[] {
  return [
    ...parameters.flatMap((parameter) => anyOf(`${name}(${parameter.name})`, [parameter.type])),
    ...anyOf(`${name}()`, returns ? [returns.type] : []),
  ];
}

function ofType(fqn: string, type: Type): string[] {
  const { properties = [], methods = [], members = [], initializer } = type;
  const constructors = initializer?.parameters?.length ? [initializer] : [];
  return [
    ...without('the type', [[fqn, type]]),
    ...without(
      'the constructor',
      constructors.map((callable) => [fqn, callable]),
    ),
    ...without(
      'the property',
      properties.map((property) => [`${fqn}.${property.name}`, property]),
    ),
    ...without(
      'the method',
      methods.map((method) => [`${fqn}.${method.name}`, method]),
    ),
    ...without(
      'the enum member',
      members.map((member) => [`${fqn}.${member.name}`, member]),
    ),
    ...properties
      .filter(({ optional, docs }) => type.datatype && optional && !docs?.default?.trim())
      .map(({ name }) => `${fqn}.${name}: an optional property without @default`),
    ...properties.flatMap((property) => anyOf(`${fqn}.${property.name}`, [property.type])),
    ...[...constructors, ...methods].flatMap((callable) => ofCallable(`${fqn}.${callable.name ?? 'constructor'}`, callable)),
  ];
}

/** One line for each thing that is missing, with where and what. */
export function shortcomings({ types = {} }: Assembly): string[] {
  return Object.entries(types).flatMap(([fqn, type]) => ofType(fqn, type));
}
