// Whether a trust policy lets in everybody that an identity provider knows. A provider proves who a caller is, but not that the caller may
// assume the role. IAM User Guide: Create a role for OpenID Connect federation; Available keys for AWS OIDC federation.

import { type ConditionText, conditionsOn, mayAllow, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { arnComponents } from '../../template';
import type { Sighting } from '../rule';
import { isDemanded } from '../shared/pins';
import { withoutSymbols } from '../shared/properties';
import { seenIn, statements } from '../shared/statements';

/** Providers that all AWS accounts share, with the claims that name the application, the identity pool or the user. */
const SHARED: ReadonlyMap<string, readonly [claim: string, ...others: readonly string[]]> = new Map([
  ['cognito-identity.amazonaws.com', ['aud', 'sub']],
  ['accounts.google.com', ['aud', 'oaud', 'azp', 'sub']],
  ['www.amazon.com', ['app_id', 'user_id']],
  ['graph.facebook.com', ['app_id', 'id']],
]);

/** Sightings of trust policies that let in every identity of a provider. */
export function* openToFederated(evidence: Evidence): Generator<Sighting> {
  for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'trust')) {
    if (!statement.isAllow) continue;
    for (const { kind, value } of statement.principals) {
      const message = kind === 'Federated' ? opened(evidence, document, statement, value) : undefined;
      if (message !== undefined) yield seenIn(document, statement, message);
    }
  }
}

function opened(evidence: Evidence, { holder }: PolicyDocument, statement: StatementText, provider: string): string | undefined {
  const [, , , , account, resource = ''] = arnComponents(provider) ?? [];
  const ownAccount = evidence.templates.accountOf(holder);
  if (account !== undefined && /^\d{12}$/.test(account) && account !== ownAccount) {
    return `lets in everybody that an identity provider of account ${account} names, with the session tags that the provider sets`;
  }
  if (!mayAllow(statement, 'sts:AssumeRoleWithWebIdentity')) return undefined;
  const shared = SHARED.get(provider);
  if (shared !== undefined) {
    if (shared.some((claim) => conditionsOn(statement, `${provider}:${claim}`).some(isSelective))) return undefined;
    return `lets in everybody with an account at ${provider}: the statement has no condition on ${provider}:${shared[0]}`;
  }
  const [, host] = /^oidc-provider\/(.+)$/.exec(resource) ?? [];
  if (host === undefined || statement.conditions.some(isClaim) || demandsTag(statement)) return undefined;
  return `lets in everybody that ${withoutSymbols(host)} knows: the statement has no condition on :sub, or a condition that everybody meets`;
}

/** A claim about the caller. `:aud` only says that the token is for AWS: it is the same for every caller. */
function isClaim(condition: ConditionText): boolean {
  const claim = condition.key.slice(condition.key.lastIndexOf(':') + 1);
  return !condition.key.startsWith('aws:') && !/^(?:aud|oaud|amr|iss)$/i.test(claim) && isSelective(condition);
}

/** Whether the values are ones that only some callers of the provider have. */
function isSelective(condition: ConditionText): boolean {
  if (!isDemanded(condition) || !/^String(?:Equals|Like|EqualsIgnoreCase)$/.test(condition.operator)) return false;
  return condition.values.every((value) => !value.includes('${') && !EVERYBODY.test(withoutSymbols(value)));
}

/**
 * Values that everybody meets: only wildcards; `repo:*` of GitHub, also after the beginning of an owner’s name, because other owners’
 * names can begin the same; and `system:serviceaccount:*` of Kubernetes.
 */
const EVERYBODY = /^[*?]|^repo:[^/]*[*?][^/]*(?:\/|$)|^system:serviceaccount:[^:]*[*?]/;

/** A provider can sign session tags into its tokens: a condition on such a tag selects callers too (IAM User Guide: Pass session tags in AWS STS). */
function demandsTag({ conditions }: StatementText): boolean {
  return conditions.some(
    (condition) =>
      condition.key.toLowerCase().startsWith('aws:requesttag/') &&
      isDemanded(condition) &&
      condition.operator.startsWith('String'),
  );
}
