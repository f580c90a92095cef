// A change, for people: a summary of losses and gains, then lost data, gained access, and resources with a new name.
import type { GainedAccess, GainedReach } from '../../../lib/proof/gained';
import type { Lost } from '../../../lib/proof/lost';
import { headsOfRename, type Renamed } from '../../../lib/proof/renamed';
import { allPrintable, counted, type Output, type Palette, palette, printable, wrapped } from '../output';
import { changesIn } from './gained-groups';
import { gainedLines } from './gained-text';
import { lostCount, lostLines } from './lost-text';

export interface Difference {
  readonly lost: readonly Lost[];
  readonly access: readonly GainedAccess[];
  readonly reach: readonly GainedReach[];
  /** Resources whose access was compared with that of a resource of another id. */
  readonly renamed: readonly Renamed[];
  readonly notes: readonly string[];
}

export function differenceAsText(difference: Difference, { color, width }: Output): string {
  const paint = palette(color);
  const sections = [
    ...lostLines(difference.lost, paint, width),
    ...gainedLines(difference, paint, width),
    ...renamedLines(difference.renamed, paint, width),
    ...allPrintable(difference.notes).map((note) => `${paint.yellow('note')} ${wrapped(note, 5, width)}`),
  ];
  if (sections.at(-1) === '') sections.pop();
  return `${[summary(difference, paint), ...(sections.length > 0 ? [''] : []), ...sections].join('\n')}\n`;
}

function summary({ lost, access, reach }: Difference, { red, yellow, green }: Palette): string {
  const gained = changesIn(access).length;
  const isError = lost.some(({ severity }) => severity === 'error');
  return [
    lost.length === 0 ? green('nothing lost') : (isError ? red : yellow)(`lost: ${lostCount(lost)}`),
    gained + reach.length === 0
      ? green('nothing gained')
      : red(`gained: ${counted(gained, 'access', 'accesses')}, ${counted(reach.length, 'connection')}`),
  ].join('\n');
}

function renamedLines(renamed: readonly Renamed[], { strong, faint }: Palette, width: number): string[] {
  if (renamed.length === 0) return [];
  const heads = new Map<string, number>();
  for (const one of renamed) {
    const name = headsOfRename(one).map(printable).join(' → ');
    heads.set(name, (heads.get(name) ?? 0) + 1);
  }
  const rows = [...heads].sort(([, one], [, other]) => other - one);
  const text = `${counted(renamed.length, 'resource')} changed ${renamed.length === 1 ? 'its' : 'their'} logical id. Access that the old one had is not shown.`;
  return [
    strong('Same under another name'),
    `  = ${wrapped(text, 4, width)}`,
    ...rows.slice(0, 8).map(([name, count]) => `      ${faint(String(count).padStart(3))}  ${wrapped(name, 11, width)}`),
    ...(rows.length > 8 ? [`      ${faint(`and ${rows.length - 8} more`)}`] : []),
    '',
  ];
}
