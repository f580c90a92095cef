// The tags of a session that policies compare: one of them holds the tenant.

import { getOrAdd } from '../collections';
import type { Evidence } from '../evidence';
import { isSymbolic } from '../template';

export interface ComparedTag {
  /** As the first policy writes it. IAM ignores the case of keys. */
  readonly name: string;
  /** How many policies compare it. */
  readonly policies: number;
}

const TAG = /aws:PrincipalTag\/([^}',\s]+)/gi;

/** The tag that most policies compare comes first. */
export function comparedTags({ documents }: Evidence): ComparedTag[] {
  const found = new Map<string, ComparedTag>();
  for (const { statements } of documents) {
    const names = new Map<string, string>();
    for (const { resources, notResources, conditions } of statements) {
      const texts = [...resources, ...notResources, ...conditions.flatMap(({ key, values }) => [key, ...values])];
      for (const text of texts) for (const name of tagsIn(text)) getOrAdd(names, name.toLowerCase(), () => name);
    }
    for (const [key, name] of names) {
      const known = found.get(key);
      found.set(key, { name: known?.name ?? name, policies: (known?.policies ?? 0) + 1 });
    }
  }
  return [...found.values()].sort((one, other) => other.policies - one.policies);
}

/** Without a tag whose name only the deployment knows: nobody can type it. */
function tagsIn(text: string): string[] {
  if (!/principaltag/i.test(text)) return [];
  return [...text.matchAll(TAG)].flatMap(([, name = '']) => (isSymbolic(name) ? [] : [name]));
}
