// The keys of a request, whatever their case: all in lower case, as policies are read.

import type { RequestContext } from './types';

type Value = RequestContext[string];

export class Keys {
  private constructor(
    private readonly own: ReadonlyMap<string, Value>,
    private readonly rest?: Keys,
  ) {}

  public static of(context: RequestContext | Keys): Keys {
    if (context instanceof Keys) return context;
    const own = new Map<string, Value>();
    for (const name in context) {
      const lower = name.toLowerCase();
      const value = context[name];
      // Of two that differ in case alone, the first.
      if (value !== undefined && Object.hasOwn(context, name) && !own.has(lower)) own.set(lower, value);
    }
    return new Keys(own);
  }

  /** These, and of others what is not among them. */
  public over(others: Keys): Keys {
    return new Keys(this.own, this.rest === undefined ? others : this.rest.over(others));
  }

  /** By its name in lower case. */
  public get(key: string): Value | undefined {
    return this.own.get(key) ?? this.rest?.get(key);
  }

  public has(key: string): boolean {
    return this.get(key) !== undefined;
  }
}
