// Fn::ForEach (CloudFormation User Guide: AWS::LanguageExtensions): loops that make resources, conditions, outputs and properties. They
// are written out before anything else reads the template. A loop whose collection is not known stays as it is.

import { isSymbolic } from './symbol';
import { entriesBelow, isObject, isScalar, type Json, type JsonObject, TemplateError } from './template';

/** What a collection, which may be a function, resolves to. */
export type Resolve = (value: Json) => Json | undefined;

export function isLoop(key: string): boolean {
  return key.startsWith('Fn::ForEach::');
}

/** A key that stands for what a macro of CloudFormation makes. */
export function isMacro(key: string): boolean {
  return key === 'Fn::Transform' || isLoop(key);
}

const SECTIONS = ['Conditions', 'Resources', 'Outputs'];

/** Far more than the 500 resources that a template may have. */
const MOST_COPIES = 5_000;
const MOST_NODES = 2_000_000;
const MAX_DEPTH = 200;

/** The same object where there is no loop. */
export function withoutLoops(stackName: string, template: JsonObject, resolve: Resolve): JsonObject {
  const sections = SECTIONS.filter((name) => hasLoop(template[name] ?? null));
  if (sections.length === 0) return template;
  const loops = new Loops(stackName, resolve);
  return { ...template, ...Object.fromEntries(sections.map((name) => [name, loops.written(template[name] ?? null, [])])) };
}

interface Bound {
  readonly identifier: string;
  readonly value: string;
}

class Loops {
  private copies = 0;
  private nodes = 0;
  private depth = 0;

  public constructor(
    private readonly stackName: string,
    private readonly resolve: Resolve,
  ) {}

  public written(value: Json, bound: readonly Bound[]): Json {
    this.nodes += 1;
    if (this.nodes > MOST_NODES) throw this.tooMuch();
    if (typeof value === 'string') return filledIn(value, bound);
    if (typeof value !== 'object' || value === null) return value;
    this.depth += 1;
    try {
      if (this.depth > MAX_DEPTH) throw this.tooMuch();
      if (Array.isArray(value)) return value.map((one) => this.written(one, bound));
      const entries = Object.entries(value as JsonObject);
      const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
      const bindings = name === 'Ref' ? bound.find(({ identifier }) => identifier === argument) : undefined;
      if (bindings !== undefined) return bindings.value;
      // Without a prototype, so that a key called `__proto__` is a key.
      const made: { [key: string]: Json } = Object.create(null);
      for (const [key, one] of entries) {
        if (isLoop(key)) this.run(key, one, bound, made);
        else made[filledIn(key, bound)] = this.written(one, bound);
      }
      return made;
    } finally {
      this.depth -= 1;
    }
  }

  private run(key: string, loop: Json, bound: readonly Bound[], made: { [key: string]: Json }): void {
    const [identifier, collection, body] = Array.isArray(loop) ? (loop as readonly Json[]) : [];
    const values = collection === undefined ? undefined : this.valuesOf(this.written(collection, bound));
    if (typeof identifier !== 'string' || !isObject(body) || values === undefined) {
      // What it stands for stays open; the loops around it are known.
      made[filledIn(key, bound)] = this.written(loop, bound);
      return;
    }
    for (const value of values) {
      this.copies += 1;
      if (this.copies > MOST_COPIES) throw this.tooMuch();
      const inner = this.written(body, [{ identifier, value }, ...bound]);
      for (const [name, one] of Object.entries(inner as JsonObject)) made[name] = one;
    }
  }

  private valuesOf(collection: Json): readonly string[] | undefined {
    const resolved = this.resolve(collection);
    if (!Array.isArray(resolved) || !resolved.every(isScalar)) return undefined;
    const values = resolved.map(String);
    return values.some(isSymbolic) ? undefined : values;
  }

  private tooMuch(): TemplateError {
    return new TemplateError(
      this.stackName,
      'Fn::ForEach creates far more resources than a template may have',
      'at most 500 resources',
      'look for loops within loops',
    );
  }
}

/** `${Id}` is the value, `&{Id}` its letters and digits. */
function filledIn(text: string, bound: readonly Bound[]): string {
  if (bound.length === 0 || !/[$&]\{/.test(text)) return text;
  return text.replace(/([$&])\{\s*([^${}]+?)\s*\}/g, (whole, mark: string, name: string) => {
    const value = bound.find(({ identifier }) => identifier === name)?.value;
    if (value === undefined) return whole;
    return mark === '$' ? value : value.replace(/[^A-Za-z0-9]/g, '');
  });
}

function hasLoop(section: Json): boolean {
  for (const [key] of entriesBelow(section)) if (key !== undefined && isLoop(key)) return true;
  return false;
}
