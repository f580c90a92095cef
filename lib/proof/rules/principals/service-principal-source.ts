import { conditionsOn, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { arnComponents } from '../../template';
import type { Rule, Sighting } from '../rule';
import { isDemanded, pinsSource } from '../shared/pins';
import { few, seenIn, statements } from '../shared/statements';

export const servicePrincipalSource: Rule = {
  id: 'service-principal-source',
  severity: 'error',
  why: 'The service acts for every AWS customer: another account can make the service use this resource (the confused deputy problem).',
  fix: 'Add a condition: aws:SourceAccount with your account, or aws:SourceArn with the full ARN (including the account) of the resource for which the service acts.',
  source: 'IAM User Guide: The confused deputy problem: Cross-service confused deputy prevention',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'resource' || kind === 'key')) {
      const services = statement.principals.filter(({ kind }) => kind === 'Service').map(({ value }) => value);
      if (!statement.isAllow || services.length === 0) continue;
      if (!statement.conditions.some(pinsSource)) {
        yield seenIn(document, statement, `lets ${few(services)} act for any account`);
      } else yield* onBehalfOfOthers(evidence, document, statement, services);
    }
  },
};

/** If a service acts for another account, that account gets what the statement allows. */
function* onBehalfOfOthers(
  evidence: Evidence,
  document: PolicyDocument,
  statement: StatementText,
  services: readonly string[],
): Generator<Sighting> {
  const data = document.protects.filter((resource) => evidence.hasTenantData(resource));
  if (data.length === 0) return;
  const ownAccounts = new Set(data.map((resource) => evidence.templates.accountOf(resource)));
  // All conditions must hold: one that names only the own accounts excludes all others. The values of one condition are alternatives.
  const others = accountsOf(statement).map((accounts) => accounts.filter((account) => !ownAccounts.has(account)));
  if (others.length === 0 || others.some((accounts) => accounts.length === 0)) return;
  yield seenIn(document, statement, `lets ${few(services)} act on tenant data for account ${few([...new Set(others.flat())])}`);
}

/** Account numbers that the conditions let a service act for, one list for each condition. */
function accountsOf(statement: StatementText): string[][] {
  const conditions = (key: string) => conditionsOn(statement, key).filter(isDemanded);
  const named = [
    ...conditions('aws:SourceAccount').map(({ values }) => values),
    ...conditions('aws:SourceArn').map(({ values }) => values.flatMap((arn) => arnComponents(arn)?.[4] ?? [])),
  ];
  return named.map((accounts) => accounts.filter((account) => /^\d{12}$/.test(account)));
}
