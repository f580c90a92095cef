// What the reader of a part does not know.

import type { Json } from '../template';
import type { Expansion } from './expansion';
import { plainEntries } from './values';

/** Lists the keys of a value that are not among those read. */
export function missOthersOf(expansion: Expansion, of: string, value: Json | undefined, read: readonly string[]): void {
  for (const [name] of plainEntries(value) ?? []) {
    if (!read.includes(name)) expansion.miss(`${name} of ${of}`);
  }
}
