// How alike two resources of one type are. Their names, and the names of resources that they refer to, do not count.

import { getOrAdd } from '../collections';
import { pieces, type Resource } from '../template';

export class Likeness {
  private readonly texts = new Map<Resource, ReadonlyMap<string, string>>();
  private readonly typesById: ReadonlyMap<string, string>;

  /** @param changing resources whose names do not count, because each may be another one under a new name */
  public constructor(changing: readonly Resource[]) {
    this.typesById = new Map(changing.map(({ id, type }) => [id, type]));
  }

  /**
   * The share of their properties that are equal, 0 to 1000; 1000 for two without properties. Whole numbers: sums that are equal
   * must come out equal.
   */
  public of(one: Resource, other: Resource): number {
    const [first, second] = [this.textsOf(one), this.textsOf(other)];
    const names = new Set([...first.keys(), ...second.keys()]);
    if (names.size === 0) return 1000;
    const equal = [...names].filter((name) => first.get(name) === second.get(name)).length;
    return Math.floor((1000 * equal) / names.size);
  }

  private textsOf(resource: Resource): ReadonlyMap<string, string> {
    return getOrAdd(
      this.texts,
      resource,
      () => new Map(Object.entries(resource.properties).map(([name, value]) => [name, this.withoutNames(JSON.stringify(value))])),
    );
  }

  /** `stack/LogicalId` and `stack/LogicalId.Attribute` are symbols; the type stands for the resource. */
  private withoutNames(text: string): string {
    return pieces(text)
      .map((piece) => {
        if (!piece.isSymbol) return piece.text;
        const inner = piece.text.slice(1, -1);
        const dot = inner.indexOf('.', inner.indexOf('/'));
        const [id, attribute] = dot < 0 ? [inner, ''] : [inner.slice(0, dot), inner.slice(dot)];
        const type = this.typesById.get(inner) ?? this.typesById.get(id);
        return type === undefined ? piece.text : `<${type}${this.typesById.has(inner) ? '' : attribute}>`;
      })
      .join('');
  }
}
