// Whether a trust policy lets in everybody whom an identity provider knows: a provider says who somebody is, and not whether they are
// meant. IAM User Guide: Create a role for OpenID Connect federation; Available keys for AWS OIDC federation.

import { type ConditionText, conditionsOn, mayAllow, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { arnComponents } from '../../template';
import type { Sighting } from '../rule';
import { isDemanded } from '../shared/pins';
import { withoutSymbols } from '../shared/properties';
import { seenIn, statements } from '../shared/statements';

/** Providers that all accounts share, and the claim that says whose application or pool it is. */
const SHARED: ReadonlyMap<string, readonly [claim: string, ...others: readonly string[]]> = new Map([
  ['cognito-identity.amazonaws.com', ['aud', 'sub']],
  ['accounts.google.com', ['aud', 'oaud', 'azp', 'sub']],
  ['www.amazon.com', ['app_id', 'user_id']],
  ['graph.facebook.com', ['app_id', 'id']],
]);

/** Sightings of trust policies that tell nobody apart whom a provider knows. */
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
  const ours = evidence.templates.accountOf(holder);
  if (account !== undefined && /^\d{12}$/.test(account) && account !== ours) {
    return `lets in whomever a provider of account ${account} names, and with the tags that it names`;
  }
  if (!mayAllow(statement, 'sts:AssumeRoleWithWebIdentity')) return undefined;
  const shared = SHARED.get(provider);
  if (shared !== undefined) {
    if (shared.some((claim) => conditionsOn(statement, `${provider}:${claim}`).some(tellsApart))) return undefined;
    return `lets in whoever has an account at ${provider}: no condition on ${provider}:${shared[0]}`;
  }
  const [, host] = /^oidc-provider\/(.+)$/.exec(resource) ?? [];
  if (host === undefined || statement.conditions.some(isClaim) || demandsTag(statement)) return undefined;
  return `lets in whomever ${withoutSymbols(host)} knows: no condition on its :sub, or one that everybody meets`;
}

/** A claim about the one who comes. That the token was made for AWS, `:aud`, is true of all. */
function isClaim(condition: ConditionText): boolean {
  const claim = condition.key.slice(condition.key.lastIndexOf(':') + 1);
  return !condition.key.startsWith('aws:') && !/^(?:aud|oaud|amr|iss)$/i.test(claim) && tellsApart(condition);
}

/** A value that not everybody of the provider has: one with a name in it, up to where it ends. */
function tellsApart(condition: ConditionText): boolean {
  if (!isDemanded(condition) || !/^String(?:Equals|Like|EqualsIgnoreCase)$/.test(condition.operator)) return false;
  return condition.values.every((value) => !value.includes('${') && !EVERYBODY.test(withoutSymbols(value)));
}

/**
 * Asterisks alone; `repo:*` of GitHub, also behind the beginning of an owner’s name, which others’ names have too; and
 * `system:serviceaccount:*` of Kubernetes.
 */
const EVERYBODY = /^[*?]|^repo:[^/]*[*?][^/]*(?:\/|$)|^system:serviceaccount:[^:]*[*?]/;

/** A provider that signs session tags into its tokens tells people apart by these (IAM User Guide: Pass session tags in AWS STS). */
function demandsTag({ conditions }: StatementText): boolean {
  return conditions.some(
    (condition) =>
      condition.key.toLowerCase().startsWith('aws:requesttag/') &&
      isDemanded(condition) &&
      condition.operator.startsWith('String'),
  );
}
