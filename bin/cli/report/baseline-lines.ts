// What standard error says about the file of a baseline, whatever the format of the findings is.
import type { Baseline } from '../baseline';
import { counted, printable } from '../output';

/** The file has all of them, and version control shows what changed in it. */
const MOST = 20;

/** Entries that no longer have a finding: no lines, or a heading and a line for each. */
export function staleEntries(file: string, stale: Baseline): string[] {
  if (stale.length === 0) return [];
  const occur = `${counted(stale.length, 'entry', 'entries')} of ${file} no longer ${stale.length === 1 ? 'occurs' : 'occur'}`;
  return [`${printable(occur)}: run this command again with --update-baseline`, ...listed('-', stale)];
}

export function changedEntries(
  file: string,
  { after, added, removed }: { readonly [name in 'after' | 'added' | 'removed']: Baseline },
): string[] {
  const now = counted(after.length, 'known place');
  if (added.length === 0 && removed.length === 0) return [printable(`${file} is up to date: ${now}`)];
  const says = `${file} was updated: ${added.length} added, ${removed.length} removed, now ${now}`;
  return [printable(says), ...listed('+', added), ...listed('-', removed)];
}

function listed(mark: string, entries: Baseline): string[] {
  const lines = entries.slice(0, MOST).map(({ severity, id, place }) => printable(`  ${mark} ${severity} ${id} at ${place}`));
  const more = entries.length - lines.length;
  return more > 0 ? [...lines, `  ${mark} and ${more} more`] : lines;
}
