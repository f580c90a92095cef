// A change, for programs.
import type { Difference } from './diff-text';

export function differenceAsJson({ lost, access, reach, renamed, notes }: Difference): string {
  const names = renamed.map(({ from, to, by }) => ({ type: from.type, from: from.id, to: to.id, by }));
  return `${JSON.stringify({ version: 1, lost, access, reach, renamed: names, notes }, null, 2)}\n`;
}
