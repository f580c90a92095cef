// Evaluates CloudFormation's intrinsic functions in a template, as far as templates and parameters allow. A function that cannot be
// evaluated becomes a symbol.

import { getOrAdd } from '../collections';
import { Budget } from './budget';
import { Conditions } from './conditions';
import { Exports, type Shared } from './exports';
import { INTRINSICS } from './intrinsics';
import { isMacro } from './loops';
import { Memory } from './memory';
import { parameterValue, pseudoParameter } from './names';
import { opaque } from './opaque';
import { attributeOf, type Property, refOf } from './physical-names';
import type { Stack } from './stack';
import { attributeIn, substitute } from './substitution';
import { literal, symbol, withoutDynamicReferences } from './symbol';
import { isObject, isScalar, type Json, type JsonObject, listOf, own, TemplateError } from './template';
import type { Truth } from './truth';

/** The id of a resource in the set, unless it has another id. */
export function idIn(stackName: string, logicalId: string): string {
  return `${stackName}/${logicalId}`;
}

export class Resolver {
  private readonly budget: Budget;
  private readonly memory: Memory;
  private readonly conditions: Conditions;
  private readonly exports: Exports;
  private readonly references = new Map<string, string>();
  private readonly forms = new Map<string, readonly (Json | undefined)[]>();
  private readonly parameters = new Map<string, Json>();
  /** Nested stacks by the resource that creates them. */
  private readonly nested = new Map<string, Stack>();
  /** The keys that are being resolved. A key that occurs again inside itself is a circle. */
  private readonly inProgress = new Set<string>();

  /** @param idOf the id of a resource in the set */
  public constructor(
    private readonly stacks: ReadonlyMap<string, Stack>,
    private readonly idOf: (stackName: string, logicalId: string) => string = idIn,
  ) {
    const resolve = (stackName: string, value: Json) => this.resolve(stackName, value);
    this.budget = new Budget(stacks.size);
    this.memory = new Memory(this.budget);
    this.conditions = new Conditions((name) => own(this.stack(name).template, 'Conditions'), resolve, this.budget);
    this.exports = new Exports(stacks, resolve);
    for (const stack of stacks.values()) {
      const { nestedIn } = stack.given;
      if (nestedIn !== undefined) this.nested.set(idIn(nestedIn.stackName, nestedIn.logicalId), stack);
    }
  }

  public properties(stackName: string, logicalId: string): JsonObject {
    const resolved = this.resolve(stackName, own(this.resource(stackName, logicalId), 'Properties') ?? {});
    return isObject(resolved) ? resolved : {};
  }

  public resource(stackName: string, logicalId: string): Json | undefined {
    return own(own(this.stack(stackName).template, 'Resources'), logicalId);
  }

  public condition(stackName: string, name: string): Truth {
    return this.conditions.truth(stackName, name);
  }

  public reference(stackName: string, logicalId: string): string {
    const id = this.idOf(stackName, logicalId);
    return this.cached(`Ref ${id}`, () => {
      const resource = this.resource(stackName, logicalId);
      if (resource === undefined) return symbol(id);
      return refOf(id, typeOf(resource), this.property(stackName, resource), this.stack(stackName).place);
    });
  }

  public attribute(stackName: string, logicalId: string, attribute: string): string {
    const id = this.idOf(stackName, logicalId);
    return this.cached(`GetAtt ${id}.${attribute}`, () => {
      const resource = this.resource(stackName, logicalId);
      if (resource === undefined) return symbol(`${id}.${attribute}`);
      const nested = this.nested.get(idIn(stackName, logicalId));
      const isOutput = nested !== undefined && attribute.startsWith('Outputs.');
      const output = isOutput ? own(own(nested.template, 'Outputs'), attribute.slice('Outputs.'.length)) : undefined;
      if (nested !== undefined && output !== undefined) return this.text(nested.name, own(output, 'Value') ?? '');
      return attributeOf(id, typeOf(resource), attribute, this.property(stackName, resource), this.stack(stackName).place);
    });
  }

