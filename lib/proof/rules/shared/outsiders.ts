// Whether a resource's own policy allows a caller outside the account. The evaluator decides, statement by statement.

import { ANYBODY, type PolicyDocument, STRANGER, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { evaluate, OPEN, type RequestContext } from '../../iam';
import { isSymbol, list, own, type Resource } from '../../template';
import type { Rule, Sighting } from '../rule';
import { pinsCaller } from './pins';
import { few, seenIn } from './statements';

interface Opening {
  readonly statement: StatementText;
  /** As they are written. */
  readonly actions: readonly string[];
  readonly who: string;
  readonly certain: boolean;
}

/** Sightings of every statement that allows a stranger, in the documents that `isAsked` selects. */
export function* openToOutsiders(
  rule: Pick<Rule, 'severity'>,
  evidence: Evidence,
  isSelected: (document: PolicyDocument) => boolean,
  actions: (statement: StatementText) => readonly string[] = ({ actions: written }) => written,
): Generator<Sighting> {
  for (const document of evidence.documents) {
    if (document.malformed !== undefined || !isSelected(document)) continue;
    for (const { statement, actions: open, who, certain } of openings(evidence, document, actions)) {
      const message = `lets ${who} call ${few(open)}${certain ? '' : ', under conditions that only the request decides'}`;
      yield seenIn(document, statement, message, certain ? {} : { severity: rule.severity });
    }
  }
}

function* openings(
  evidence: Evidence,
  document: PolicyDocument,
  actions: (statement: StatementText) => readonly string[],
): Generator<Opening> {
  const written = list(own(document.policy.document, 'Statement'));
  const denials = written.filter((one) => own(one, 'Effect') === 'Deny');
  for (const [index, statement] of document.statements.entries()) {
    if (!statement.isAllow || statement.conditions.some(pinsCaller)) continue;
    // A principal with an ARN or an account is not a stranger. A parameter may name anybody.
    const mayBeAnybody = statement.principals.some(({ kind, value }) => kind !== 'Service' && (value === '*' || isSymbol(value)));
    if (!mayBeAnybody && statement.notPrincipals.length === 0) continue;
    const alone = {
      Version: own(document.policy.document, 'Version') ?? '2008-10-17',
      Statement: [written[index] ?? null, ...denials],
    };
    const opening = firstOpening(evidence, document, statement, alone, actions(statement));
    if (opening !== undefined) yield opening;
  }
}

function firstOpening(
  evidence: Evidence,
  { holder, protects, kind }: PolicyDocument,
  statement: StatementText,
  document: { readonly [key: string]: unknown },
  actions: readonly string[],
): Opening | undefined {
  const about = protects[0] ?? holder;
  let doubtful: Opening | undefined;
  const account = evidence.templates.accountOf(about);
  const policy = { source: 'policy', document: document as never };
  const resourcePolicy = { ...policy, kind: kind === 'key' || kind === 'trust' ? kind : ('resource' as const) };
  for (const identity of [ANYBODY, STRANGER]) {
    const { principal } = identity;
    const contexts = evidence.access.contextsOf(identity, { account, policies: [policy] });
    const given = sourcesOf(statement);
    const found = { certain: new Set<string>(), doubtful: new Set<string>() };
    for (const [written, action] of samples(evidence, actions, statement)) {
      for (const arn of arnsOf(evidence, about, statement)) {
        const { effect } = evaluate(
          { principal, action, resource: arn, resourceAccount: account, context: contexts.of(action, given) },
          { identity: identity.identityPolicies, resource: resourcePolicy },
        );
        if (effect !== 'Denied') found[effect === 'Allowed' ? 'certain' : 'doubtful'].add(written);
      }
    }
    const who = identity === ANYBODY ? 'anybody without a signature' : identity.name;
    if (found.certain.size > 0) return { statement, actions: [...found.certain], who, certain: true };
    if (found.doubtful.size > 0) doubtful ??= { statement, actions: [...found.doubtful], who, certain: false };
  }
  return doubtful;
}

/** A statement for services may act for any source that its conditions let through: these keys are open. */
function sourcesOf({ conditions }: StatementText): RequestContext {
  const sources = conditions.filter(
    ({ key, operator }) => /^aws:source(?:arn|account|orgid)$/i.test(key) && operator !== 'Null' && !operator.includes('Not'),
  );
  return Object.fromEntries(sources.map(({ key }) => [key, OPEN]));
}

/** One action for each pattern. */
function samples(
  { actions: catalogue }: Evidence,
  patterns: readonly string[],
  { notActions }: StatementText,
): (readonly [written: string, action: string])[] {
  const found = patterns.map((pattern) => {
    if (!/[*?]/.test(pattern)) return [pattern, pattern] as const;
    const [first] = catalogue.actionsMatching(pattern) ?? [];
    return [pattern, first ?? pattern.replace(/\*/g, 'Anything').replace(/\?/g, 'x')] as const;
  });
  return notActions.length > 0 ? [...found, [`everything except ${few(notActions)}`, 'any:Action']] : found;
}

function arnsOf(evidence: Evidence, about: Resource, { resources }: StatementText): string[] {
  const itself = evidence.templates.attributeOf(about, 'Arn');
  const written = resources.filter((one) => one !== '*').map((one) => one.replace(/\*/g, 'anything').replace(/\?/g, 'x'));
  return written.length > 0 ? written : [itself];
}
