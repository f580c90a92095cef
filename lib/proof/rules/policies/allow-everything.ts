import { awsPolicyName, type Identity, MANAGED_POLICIES, type StatementText, statementTexts } from '../../access';
import type { Evidence } from '../../evidence';
import type { Policy } from '../../iam';
import { type Resource, shown } from '../../template';
import type { Rule, Sighting } from '../rule';
import { attachedPolicies } from '../shared/attached-policies';
import { few, seenIn, statements } from '../shared/statements';

export const allowEverything: Rule = {
  id: 'allow-everything',
  severity: 'error',
  why: 'The holder of this policy can read every tenant’s data, or can take over the roles of the account.',
  fix: 'List only the actions and the ARNs that the holder needs.',
  source: 'IAM User Guide: Security best practices in IAM: Apply least-privilege permissions',
  *find(evidence) {
    const holders = holdersOf(evidence);
    const namedOnce = statementsNamedOnce(evidence);
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'identity')) {
      if (!mayBeEverything(statement)) continue;
      const index = document.statements.indexOf(statement);
      // A policy that is a permissions boundary alone has no holder (IAM User Guide: Permissions boundaries for IAM entities).
      const can = powers(evidence, holders.get(document.policy.document), document.policy, [statement], index);
      if (can === undefined) continue;
      const cause = `${document.policy.source} ${statement.name}`;
      // Two policies of one role may have statements of one name: then nobody knows which of them a decision means.
      const more = namedOnce.has(cause) ? { cause } : {};
      yield seenIn(document, statement, `${told(statement)}: its holder can ${can}`, more);
    }
    yield* ofAws(evidence, holders);
  },
};

function statementsNamedOnce({ documents }: Evidence): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { policy, statements: all } of documents) {
    for (const { name } of all) counts.set(`${policy.source} ${name}`, (counts.get(`${policy.source} ${name}`) ?? 0) + 1);
  }
  return new Set([...counts].flatMap(([name, count]) => (count === 1 ? [name] : [])));
}

type Holders = ReadonlyMap<Policy['document'], readonly Identity[]>;

function holdersOf({ access }: Evidence): Holders {
  const found = new Map<Policy['document'], Identity[]>();
  for (const identity of access.identities) {
    for (const { document } of identity.identityPolicies) {
      const known = found.get(document);
      if (known === undefined) found.set(document, [identity]);
      else known.push(identity);
    }
  }
  return found;
}

/** By its text, before anything is asked of the evaluator. */
function mayBeEverything(statement: StatementText): boolean {
  return statement.isAllow && (isBroad(statement) || statement.actions.some((action) => /^iam:/i.test(action)));
}

/** Whether a statement is about services that it does not name. */
function isBroad({ actions, notActions }: StatementText): boolean {
  return notActions.length > 0 || actions.some((action) => /^[^:]*[*?]/.test(action));
}

/** What some holder can do by a policy, or by one statement of it; undefined if that is far from everything. */
function powers(
  { wholeAccount }: Evidence,
  holders: readonly Identity[] = [],
  policy: Policy,
  texts: readonly StatementText[],
  statement?: number,
): string | undefined {
  for (const holder of holders) {
    const narrowed = wholeAccount.with(holder, policy, statement);
    const reads = texts.some(isBroad) ? wholeAccount.reads(narrowed) : undefined;
    const can = [...(reads?.isMost ? [reads.told] : []), ...wholeAccount.takesOver(narrowed)];
    if (can.length > 0) return can.join(' and ');
  }
  return undefined;
}

/** AWS's own policies stand in no template: the finding is at what they are attached to. */
function* ofAws(evidence: Evidence, holders: Holders): Generator<Sighting> {
  for (const { resource, property, arn } of attachedPolicies(evidence.templates)) {
    const name = awsPolicyName(arn);
    const document = MANAGED_POLICIES.document(arn);
    if (name === undefined || document === undefined) continue;
    const those = holdersAt(resource, holders.get(document));
    const can = powers(evidence, those, { source: arn, document }, statementTexts(document));
    if (can === undefined) continue;
    yield {
      resource,
      location: `Properties.${property}`,
      message: `has AWS’s policy ${name}: its holder can ${can}`,
      because: shown(arn),
      // Its own statements begin with the ARN. Every other attachment is a finding of its own.
      cause: arn,
    };
  }
}

/** A group's policies are held by its members. */
function holdersAt(resource: Resource, holders: readonly Identity[] = []): readonly Identity[] {
  const itself = holders.filter((one) => (one.resource ?? one.holder) === resource);
  return itself.length > 0 ? itself : holders.filter((one) => one.resource?.type === 'AWS::IAM::User');
}

/** A statement in words. */
function told({ actions, notActions, resources, notResources }: StatementText): string {
  const quoted = (all: readonly string[]) => few(all.map((one) => `"${one}"`));
  const what = notActions.length > 0 ? `everything except ${quoted(notActions)}` : quoted(actions);
  const isEvery = resources.includes('*');
  const where =
    notResources.length > 0 ? `everything except ${quoted(notResources)}` : isEvery ? 'every resource' : quoted(resources);
  return `allows ${what} on ${where}`;
}
