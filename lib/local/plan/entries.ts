// The resources and outputs of a stage's templates, as they are before anything is left out.
import { CfnElement, Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Definition, isObject } from '../definition';
import { foreignName, resolvedHere } from '../references/foreign';
import { exportedName, namesIn } from '../references/names';

export interface Entry {
  readonly element: CfnElement;
  readonly definition: Definition;
  readonly isOutput: boolean;
  /** Logical id. */
  readonly id: string;
  /** The names by which others refer to it. A logical id is valid only in the same stack. */
  readonly names: readonly string[];
}

/** Elements of one stage; a stage inside it has templates of its own. */
export function elementsOf(stage: IConstruct): CfnElement[] {
  return stage.node.children.flatMap((child) => {
    if (Stage.isStage(child)) return [];
    return [...(CfnElement.isCfnElement(child) ? [child] : []), ...elementsOf(child)];
  });
}

/** @param rendered what the element puts into the template, with tokens in it */
export function entriesOf(element: CfnElement, rendered: unknown): Entry[] {
  const { Resources: resources, Outputs: outputs } = resolvedHere(rendered, element) as { readonly [section: string]: unknown };
  const entries = (section: unknown, isOutput: boolean) =>
    Object.entries(isObject(section) ? section : {}).map(([id, definition]): Entry => {
      const ownNames = [id, foreignName(element), ...(isOutput ? exportsOf(definition as Definition) : [])];
      return { element, id, isOutput, definition: definition as Definition, names: ownNames };
    });
  return [...entries(resources, false), ...entries(outputs, true)];
}

function exportsOf({ Export: exported }: Definition): string[] {
  return isObject(exported) && typeof exported.Name === 'string' ? [exportedName(exported.Name)] : [];
}

/** What the definition refers to. A dependency is not a reference: it is left out together with its target. */
export function referencesOf({ DependsOn: _dependencies, ...definition }: Definition): ReadonlySet<string> {
  return namesIn(definition);
}

/** Finds entries by the names by which others refer to them. */
export class Names {
  private readonly byName = new Map<string, Entry>();

  public add(entry: Entry): void {
    for (const name of entry.names) this.byName.set(keyOf(name, entry.element), entry);
  }

  /** The entries that an element of this stack means by `names`. */
  public meant(names: Iterable<string>, by: CfnElement): Entry[] {
    return [...names].flatMap((name) => this.byName.get(keyOf(name, by)) ?? []);
  }
}

function keyOf(name: string, element: CfnElement): string {
  const isLogicalId = !/[/:]/.test(name);
  return isLogicalId ? `${Stack.of(element).node.addr} ${name}` : name;
}
