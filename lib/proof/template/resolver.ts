// CloudFormation's intrinsic functions, evaluated as far as templates and parameters allow. Every function that cannot be evaluated
// comes out as a symbol made of its text, so that two that are written alike are equal.

import { cidrBlocks } from './cidr';
import { attributeOf, refOf } from './physical-names';
import { isSymbol, isSymbolic, literal, pieces, shown, symbol } from './symbol';
import { isObject, type Json, type JsonObject, own, TemplateError } from './template';
import type { Stack, Truth } from './template-set';

/** Deeper nesting than any template has; a hostile one would use up the call stack. */
const MAX_DEPTH = 200;

/** Longer than any value that CloudFormation takes (a template is 1 MB): a string that doubles at every step ends here. */
const MAX_LENGTH = 2_000_000;

export class Resolver {
  private readonly references = new Map<string, string>();
  private readonly conditions = new Map<string, Truth>();
  private exports: ReadonlyMap<string, readonly [stackName: string, output: Json]> | undefined;
  /** What is being resolved: what comes up again within itself is a circle. */
  private readonly underway = new Set<string>();

  public constructor(private readonly stacks: ReadonlyMap<string, Stack>) {}

  public properties(stackName: string, logicalId: string): JsonObject {
    const properties = own(this.rawResource(stackName, logicalId), 'Properties');
    const resolved = this.resolve(stackName, properties ?? {});
    return isObject(resolved) ? resolved : {};
  }

  public reference(stackName: string, logicalId: string): string {
    return this.cached(`Ref ${stackName}/${logicalId}`, () => {
      const resource = this.rawResource(stackName, logicalId);
      if (resource === undefined) return symbol(`${stackName}/${logicalId}`);
      const place = this.stack(stackName).place;
      return refOf(`${stackName}/${logicalId}`, typeOf(resource), this.nameProperties(stackName, resource), place);
    });
  }

  public attribute(stackName: string, logicalId: string, attribute: string): string {
    return this.cached(`GetAtt ${stackName}/${logicalId}.${attribute}`, () => {
      const resource = this.rawResource(stackName, logicalId);
      const id = `${stackName}/${logicalId}`;
      if (resource === undefined) return symbol(`${id}.${attribute}`);
      const type = typeOf(resource);
      if (type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) {
        const nested = [...this.stacks.values()].find(
          ({ given }) => given.nestedIn?.stackName === stackName && given.nestedIn.logicalId === logicalId,
        );
        const output = nested && own(own(nested.template, 'Outputs'), attribute.slice('Outputs.'.length));
        if (nested !== undefined && output !== undefined) return this.text(nested.name, own(output, 'Value') ?? '');
      }
      return attributeOf(id, type, attribute, this.nameProperties(stackName, resource), this.stack(stackName).place);
    });
  }

  public condition(stackName: string, name: string): Truth {
    const key = `${stackName}/${name}`;
    if (this.conditions.has(key)) return this.conditions.get(key);
    const definition = own(own(this.stack(stackName).template, 'Conditions'), name);
    const truth =
      definition === undefined ? undefined : this.guarded(`Condition ${key}`, () => this.truth(stackName, definition, 0));
    this.conditions.set(key, truth);
    return truth;
  }

