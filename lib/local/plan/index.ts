// What becomes of each resource and output of a stage, decided once CDK asks for the first of them: after every aspect.
import { type CfnElement, CfnResource, type IResolveContext, Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Change, Definition } from '../definition';
import { type LocalForm, localDefinition } from '../local-definition';
import { type Entry, elementsOf, entriesOf } from './entries';
import { leftOutOf, type Reason } from './left-out';

/** What an element puts into a template: by section, by logical id. */
export type Rendering = { readonly [section: string]: { readonly [id: string]: unknown } };

export type { Reason };

export interface Outcome {
  readonly element: CfnElement;
  readonly type: string;
  /** Why it is left out. */
  readonly leftOut?: Reason;
  /** Whether a local AWS refuses its type, although it stays. */
  readonly isNotHeld: boolean;
  readonly changes: readonly Change[];
}

export class LocalPlan {
  /** In the order of the tree; of what stays as it is too. */
  public readonly outcomes: readonly Outcome[];

  private readonly leftOut = new Set<CfnElement>();
  private readonly rewritten = new Set<CfnElement>();
  private readonly leftOutIds = new Map<string, Set<string>>();

  /** @param rendered in their AWS form, elements that may be changed; others are only looked at */
  public constructor(
    stage: IConstruct,
    rendered: ReadonlyMap<CfnElement, () => Rendering>,
    private readonly form: Omit<LocalForm, 'leftOut'>,
  ) {
    const entries = elementsOf(stage).flatMap((element) => entriesOf(element, (rendered.get(element) ?? renderedBy(element))()));
    const { reasons, notHeld } = leftOutOf(entries, (element) => rendered.has(element));
    for (const { element, id } of reasons.keys()) {
      this.leftOut.add(element);
      this.idsIn(element).add(id);
      // What depends on it does not name it then.
      if (element instanceof CfnResource) Object.defineProperty(element, 'shouldSynthesize', { value: () => false });
    }
    this.outcomes = entries
      .filter(({ element }) => rendered.has(element))
      .map((entry) => ({
        element: entry.element,
        type: entry.definition.Type ?? '',
        ...(reasons.has(entry) && { leftOut: reasons.get(entry) }),
        isNotHeld: notHeld.includes(entry),
        changes: reasons.has(entry) || entry.isOutput ? [] : this.changesOf(entry),
      }));
  }

  /** What it puts into the local form's template. */
  public render(element: CfnElement, rendered: () => Rendering): Rendering {
    if (this.leftOut.has(element)) return {};
    const rendering = rendered();
    if (!this.rewritten.has(element)) return rendering;
    const resources = Object.entries(rendering.Resources ?? {}).map(([id, definition]) => [id, this.late(element, definition)]);
    return { ...rendering, Resources: Object.fromEntries(resources) };
  }

  /** What it resolves to in the end is rewritten, so that references to other stacks are exported and imported as ever. */
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
    return localDefinition(definition, { ...this.form, leftOut: this.idsIn(element) });
  }

  private idsIn(element: CfnElement): Set<string> {
    const stack = Stack.of(element).node.addr;
    const ids = this.leftOutIds.get(stack) ?? new Set();
    this.leftOutIds.set(stack, ids);
    return ids;
  }
}

/** CDK's own hook of every element; it has no public one that sees overrides too. */
export function renderedBy(element: CfnElement): () => Rendering {
  const { _toCloudFormation } = element as unknown as { _toCloudFormation(): Rendering };
  return _toCloudFormation.bind(element);
}

export function renderBy(element: CfnElement, render: () => Rendering): void {
  Object.defineProperty(element, '_toCloudFormation', { value: render });
}
