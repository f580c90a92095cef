// What the rules about policy texts share.

import type { PolicyDocument, StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import type { Sighting } from '../rule';

/** Every statement of the selected policies, with its document. */
export function* statements(
  evidence: Evidence,
  isSelected: (document: PolicyDocument) => boolean = () => true,
): Generator<{ readonly document: PolicyDocument; readonly statement: StatementText }> {
  for (const document of evidence.documents) {
    if (!isSelected(document) || document.malformed !== undefined) continue;
    for (const statement of document.statements) yield { document, statement };
  }
}

/** A sighting in a statement. `message` says what the statement does: the statement's name comes before it. */
export function seenIn(
  { holder, location }: PolicyDocument,
  statement: StatementText,
  message: string,
  more: Partial<Sighting> = {},
): Sighting {
  const name = /^statement \d+$/.test(statement.name) ? statement.name : `statement ${statement.name}`;
  return {
    resource: holder,
    location: `Properties.${location}`,
    ...more,
    message: `${name} ${message}`,
  };
}

/** The first names of a list, for people. */
export function few(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