  /** Undefined for `AWS::NoValue`. */
  public resolve(stackName: string, value: Json): Json | undefined {
    if (typeof value === 'string') return withoutDynamicReferences(literal(value));
    if (typeof value !== 'object' || value === null) return value;
    return this.memory.of(stackName, value, () => {
      if (Array.isArray(value)) {
        return value.map((one) => this.resolve(stackName, one)).filter((one): one is Json => one !== undefined);
      }
      const entries = Object.entries(value as JsonObject);
      const [name, argument] = entries[0] ?? [];
      if (entries.length === 1 && name !== undefined && argument !== undefined && isIntrinsic(name, argument)) {
        return this.intrinsic(stackName, name, argument);
      }
      // Without a prototype, so that a key called `__proto__` is a key.
      const resolved: { [name: string]: Json } = Object.create(null);
      for (const [key, one] of entries) {
        const inner = isMacro(key) ? this.opaque(stackName, key, one) : this.resolve(stackName, one);
        if (inner !== undefined) resolved[literal(key)] = inner;
      }
      return resolved;
    });
  }

  /** The branches of an Fn::If that is not decided, by its symbol. */
  public formsOf(text: string): readonly (Json | undefined)[] | undefined {
    return this.forms.get(text);
  }

  private intrinsic(stackName: string, name: string, argument: Json): Json | undefined {
    const known = this.evaluate(stackName, name, argument);
    // What is not known is a symbol; `AWS::NoValue` is known.
    if (known === undefined) {
      const unknown = this.opaque(stackName, name, argument);
      const [, ...branches] = listOf(argument);
      if (name === 'Fn::If' && branches.length === 2)
        this.forms.set(
          unknown,
          branches.map((branch) => this.resolve(stackName, branch)),
        );
      return unknown;
    }
    this.memory.charge(stackName, known[0]);
    // A reference may be put together from pieces.
    return typeof known[0] === 'string' && PUTS_TOGETHER.has(name) ? withoutDynamicReferences(known[0]) : known[0];
  }

