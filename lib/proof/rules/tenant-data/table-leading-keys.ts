import { ROW_ACTIONS_BY_KEY } from '../../../../contract';
import {
  concernsData,
  conditionsOn,
  consequenceOf,
  indexesOf,
  type PolicyDocument,
  pathOf,
  type StatementText,
} from '../../access';
import type { ActionCatalogue } from '../../actions';
import type { Evidence } from '../../evidence';
import { matches, type Policy, pattern } from '../../iam';
import { symbol } from '../../template';
import type { Rule, Sighting } from '../rule';
import { few, seenIn } from '../shared/statements';

const KEY = 'dynamodb:LeadingKeys';

const BY_KEY = ROW_ACTIONS_BY_KEY.map((action) => action.slice('dynamodb:'.length)).join(', ');

export const tableLeadingKeys: Rule = {
  id: 'table-leading-keys',
  severity: 'error',
  why: 'The condition dynamodb:LeadingKeys limits a session to its tenant’s rows. An action that does not name a row, such as Scan or SearchVectors, reaches the rows of all tenants. On an index, the condition compares the key of the index.',
  fix: `For a role with dynamodb:LeadingKeys, allow only ${BY_KEY}, all under that condition. Allow them on the table, and on an index only if its partition key is the tenant too.`,
  source:
    'Amazon DynamoDB Developer Guide: Using IAM policy conditions for fine-grained access control; Vector search: Security and access control',
  *find(evidence) {
    for (const policies of policySets(evidence)) {
      const bound = policies.flatMap(({ statements }) => statements.filter((one) => one.isAllow && isBound(one)));
      const tables = new Set(bound.flatMap(({ resources }) => resources.map(tableOf)));
      if (tables.size === 0) continue;
      for (const document of policies) {
        for (const statement of document.statements) {
          if (!statement.isAllow || !statement.resources.some((one) => isOneOf(tables, tableOf(one)))) continue;
          if (isBound(statement)) yield* onIndexes(evidence, document, statement);
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

/**
 * Indexes whose leading keys may not be the tenants. The rule tenant-data-access reports those of a table with tenant data: it knows which
 * sessions reach them.
 */
function* onIndexes(evidence: Evidence, document: PolicyDocument, statement: StatementText): Generator<Sighting> {
  const { actions: catalogue, templates } = evidence;
  const actions = actionsOn(catalogue, statement).filter(
    (name) => catalogue.action(name)?.resourceTypes.includes('index') && catalogue.supportsConditionKey(name, KEY) === true,
  );
  const onIndex = statement.resources.filter((one) => one === '*' || /[/*]index\/|\*$/.test(one));
  if (actions.length === 0 || onIndex.length === 0) return;
  const covers = (text: string, arn: string) => text === arn || matches(pattern([text]), arn) === true;
  const tables = templates.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  for (const table of tables) {
    if (evidence.hasTenantData(table)) continue;
    const indexes = indexesOf(templates, table);
    const names = indexes.isComplete ? indexes.names : [...indexes.names, symbol(`indexes of ${table.id}`)];
    const before = `${templates.attributeOf(table, 'Arn')}/index/`;
    const doubts = names
      .filter((name) => onIndex.some((text) => covers(text, `${before}${name}`)))
      .flatMap((name) => indexes.doubtAbout(name) ?? []);
    if (doubts.length === 0) continue;
    yield seenIn(
      document,
      statement,
      `allows ${few(actions)} on indexes of ${pathOf(table)} under ${KEY}, but ${few(doubts, 3)}`,
      { detail: pathOf(table) },
    );
  }
}

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
  return actionsOn(catalogue, statement).filter((name) => {
    const action = catalogue.action(name);
    return action !== undefined && concernsData(consequenceOf('dynamodb', action)) && escapes(name);
  });
}

/** The actions of the statement on tables. */
function actionsOn(catalogue: ActionCatalogue, { actions }: StatementText): string[] {
  return actions
    .flatMap((written) => catalogue.actionsMatching(written === '*' ? 'dynamodb:*' : written) ?? [])
    .filter((name) => name.startsWith('dynamodb:'));
}
