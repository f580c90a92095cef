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
  /** What others may call it: a logical id counts in the same stack alone. */
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

/** What the definition refers to. A dependency is no reference: it goes with what it is on. */
export function referencesOf({ DependsOn: _dependencies, ...definition }: Definition): ReadonlySet<string> {
  return namesIn(definition);
}

/** Finds entries by the names that one of them uses. */
export class Names {
  private readonly byName = new Map<string, Entry>();

  public add(entry: Entry): void {
    for (const name of entry.names) this.byName.set(keyOf(name, entry.element), entry);
  }

  /** Those of `names` that an element of this stack means. */
  public meant(names: Iterable<string>, by: CfnElement): Entry[] {
    return [...names].flatMap((name) => this.byName.get(keyOf(name, by)) ?? []);
  }
}

function keyOf(name: string, element: CfnElement): string {
  const isLogicalId = !/[/:]/.test(name);
  return isLogicalId ? `${Stack.of(element).node.addr} ${name}` : name;
}
