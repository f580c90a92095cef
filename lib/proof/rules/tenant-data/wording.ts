// Words that the findings about tenant data share.

import type { Identity } from '../../access';

/** Ends a sentence that is true only if facts outside the templates are so. */
export const DOUBT = 'this depends on facts that are not in the templates';

/** The name of an identity as the subject of a sentence. A name such as "role R, which no template makes" needs a closing comma. */
export function subject({ name }: Pick<Identity, 'name'>): string {
  return name.includes(', ') ? `${name},` : name;
}