  /** In a list, to distinguish `AWS::NoValue` from a function that cannot be evaluated. */
  private evaluate(stackName: string, name: string, argument: Json): [Json | undefined] | undefined {
    const found = (value: Json | undefined): [Json] | undefined => (value === undefined ? undefined : [value]);
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? [this.named(stackName, argument)] : undefined;
      case 'Condition':
        return typeof argument === 'string' ? found(this.conditions.truth(stackName, argument)) : undefined;
      case 'Fn::GetAtt': {
        const [logicalId, ...attribute] =
          typeof argument === 'string' ? argument.split('.') : listOf(argument).map((one) => this.resolved(stackName, one));
        if (typeof logicalId !== 'string' || !attribute.every((one) => typeof one === 'string')) return undefined;
        return [this.attribute(stackName, logicalId, attribute.join('.'))];
      }
      case 'Fn::Sub':
        return found(this.sub(stackName, argument));
      case 'Fn::If':
        return this.choose(stackName, listOf(argument));
      case 'Fn::ImportValue': {
        const exported = this.resolved(stackName, argument);
        return typeof exported === 'string'
          ? this.shared(`Export ${exported}`, this.exports.imported(this.stack(stackName), exported))
          : undefined;
      }
      case 'Fn::GetStackOutput': {
        const from = (key: string) => this.resolved(stackName, own(argument, key) ?? '');
        const [stack, output, region, role] = [from('StackName'), from('OutputName'), from('Region'), from('RoleArn')];
        if (![stack, output, region, role].every((one) => typeof one === 'string')) return undefined;
        const shared = this.exports.output(this.stack(stackName), {
          name: String(stack),
          output: String(output),
          ...(region !== '' && { region: String(region) }),
          ...(role !== '' && { role: String(role) }),
        });
        return this.shared(`Output ${stack}.${output}`, shared);
      }
    }
    const evaluated = INTRINSICS.get(name)?.({
      values: listOf(argument).map((one) => this.resolved(stackName, one)),
      whole:
        (name === 'Fn::GetAZs' && argument === '' && this.stack(stackName).place.region) || this.resolved(stackName, argument),
      mappings: own(this.stack(stackName).template, 'Mappings'),
    });
    return found(evaluated);
  }

  private resolved(stackName: string, value: Json): Json {
    return this.resolve(stackName, value) ?? '';
  }

  private opaque(stackName: string, name: string, argument: Json): string {
    const resolved = Array.isArray(argument)
      ? argument.map((one) => this.resolved(stackName, one))
      : this.resolved(stackName, argument);
    this.memory.charge(stackName, resolved);
    return opaque(name, resolved);
  }

  private shared(key: string, shared: Shared | undefined): [Json | undefined] | undefined {
    if (shared === undefined) return undefined;
    return this.guarded(`${key} of ${shared.stackName}`, () => [this.resolve(shared.stackName, shared.value)]);
  }

  private named(stackName: string, name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const stack = this.stack(stackName);
    const pseudo = pseudoParameter(stack, this.stacks, name);
    if (pseudo !== undefined) return pseudo;
    const parameter = own(own(stack.template, 'Parameters'), name);
    if (parameter === undefined) return this.reference(stackName, name);
    return getOrAdd(this.parameters, `${stackName}/${name}`, () =>
      parameterValue(stack, name, parameter, this.passedValue(stack, name)),
    );
  }

  /** The value that the parent stack passes to a nested stack. */
  private passedValue({ name, given: { nestedIn } }: Stack, parameter: string): Json | undefined {
    if (nestedIn === undefined || !this.stacks.has(nestedIn.stackName)) return undefined;
    const parent = this.resource(nestedIn.stackName, nestedIn.logicalId);
    const value = own(own(own(parent, 'Properties'), 'Parameters'), parameter);
    return value === undefined
      ? undefined
      : this.guarded(`Parameter ${name}/${parameter}`, () => this.resolve(nestedIn.stackName, value));
  }

  private sub(stackName: string, argument: Json): string | undefined {
    const [text, given] = typeof argument === 'string' ? [argument, undefined] : listOf(argument);
    if (typeof text !== 'string') return undefined;
    let length = text.length;
    return substitute(literal(text), (name) => {
      const value = this.substituted(stackName, name, own(given, name));
      const written = isScalar(value) ? String(value) : symbol(`Fn::Sub ${name} of ${stackName}`);
      length += written.length;
      this.budget.limit(stackName, length);
      return written;
    });
  }

  private substituted(stackName: string, name: string, given: Json | undefined): Json | undefined {
    if (given !== undefined) return this.resolve(stackName, given);
    const attribute = attributeIn(name);
    return attribute === undefined ? this.named(stackName, name) : this.attribute(stackName, ...attribute);
  }

  private choose(stackName: string, [name, then, otherwise]: readonly Json[]): [Json | undefined] | undefined {
    const truth = typeof name === 'string' ? this.conditions.truth(stackName, name) : undefined;
    const branch = (value: Json | undefined) => (value === undefined ? undefined : this.resolve(stackName, value));
    if (truth !== undefined) return [branch(truth ? then : otherwise)];
    const [first, second] = [branch(then), branch(otherwise)];
    return this.memory.equal(stackName, first, second) ? [first] : undefined;
  }

  /** Reads the string properties of a resource: a name, a path, a block. */
  private property(stackName: string, resource: Json): Property {
    return (name) => {
      const value = own(own(resource, 'Properties'), name);
      const resolved = value === undefined ? undefined : this.resolve(stackName, value);
      return typeof resolved === 'string' ? resolved : undefined;
    };
  }

  private text(stackName: string, value: Json): string {
    const resolved = this.resolve(stackName, value);
    if (isScalar(resolved)) return String(resolved);
    return resolved === undefined ? symbol('nothing') : opaque('value', resolved);
  }

  private cached(key: string, make: () => string): string {
    return getOrAdd(this.references, key, () => this.guarded(key, make) ?? symbol(key));
  }

  /** Undefined for a key that refers to itself: the caller makes a symbol of it. CloudFormation refuses such a template. */
  private guarded<T>(key: string, act: () => T): T | undefined {
    if (this.inProgress.has(key)) return undefined;
    this.inProgress.add(key);
    try {
      return act();
    } finally {
      this.inProgress.delete(key);
    }
  }

  private stack(name: string): Stack {
    const stack = this.stacks.get(name);
    if (stack === undefined)
      throw new TemplateError(
        name,
        'there is no template of this stack',
        'a template for each stack that another stack names',
        'add the template of this stack',
      );
    return stack;
  }
}

const PUTS_TOGETHER = new Set(['Fn::Join', 'Fn::Sub']);

function isIntrinsic(name: string, argument: Json): boolean {
  // IAM policies also have a key `Condition`, whose value is an object.
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}

function typeOf(resource: Json): string {
  const type = own(resource, 'Type');
  return typeof type === 'string' ? type : '';
}
