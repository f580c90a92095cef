// A cache of resolved values by their node in the template. Without it, functions nested in both branches of each other, or stacks that pass
// a value on twice, would be resolved twice at every level: 2^200 times.

import { getOrAdd, memoized } from '../collections';
import type { Budget } from './budget';
import { type Json, TemplateError } from './template';

export class Memory {
  private readonly stacks = new Map<string, WeakMap<object, { readonly value: Json | undefined }>>();
  /** Characters of a value as text. Values share parts, so one may be far larger than the memory it takes. */
  private readonly sizeOf = memoized((value: object): number => {
    let size = 1;
    for (const [key, one] of Object.entries(value)) size += this.size(one as Json) + (Array.isArray(value) ? 0 : key.length);
    return size;
  });

  public constructor(private readonly budget: Budget) {}

  /** The value that `make` returns for this node. It runs once. */
  public of(stackName: string, node: object, make: () => Json | undefined): Json | undefined {
    const nodes = getOrAdd(this.stacks, stackName, () => new WeakMap());
    const known = nodes.get(node);
    if (known !== undefined) return known.value;
    this.budget.enter(stackName);
    try {
      const value = make();
      this.budget.limit(stackName, this.size(value));
      nodes.set(node, { value });
      return value;
    } catch (error) {
      // The caller may already be deep in the call stack.
      if (error instanceof RangeError)
        throw new TemplateError(
          stackName,
          `a value cannot be resolved (${error.message})`,
          'a template that CloudFormation accepts',
          'look for values that are nested too deep',
        );
      throw error;
    } finally {
      this.budget.leave();
    }
  }

  /** Counts text before it is written. */
  public charge(stackName: string, value: Json | undefined): void {
    this.budget.charge(stackName, this.size(value));
  }

  public equal(stackName: string, first: Json | undefined, second: Json | undefined): boolean {
    if (this.size(first) !== this.size(second)) return false;
    this.charge(stackName, first);
    return JSON.stringify(first) === JSON.stringify(second);
  }

  private size(value: Json | undefined): number {
    if (typeof value === 'string') return value.length + 1;
    if (typeof value !== 'object' || value === null) return 1;
    return this.sizeOf(value);
  }
}
