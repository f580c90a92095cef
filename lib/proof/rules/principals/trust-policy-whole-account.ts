import { type ConditionText, mayAllow, type PolicyDocument, STRANGER, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { accountNamed, evaluate } from '../../iam';
import { arnComponents, fresh, list, own, shown } from '../../template';
import type { Rule } from '../rule';
import { isDemanded, pinsCaller } from '../shared/pins';
import { seenIn, statements } from '../shared/statements';

export const trustPolicyWholeAccount: Rule = {
  id: 'trust-policy-whole-account',
  severity: 'warning',
  why: 'The other account decides which of its principals can assume the role. Such a principal may also act on behalf of a third party.',
  fix: 'Name a role of that account under Principal, or require sts:ExternalId (for a vendor), or aws:PrincipalOrgID (for your organization).',
  source: 'IAM User Guide: Access to AWS accounts owned by third parties',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'trust')) {
      if (!statement.isAllow || !mayAllow(statement, ASSUME) || statement.conditions.some(tellsApart)) continue;
      const ours = evidence.templates.accountOf(document.holder);
      for (const account of new Set(accountsOf(statement))) {
        if (account === ours || isDenied(evidence, document, account)) continue;
        yield seenIn(document, statement, `lets the whole account ${shown(account)} assume the role`, {
          detail: shown(account),
        });
      }
    }
  },
};

const ASSUME = 'sts:AssumeRole';

/** Accounts that a statement lets in as a whole: by name, or by a condition where everybody is let in. */
function accountsOf({ principals, conditions }: StatementText): string[] {
  const named = principals.flatMap(({ kind, value }) => (kind === 'AWS' ? (accountNamed(value) ?? []) : []));
  if (!principals.some(({ value }) => value === '*')) return named;
  return [...named, ...conditions.filter(isPositive).flatMap(accountsDemanded)];
}

function accountsDemanded({ key, values }: ConditionText): string[] {
  switch (key.toLowerCase()) {
    case 'aws:principalaccount':
      return values.filter((value) => !/[*?]|\$\{/.test(value));
    case 'aws:principalarn':
      return values.filter(isWhole).flatMap((value) => {
        const account = arnComponents(value)?.[4] ?? '';
        return account === '' || /[*?]/.test(account) ? [] : [account];
      });
    default:
      return [];
  }
}

/** Whether a condition lets in some of an account alone. */
function tellsApart(condition: ConditionText): boolean {
  if (pinsCaller(condition)) return true;
  const key = condition.key.toLowerCase();
  if (!isPositive(condition)) return false;
  if (key === 'aws:principalarn') return !condition.values.some(isWhole);
  return (
    (key === 'aws:userid' || key === 'aws:username' || key.startsWith('aws:principaltag/')) && !condition.values.includes('*')
  );
}

function isPositive(condition: ConditionText): boolean {
  return isDemanded(condition) && /^(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/.test(condition.operator);
}

/** `arn:aws:iam::111122223333:role/*` is everybody of the account. */
function isWhole(arn: string): boolean {
  const [, , , , , resource = arn] = arnComponents(arn) ?? [];
  return /^(?:root|(?:role|user)?\/?\*)$/.test(resource);
}

/** A denial may tell apart what the allowance does not: it is asked about somebody without an external id and an organization. */
function isDenied({ templates, access }: Evidence, { policy, holder }: PolicyDocument, account: string): boolean {
  const ours = templates.accountOf(holder);
  const arn = `arn:aws:iam::${account}:role/${fresh('role')}`;
  const identity = { ...STRANGER, principal: { kind: 'role', arn, account } as const };
  const denials = list(own(policy.document, 'Statement')).filter((one) => own(one, 'Effect') === 'Deny');
  if (denials.length === 0) return false;
  const everybody = { Effect: 'Allow', Principal: '*', Action: ASSUME };
  const trust = {
    source: policy.source,
    document: { Version: own(policy.document, 'Version') ?? '2008-10-17', Statement: [everybody, ...denials] },
    kind: 'trust',
  } as const;
  const contexts = access.contextsOf(identity, { account: ours, policies: [trust] });
  const context = contexts.of(ASSUME, WITHOUT);
  const request = {
    principal: identity.principal,
    action: ASSUME,
    resource: templates.attributeOf(holder, 'Arn'),
    resourceAccount: ours,
  };
  return evaluate({ ...request, context }, { identity: identity.identityPolicies, resource: trust }).effect === 'Denied';
}

const WITHOUT = { 'sts:ExternalId': [], 'aws:PrincipalOrgID': [], 'aws:PrincipalOrgPaths': [] };
