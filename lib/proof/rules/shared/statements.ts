// What rules about policy texts share.

import type { PolicyDocument, StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Sighting } from '../rule';

/** Every statement of every policy that is asked for, with its document. */
export function* statements(
  evidence: Evidence,
  isAsked: (document: PolicyDocument) => boolean = () => true,
): Generator<{ readonly document: PolicyDocument; readonly statement: StatementText }> {
  for (const document of evidence.documents) {
    if (!isAsked(document) || document.malformed !== undefined) continue;
    for (const statement of document.statements) yield { document, statement };
  }
}

/** A sighting in a statement. */
export function seenIn(
  { holder, location }: PolicyDocument,
  statement: StatementText,
  message: string,
  more: Partial<Sighting> = {},
): Sighting {
  return {
    resource: holder,
    location: `Properties.${location}`,
    message: `${statement.name}: ${message}`,
    because: `${/^statement \d+$/.test(statement.name) ? '' : 'statement '}${statement.name} of ${location}`,
    ...more,
  };
}

/** For people: the first of many. */
export function few(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
