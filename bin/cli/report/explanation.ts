// Explains rules to a reader who does not know them.
import { AREAS, type Rule } from '../../../lib/proof/rules';
import { type Output, palette, wrapped } from '../output';
import { markOf } from './mark';

export function explanation({ id, severity, why, fix, source }: Rule, { color, width }: Output): string {
  const { strong, faint } = palette(color);
  const line = (title: string, text: string) => `  ${faint(title.padEnd(9))} ${wrapped(text, 12, width)}\n`;
  return `${strong(id)}\n${line('severity', severity)}${line('why', why)}${line('fix', fix)}${line('source', source)}`;
}

/** All rules by area, each with what goes wrong if it is broken. */
export function listOfRules({ color, width }: Output): string {
  const { strong, faint } = palette(color);
  const rule = ({ id, severity, why }: Rule) => `  ${markOf(severity, color)} ${strong(id)}\n      ${wrapped(why, 6, width)}\n`;
  const areas = AREAS.map(({ title, rules }) => `${strong(title)}\n${rules.map(rule).join('')}\n`);
  return `${areas.join('')}${faint('✗ error, ! warning; a rule with its fix and its source: npx cdk-bulkhead verify --explain RULE')}\n`;
}
