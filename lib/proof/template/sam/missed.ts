// What the reader of a part does not know.

import type { Json } from '../template';
import type { Expansion } from './expansion';
import { isNothing, plainEntries } from './values';

/** Lists the keys of a value that are not among those read, or the value where its keys are not written out. */
export function missOthersOf(expansion: Expansion, of: string, value: Json | undefined, read: readonly string[]): void {
  const entries = isNothing(value) ? [] : plainEntries(value);
  if (entries === undefined) expansion.miss(of);
  for (const [name] of entries ?? []) {
    if (!read.includes(name)) expansion.miss(`${name} of ${of}`);
  }
}
