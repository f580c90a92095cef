// `!Ref Function.Alias`, `!GetAtt Function.Alias.Arn` and `${Function.Alias}`: SAM lets templates refer to what it generates.

import { isObject, type Json, type JsonObject, own } from '../template';

/** Replaces `Owner.Part` by the logical id of that part, in all values. A part of the value that stays is the same object. */
export class ReferenceWriter {
  private readonly written = new Map<object, Json>();

  public constructor(private readonly ids: ReadonlyMap<string, string>) {}

  public write(value: Json): Json {
    if (typeof value !== 'object' || value === null || this.ids.size === 0) return value;
    // Aliases of YAML let a node stand in many places: it is written once.
    const known = this.written.get(value);
    if (known !== undefined) return known;
    const result = Array.isArray(value) ? this.list(value) : this.object(value as JsonObject);
    this.written.set(value, result);
    return result;
  }

  private list(value: readonly Json[]): Json {
    const items = value.map((one) => this.write(one));
    return items.some((one, index) => one !== value[index]) ? items : value;
  }

  private object(value: JsonObject): Json {
    const entries = Object.entries(value);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (name === 'Ref' && typeof argument === 'string') {
      const id = this.ids.get(argument);
      return id === undefined ? value : { Ref: id };
    }
    if (name === 'Fn::GetAtt' && argument !== undefined) return this.attribute(value, argument);
    const items = entries.map(([key, one]): [string, Json] => [
      key,
      this.write(key === 'Fn::Sub' && entries.length === 1 ? this.sub(one) : one),
    ]);
    return items.some(([key, one]) => one !== own(value, key)) ? Object.fromEntries(items) : value;
  }

  private attribute(value: JsonObject, argument: Json): Json {
    const parts = typeof argument === 'string' ? argument.split('.') : argument;
    if (!Array.isArray(parts) || !parts.every((one) => typeof one === 'string')) return value;
    const [owner, part, ...rest] = parts.join('.').split('.');
    const id = this.ids.get(`${owner}.${part}`);
    return id === undefined || rest.length === 0 ? value : { 'Fn::GetAtt': [id, rest.join('.')] };
  }

  private sub(argument: Json): Json {
    if (typeof argument === 'string') return this.text(argument, undefined);
    const [text, variables] = Array.isArray(argument) ? argument : [];
    return typeof text === 'string' ? [this.text(text, variables), variables ?? {}] : argument;
  }

  private text(text: string, variables: Json | undefined): string {
    return text.replace(/\$\{([^${}!.]+)\.([^${}.]+)((?:\.[^${}]+)?)\}/g, (all, owner: string, part: string, rest: string) => {
      const name = `${owner.trim()}.${part.trim()}`;
      const id = isObject(variables) && Object.hasOwn(variables, name) ? undefined : this.ids.get(name);
      return id === undefined ? all : `\${${id}${rest}}`;
    });
  }
}
