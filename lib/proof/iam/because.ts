// The sentences about the statement that decides, and the way back from a sentence to its statement.

const ALLOWS = ' allows it';
const DEPENDS = ' depends on facts that only the deployment or the request knows';

export function allowedBy(statement: string): string {
  return `${statement}${ALLOWS}`;
}

export function undecidedBy(statement: string): string {
  return `${statement}${DEPENDS}`;
}

/** Whether a sentence says already that something is not known. */
export function isUndecided(because: string): boolean {
  return because.endsWith(DEPENDS);
}

/** The statement that such a sentence names, as in `Decision.statement`; undefined for any other sentence. */
export function statementIn(because: string): string | undefined {
  const end = [ALLOWS, DEPENDS].find((one) => because.endsWith(one));
  return end === undefined ? undefined : because.slice(0, -end.length);
}
