// One rule, for a reader who has just met it.
import type { Check } from '../../../lib/proof/checks';
import { type Output, palette, wrapped } from '../output';

export function explanation({ id, severity, why, fix, source }: Check, { color, width }: Output): string {
  const { strong, faint } = palette(color);
  const line = (title: string, text: string) => `  ${faint(title.padEnd(9))} ${wrapped(text, 12, width)}\n`;
  return `${strong(id)}\n${line('severity', severity)}${line('why', why)}${line('fix', fix)}${line('source', source)}`;
}
