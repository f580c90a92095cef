import { conditionsOn, type StatementText } from '../access';
import type { Check } from './check';
import { few, seenIn, statements } from './statements';

/** Any of these says on whose behalf the service acts. */
const SOURCES = [
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'kms:EncryptionContext:aws:logs:arn',
  'kms:CallerAccount',
  's3:x-amz-source-account',
  'lambda:EventSourceToken',
];

export const servicePrincipalSource: Check = {
  id: 'service-principal-source',
  severity: 'error',
  why: 'The service acts for any customer who asks it to: another account can have it use this resource (the confused deputy).',
  fix: 'Add aws:SourceAccount, or aws:SourceArn with the ARN of what the service acts for.',
  source: 'IAM User Guide: The confused deputy problem: Cross-service confused deputy prevention',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'resource' || kind === 'key')) {
      const services = statement.principals.filter(({ kind }) => kind === 'Service').map(({ value }) => value);
      if (!statement.isAllow || services.length === 0 || saysForWhom(statement)) continue;
      yield seenIn(document, statement, `lets ${few(services)} in, on whose behalf ever`);
    }
  },
};

function saysForWhom(statement: StatementText): boolean {
  return SOURCES.some((key) =>
    conditionsOn(statement, key).some(
      ({ operator, ifExists, set, values }) =>
        !ifExists && set !== 'ForAllValues' && !operator.includes('Not') && operator !== 'Null' && !values.includes('*'),
    ),
  );
}
