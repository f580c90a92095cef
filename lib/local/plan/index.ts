// Decides what happens to each resource and output of a stage, when CDK renders the first of them: after every aspect.
import { type CfnElement, CfnResource, type IResolveContext, Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Change, Definition } from '../definition';
import { type LocalForm, localDefinition } from '../local-definition';
import { writtenAttributes } from '../references/attributes';
import { type Entry, elementsOf, entriesOf } from './entries';
import { leftOutOf, type Reason } from './left-out';

/** What an element writes into a template, by section and logical id. */
export type Rendering = { readonly [section: string]: { readonly [id: string]: unknown } };

export type { Reason };

export interface Outcome {
  readonly element: CfnElement;
  readonly type: string;
  /** Why it is left out. */
  readonly leftOut?: Reason;
  /** Whether it is kept although a local AWS does not support its type. */
  readonly isNotHeld: boolean;
  readonly changes: readonly Change[];
}

export class LocalPlan {
  /** In the order of the tree, including elements without a change. */
  public readonly outcomes: readonly Outcome[];

  private readonly leftOut = new Set<CfnElement>();
  private readonly rewritten = new Set<CfnElement>();
  private readonly ofStacks = new Map<Stack, { readonly leftOut: Set<string>; readonly written: Map<string, unknown> }>();

  /** @param rendered the elements that may be changed, in their AWS form; others are only read */
  public constructor(
    stage: IConstruct,
    rendered: ReadonlyMap<CfnElement, () => Rendering>,
    private readonly form: Pick<LocalForm, 'endpoint' | 'account'>,
  ) {
    const entries = elementsOf(stage).flatMap((element) => entriesOf(element, (rendered.get(element) ?? renderedBy(element))()));
    const { reasons, notHeld } = leftOutOf(entries, (element) => rendered.has(element));
    for (const { element, id } of reasons.keys()) {
      this.leftOut.add(element);
      this.ofStack(element).leftOut.add(id);
      // Then CDK leaves it out of every DependsOn.
      if (element instanceof CfnResource) Object.defineProperty(element, 'shouldSynthesize', { value: () => false });
    }
    for (const { element, id, definition } of entries) {
      for (const [name, value] of writtenAttributes(id, definition)) this.ofStack(element).written.set(name, value);
    }
    this.outcomes = entries
      .filter(({ element }) => rendered.has(element))
      .map((entry) => ({
        element: entry.element,
        type: entry.definition.Type ?? '',
        ...(reasons.has(entry) && { leftOut: reasons.get(entry) }),
        isNotHeld: notHeld.includes(entry),
        changes: reasons.has(entry) ? [] : this.changesOf(entry),
      }));
  }

  /** What the element writes into the local form's template. */
  public render(element: CfnElement, rendered: () => Rendering): Rendering {
    if (this.leftOut.has(element)) return {};
    const rendering = rendered();
    if (!this.rewritten.has(element)) return rendering;
    return mapValues(rendering, (section) => mapValues(section, (definition) => this.late(element, definition)));
  }

  /** Rewrites the resolved value late, so that CDK exports and imports references to other stacks as usual. */
  private late(element: CfnElement, definition: unknown): unknown {
    return Lazy.uncachedAny({
      produce: (context: IResolveContext) => this.local(element, context.resolve(definition)).definition,
    });
  }

  private changesOf({ element, definition }: Entry): readonly Change[] {
    const local = this.local(element, definition);
    if (local.definition !== definition) this.rewritten.add(element);
    return local.changes;
  }

  private local(element: CfnElement, definition: Definition) {
    return localDefinition(definition, { ...this.form, ...this.ofStack(element) });
  }

  private ofStack(element: CfnElement) {
    const stack = Stack.of(element);
    const found = this.ofStacks.get(stack) ?? { leftOut: new Set<string>(), written: new Map<string, unknown>() };
    this.ofStacks.set(stack, found);
    return found;
  }
}

function mapValues<T, U>(object: { readonly [name: string]: T }, map: (value: T) => U): { readonly [name: string]: U } {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

/** CDK's internal method of every element. CDK has no public one that sees overrides too. */
export function renderedBy(element: CfnElement): () => Rendering {
  const { _toCloudFormation } = element as unknown as { _toCloudFormation(): Rendering };
  return _toCloudFormation.bind(element);
}

export function renderBy(element: CfnElement, render: () => Rendering): void {
  Object.defineProperty(element, '_toCloudFormation', { value: render });
}
