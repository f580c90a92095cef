import { conditionsOn, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { matches, type Policy, pattern } from '../../iam';
import type { Rule } from '../rule';
import { few, seenIn } from '../shared/statements';

const KEY = 'dynamodb:LeadingKeys';

/** Actions that read, write or copy rows. The description of a table contains no data of a tenant. */
const WITHOUT_ROWS =
  /^(?:Scan|PartiQL\w+|GetRecords|GetShardIterator|ExportTableToPointInTime|CreateBackup|StartAwsBackupJob|Restore\w+|BatchGetItem|BatchWriteItem|GetItem|PutItem|UpdateItem|DeleteItem|Query|ConditionCheckItem)$/;

export const tableLeadingKeys: Rule = {
  id: 'table-leading-keys',
  severity: 'error',
  why: 'The condition dynamodb:LeadingKeys limits a session to its tenant’s rows. An action that names no row, such as Scan, reads the rows of all tenants.',
  fix: 'For a role with dynamodb:LeadingKeys, allow only GetItem, BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, BatchWriteItem and ConditionCheckItem, all under that condition.',
  source: 'Amazon DynamoDB Developer Guide: Using IAM policy conditions for fine-grained access control',
  *find(evidence) {
    for (const policies of policySets(evidence)) {
      const bound = policies.flatMap(({ statements }) => statements.filter((one) => one.isAllow && isBound(one)));
      const tables = new Set(bound.flatMap(({ resources }) => resources.map(tableOf)));
      if (tables.size === 0) continue;
      for (const document of policies) {
        for (const statement of document.statements) {
          if (!statement.isAllow || !statement.resources.some((one) => isOneOf(tables, tableOf(one)))) continue;
          const open = actionsPast(evidence, statement);
          if (open.length === 0) continue;
          yield seenIn(
            document,
            statement,
            `allows ${few(open)} on a table that leading keys protect, but leading keys do not limit these actions`,
          );
        }
      }
    }
  },
};

/** All identity policies of one role or user. A policy without a holder in the templates is a set of its own. */
function policySets({ documents, access }: Evidence): PolicyDocument[][] {
  const identityDocuments = documents.filter(({ kind, malformed }) => kind === 'identity' && malformed === undefined);
  const ofPolicy = new Map<Policy['document'], PolicyDocument>(identityDocuments.map((one) => [one.policy.document, one]));
  const seen = new Set<PolicyDocument>();
  const sets = access.identities.map(({ identityPolicies }) =>
    identityPolicies.flatMap(({ document }) => {
      const one = ofPolicy.get(document);
      if (one !== undefined) seen.add(one);
      return one ?? [];
    }),
  );
  return [...sets, ...identityDocuments.filter((one) => !seen.has(one)).map((one) => [one])];
}

function isBound(statement: StatementText): boolean {
  return conditionsOn(statement, KEY).some(({ operator }) => operator !== 'Null');
}

/** The ARN of the table. The rows of an index, a stream, an export or a backup are rows of its table. */
function tableOf(arn: string): string {
  return arn.replace(/\/(?:index|stream|export|backup)\/.*$/, '');
}

function isOneOf(tables: ReadonlySet<string>, written: string): boolean {
  return [...tables].some((table) => table === written || matches(pattern([written]), table) === true || written === '*');
}

/** Actions of the statement that read, write or copy rows and that the condition on leading keys does not limit. */
function actionsPast({ actions: catalogue }: Evidence, statement: StatementText): string[] {
  const conditions = conditionsOn(statement, KEY).filter(({ operator }) => operator !== 'Null');
  const demanded = conditionsOn(statement, KEY).some(({ operator, values }) => operator === 'Null' && values.includes('false'));
  const holdsWithout = conditions.every(
    ({ operator, ifExists, set }) => ifExists || set === 'ForAllValues' || operator.includes('Not'),
  );
  const escapes = (action: string) =>
    conditions.length === 0 || (!demanded && holdsWithout && catalogue.supportsConditionKey(action, KEY) === false);
  return statement.actions
    .flatMap((written) => catalogue.actionsMatching(written === '*' ? 'dynamodb:*' : written) ?? [])
    .filter((action) => action.startsWith('dynamodb:') && WITHOUT_ROWS.test(action.slice('dynamodb:'.length)) && escapes(action));
}
