// The partition that templates are written for. An ARN of another partition than the stack's names nothing there: a template that
// writes `arn:aws:` can only work in the partition `aws`.

import { entriesBelow, type NamedTemplate } from './template';

const PARTITION_OF_ARN = /\barn:(aws[a-z-]*):/g;

/** Texts of these say nothing of the place of the deployment. */
const PROSE = new Set(['Description', 'Metadata']);

/**
 * The one partition that ARNs of these templates name, among those that do not say their Region: such stacks go to one place
 * together. Undefined if they name none, or more than one.
 */
export function writtenPartition(templates: readonly NamedTemplate[]): string | undefined {
  const found = new Set<string>();
  for (const { template, region } of templates) {
    if (region !== undefined) continue;
    for (const texts of entriesBelow(template, (key) => PROSE.has(key))) {
      for (const text of texts) {
        if (typeof text !== 'string') continue;
        for (const [, name = ''] of text.matchAll(PARTITION_OF_ARN)) found.add(name);
      }
    }
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}
