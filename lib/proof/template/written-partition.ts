// The partition that templates are written for. An ARN of another partition than the stack's names nothing there: a template that
// writes `arn:aws:` can only work in the partition `aws`.

import { isObject, type Json, type NamedTemplate } from './template';

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
    if (region === undefined)
      for (const text of texts(template)) for (const [, name = ''] of text.matchAll(PARTITION_OF_ARN)) found.add(name);
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** Not recursive: a template may be nested deeper than the call stack. Nodes that stand in several places are looked at once. */
function* texts(template: Json): Generator<string> {
  const seen = new Set<object>();
  const open: Json[] = [template];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') yield value;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) for (const one of value) open.push(one);
    else if (isObject(value)) for (const [name, one] of Object.entries(value)) if (!PROSE.has(name)) open.push(name, one);
  }
}