  /** Undefined for `AWS::NoValue`. */
  public resolve(stackName: string, value: Json, depth = 0): Json | undefined {
    if (depth > MAX_DEPTH)
      throw new TemplateError(stackName, `values are nested more than ${MAX_DEPTH} deep, expected a template`);
    if (typeof value === 'string') return literal(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      return value.flatMap((one) => {
        const resolved = this.resolve(stackName, one, depth + 1);
        return resolved === undefined ? [] : [resolved];
      });
    }
    const entries = Object.entries(value as JsonObject);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined && argument !== undefined && isIntrinsic(name)) {
      return this.intrinsic(stackName, name, argument, depth + 1);
    }
    // Without a prototype, so that a key called `__proto__` is a key.
    const resolved: { [name: string]: Json } = Object.create(null);
    for (const [key, one] of entries) {
      const inner = this.resolve(stackName, one, depth + 1);
      if (inner !== undefined) resolved[literal(key)] = inner;
    }
    return resolved;
  }

  private intrinsic(stackName: string, name: string, argument: Json, depth: number): Json | undefined {
    const resolve = (value: Json) => this.resolve(stackName, value, depth) ?? '';
    const opaque = () => symbol(`${name} ${shown(JSON.stringify(resolveInside(argument, resolve)))}`);
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? this.named(stackName, argument) : opaque();
      case 'Fn::GetAtt': {
        const [logicalId, ...attribute] =
          typeof argument === 'string' ? argument.split('.') : [argument].flat().map((one) => resolve(one as Json));
        if (typeof logicalId !== 'string') return opaque();
        return this.attribute(stackName, logicalId, attribute.join('.'));
      }
      case 'Fn::Sub':
        return this.sub(stackName, argument, depth) ?? opaque();
      case 'Fn::Join': {
        const [separator, list] = asList(argument);
        const parts = resolve(list ?? []);
        if (typeof separator !== 'string' || !Array.isArray(parts) || !parts.every(isScalar)) return opaque();
        return limited(stackName, parts.map(String).join(separator));
      }
      case 'Fn::Split': {
        const [separator, source] = asList(argument);
        const text = resolve(source ?? '');
        return typeof separator === 'string' && typeof text === 'string' ? (split(text, separator) ?? opaque()) : opaque();
      }
      case 'Fn::Select': {
        const [index, list] = asList(argument);
        const from = resolve(list ?? []);
        const at = Number(resolve(index ?? ''));
        if (Array.isArray(from) && Number.isInteger(at) && from[at] !== undefined) return from[at];
        return opaque();
      }
      case 'Fn::FindInMap':
        return this.findInMap(stackName, asList(argument).map(resolve)) ?? opaque();
      case 'Fn::If':
        return this.choose(stackName, asList(argument), depth, opaque);
      case 'Fn::ImportValue': {
        const exported = resolve(argument);
        return (typeof exported === 'string' && this.imported(exported)) || opaque();
      }
      case 'Fn::GetStackOutput': {
        const from = resolve(own(argument, 'StackName') ?? '');
        const output = resolve(own(argument, 'OutputName') ?? '');
        if (typeof from !== 'string' || typeof output !== 'string' || !this.stacks.has(from)) return opaque();
        const value = own(own(own(this.stack(from).template, 'Outputs'), output), 'Value');
        return value === undefined ? opaque() : this.guarded(`Output ${from}.${output}`, () => this.resolve(from, value));
      }
      case 'Fn::Base64': {
        const text = resolve(argument);
        return typeof text === 'string' && !isSymbolic(text) ? Buffer.from(text).toString('base64') : opaque();
      }
      case 'Fn::Cidr': {
        const [block, count, bits] = asList(argument).map(resolve);
        return (typeof block === 'string' && cidrBlocks(block, Number(count), Number(bits ?? 8))) || opaque();
      }
      case 'Fn::GetAZs': {
        const region = resolve(argument) || this.stack(stackName).place.region;
        // Six are more than any Region's templates select; each is itself wherever it is named.
        return [0, 1, 2, 3, 4, 5].map((index) => symbol(`zone ${index} of ${shown(String(region))}`));
      }
      case 'Fn::Length': {
        const list = resolve(argument);
        return Array.isArray(list) ? list.length : opaque();
      }
      case 'Fn::ToJsonString':
        return JSON.stringify(resolve(argument));
      case 'Condition':
        return typeof argument === 'string' ? (this.condition(stackName, argument) ?? opaque()) : opaque();
      default:
        return opaque();
    }
  }

  /** What `Ref` names: a pseudo parameter, a parameter, or a resource. */
  private named(stackName: string, name: string): Json | undefined {
    const { place, template, given } = this.stack(stackName);
    switch (name) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::AccountId':
        return place.account;
      case 'AWS::Region':
        return place.region;
      case 'AWS::Partition':
        return place.partition;
      case 'AWS::URLSuffix':
        if (isSymbolic(place.region)) return symbol('AWS::URLSuffix');
        return place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stackName}/${symbol(`${stackName} stack id`)}`;
      case 'AWS::NotificationARNs':
        return [];
    }
    const parameter = own(own(template, 'Parameters'), name);
    if (parameter === undefined) return this.reference(stackName, name);
    const value = own(given.parameters, name) ?? this.nestedParameter(stackName, name) ?? own(parameter, 'Default');
    // A path of the Systems Manager store is where the value stands, not the value.
    const type = own(parameter, 'Type');
    if (value === undefined || (typeof type === 'string' && type.startsWith('AWS::SSM::')))
      return symbol(`parameter ${stackName}/${name}`);
    const isList = type === 'CommaDelimitedList' || (typeof type === 'string' && type.startsWith('List<'));
    return isList && typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value;
  }

  /** What the parent stack hands to a nested one. */
  private nestedParameter(stackName: string, name: string): Json | undefined {
    const { nestedIn } = this.stack(stackName).given;
    if (nestedIn === undefined || !this.stacks.has(nestedIn.stackName)) return undefined;
    const parent = this.rawResource(nestedIn.stackName, nestedIn.logicalId);
    const value = own(own(own(parent, 'Properties'), 'Parameters'), name);
    return value === undefined
      ? undefined
      : this.guarded(`Parameter ${stackName}/${name}`, () => this.resolve(nestedIn.stackName, value));
  }

  private sub(stackName: string, argument: Json, depth: number): string | undefined {
    const [text, given] = typeof argument === 'string' ? [argument, undefined] : asList(argument);
    if (typeof text !== 'string') return undefined;
    const written = literal(text).replace(/\$\{([^${}]*)\}/g, (_all, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
      const name = inner.trim();
      const variable = own(given, name);
      const value =
        variable !== undefined
          ? this.resolve(stackName, variable, depth)
          : name.includes('.')
            ? this.attribute(stackName, name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1))
            : this.named(stackName, name);
      return isScalar(value) ? String(value) : symbol(`Fn::Sub ${name} of ${stackName}`);
    });
    return limited(stackName, written);
  }

  private findInMap(stackName: string, [map, top, second]: Json[]): Json | undefined {
    const { template } = this.stack(stackName);
    if (typeof map !== 'string' || typeof top !== 'string' || typeof second !== 'string') return undefined;
    return own(own(own(own(template, 'Mappings'), map), top), second);
  }

  private choose(
    stackName: string,
    [name, then, otherwise]: readonly Json[],
    depth: number,
    opaque: () => string,
  ): Json | undefined {
    const truth = typeof name === 'string' ? this.condition(stackName, name) : undefined;
    const branch = (value: Json | undefined) => (value === undefined ? undefined : this.resolve(stackName, value, depth));
    if (truth !== undefined) return branch(truth ? then : otherwise);
    const [first, second] = [branch(then), branch(otherwise)];
    return JSON.stringify(first) === JSON.stringify(second) ? first : opaque();
  }

  private imported(name: string): Json | undefined {
    if (this.exports === undefined) {
      const exports = new Map<string, readonly [string, Json]>();
      for (const { name: stackName, template } of this.stacks.values()) {
        for (const output of Object.values((own(template, 'Outputs') ?? {}) as JsonObject)) {
          const exported = own(own(output, 'Export'), 'Name');
          const value = own(output, 'Value');
          if (exported !== undefined && value !== undefined)
            exports.set(String(this.resolve(stackName, exported)), [stackName, value]);
        }
      }
      this.exports = exports;
    }
    const [stackName, value] = this.exports.get(name) ?? [];
    if (stackName === undefined || value === undefined) return undefined;
    return this.guarded(`Export ${name}`, () => this.resolve(stackName, value));
  }

  private truth(stackName: string, condition: Json, depth: number): Truth {
    if (depth > MAX_DEPTH) throw new TemplateError(stackName, `conditions are nested more than ${MAX_DEPTH} deep`);
    const inner = (value: Json) => this.truth(stackName, value, depth + 1);
    const [[name, argument] = [undefined, undefined]] = isObject(condition) ? Object.entries(condition) : [];
    if (argument === undefined) return undefined;
    switch (name) {
      case 'Condition':
        return typeof argument === 'string' ? this.condition(stackName, argument) : undefined;
      case 'Fn::Equals': {
        const [first, second] = asList(argument).map((one) => this.resolve(stackName, one));
        if (!isScalar(first) || !isScalar(second)) return undefined;
        if (String(first) === String(second)) return true;
        return isSymbolic(String(first)) || isSymbolic(String(second)) ? undefined : false;
      }
      case 'Fn::Not': {
        const [truth] = asList(argument).map(inner);
        return truth === undefined ? undefined : !truth;
      }
      case 'Fn::And': {
        const truths = asList(argument).map(inner);
        if (truths.includes(false)) return false;
        return truths.includes(undefined) ? undefined : true;
      }
      case 'Fn::Or': {
        const truths = asList(argument).map(inner);
        if (truths.includes(true)) return true;
        return truths.includes(undefined) ? undefined : false;
      }
      default:
        return undefined;
    }
  }

  /** The strings among a resource's own properties: names lie there, and resolving all of them could run in circles. */
  private nameProperties(stackName: string, resource: Json): JsonObject {
    const names: { [name: string]: Json } = Object.create(null);
    for (const [name, value] of Object.entries((own(resource, 'Properties') ?? {}) as JsonObject)) {
      if (!/(?:Name|Identifier|^Path)$/.test(name)) continue;
      const resolved = this.resolve(stackName, value);
      if (typeof resolved === 'string') names[name] = resolved;
    }
    return names;
  }

  private text(stackName: string, value: Json): string {
    const resolved = this.resolve(stackName, value);
    return isScalar(resolved) ? String(resolved) : symbol(shown(JSON.stringify(resolved) ?? 'nothing'));
  }

  private cached(key: string, make: () => string): string {
    const known = this.references.get(key);
    if (known !== undefined) return known;
    const made = this.guarded(key, make) ?? symbol(key);
    this.references.set(key, made);
    return made;
  }

  /** What refers to itself is not resolved: it is the symbol of its own name, and CloudFormation refuses the template. */
  private guarded<T>(key: string, act: () => T): T | undefined {
    if (this.underway.has(key)) return undefined;
    this.underway.add(key);
    try {
      return act();
    } finally {
      this.underway.delete(key);
    }
  }

  private stack(name: string): Stack {
    const stack = this.stacks.get(name);
    if (stack === undefined) throw new TemplateError(name, 'there is no template of this stack');
    return stack;
  }

  private rawResource(stackName: string, logicalId: string): Json | undefined {
    return own(own(this.stack(stackName).template, 'Resources'), logicalId);
  }
}

function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function asList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function typeOf(resource: Json): string {
  const type = own(resource, 'Type');
  return typeof type === 'string' ? type : '';
}

function limited(stackName: string, text: string): string {
  if (text.length > MAX_LENGTH) {
    throw new TemplateError(stackName, `a value is longer than ${MAX_LENGTH} characters, expected less than a template may have`);
  }
  return text;
}

/** Undefined if a symbol may hold the separator. A resource's own name holds none of those that ARNs are made with. */
function split(text: string, separator: string): string[] | undefined {
  const parts = [''];
  for (const piece of pieces(text)) {
    const last = parts.pop() ?? '';
    if (piece.isSymbol) {
      if (!/^[:/,.]$/.test(separator) || !isAtomic(piece.text)) return undefined;
      parts.push(last + piece.text);
    } else {
      const [first = '', ...others] = piece.text.split(separator);
      parts.push(last + first, ...others);
    }
  }
  return parts;
}

/** Symbols of `stack/LogicalId` and of pseudo parameters; attributes and parameters may be anything. */
function isAtomic(text: string): boolean {
  return isSymbol(text) && (/^.[\w-]+\/[A-Za-z0-9]+.$/.test(text) || /^.AWS::(?:AccountId|Region|Partition).$/.test(text));
}

function resolveInside(value: Json, resolve: (value: Json) => Json): Json {
  return Array.isArray(value) ? value.map((one) => resolve(one as Json)) : resolve(value);
}
