// Principals outside the templates that resource policies name.
// - Of another account: their own policies are unknown, so they may do everything that the resource policies allow.
// - Of an account of the templates: they have only the rights that resource policies give them. Trust policies do not count: an outside
//   role that may assume a tenant's role is a session broker in another set of templates. Key policies count only if they allow direct use
//   of the key: management of the key, or use through a service only, gives no data.

import { getOrAdd, memoized } from '../../collections';
import { matches, pattern } from '../../iam';
import { isFresh, isSymbol, shown, type TemplateSet } from '../../template';
import type { DocumentKind, PolicyDocument } from '../policies/documents';
import { mayAllow, type StatementText } from '../policies/statement-text';
import { ALLOW_EVERYTHING, type Identity } from './identity';
import { demanded, type NamedPrincipal, principalOf } from './named-principals';

interface Named extends NamedPrincipal {
  /** Accounts of the resources whose policies name it. */
  readonly on: Set<string>;
}

export function namedOutsiders(
  templates: TemplateSet,
  documents: readonly PolicyDocument[],
  identities: readonly Identity[],
): Identity[] {
  const accounts = new Set(templates.resources.map((resource) => templates.accountOf(resource)));
  const found = new Map<string, Named>();
  for (const { kind, statements, malformed, holder, protects, mayProtect } of documents) {
    if (kind === 'identity' || kind === 'endpoint' || malformed !== undefined) continue;
    const on = [...protects, ...mayProtect, holder].map((one) => templates.accountOf(one));
    for (const statement of statements) {
      for (const one of statement.isAllow ? principalsOf(statement) : []) {
        if (!isAsked(one, kind, statement, accounts)) continue;
        const known = getOrAdd(found, one.name, () => ({ ...one, on: new Set<string>() }));
        for (const account of on) known.on.add(account);
      }
    }
  }
  return [...found.values()].flatMap((one) => identityOf(one, accounts, identities) ?? []);
}

function principalsOf(statement: StatementText): NamedPrincipal[] {
  const named = statement.principals.flatMap((one) => principalOf(one) ?? []);
  // If a statement lets in everybody, or a principal from a parameter, its conditions name the principals.
  const isOpen = statement.notPrincipals.length > 0 || statement.principals.some(({ value }) => value === '*' || isSymbol(value));
  return isOpen ? [...named, ...statement.conditions.flatMap(demanded)] : named;
}

function isAsked(
  { principal, isAccount, isUnplaced }: NamedPrincipal,
  kind: DocumentKind,
  statement: StatementText,
  accounts: ReadonlySet<string>,
): boolean {
  const { alsoNamed } = principal.kind === 'role' ? principal : {};
  // The rules on trust policies judge federated sessions and principals from parameters.
  if (kind === 'trust' && alsoNamed !== undefined && (alsoNamed.kind === 'Federated' || isSymbol(alsoNamed.value))) return false;
  if (isUnplaced || !accounts.has(principal.account)) return !isOriginAccess(alsoNamed?.value);
  return !isAccount && (kind === 'key' ? usesKey(statement) : kind === 'resource');
}

/** The origin access identity of a CloudFront distribution in the templates: a service, not an outsider. */
function isOriginAccess(value: string | undefined): boolean {
  return value !== undefined && isSymbol(value) && shown(value).endsWith('.S3CanonicalUserId>');
}

const USES = [
  'kms:decrypt',
  'kms:encrypt',
  'kms:reencryptfrom',
  'kms:generatedatakey',
  'kms:derivesharedsecret',
  'kms:generatemac',
];

function usesKey(statement: StatementText): boolean {
  const isViaService = statement.conditions.some(
    ({ key, operator, ifExists }) =>
      key.toLowerCase() === 'kms:viaservice' && !ifExists && /^String(?:Equals|Like)/.test(operator),
  );
  return !isViaService && USES.some((use) => mayAllow(statement, use));
}

/** Undefined for an identity of the templates. */
function identityOf(
  { name, principal, isUnplaced, on }: Named,
  accounts: ReadonlySet<string>,
  identities: readonly Identity[],
): Identity | undefined {
  const common = { name, principal, unknownPolicies: [], tags: {} };
  if (isUnplaced || !accounts.has(principal.account)) return { ...common, identityPolicies: [ALLOW_EVERYTHING], isOutside: true };
  const isSession = principal.kind === 'role' && principal.sessionArn !== undefined;
  if (!isSession && isMade(principal.arn, identities)) return undefined;
  const sameAccount = { ...common, name: nameOf(name, principal) };
  // Across accounts both sides must allow. The policies of the other side are unknown.
  const isAcross = [...on].some((account) => account !== principal.account);
  return isAcross
    ? { ...sameAccount, identityPolicies: [ALLOW_EVERYTHING], isOutside: true }
    : { ...sameAccount, identityPolicies: [] };
}

function isMade(arn: string, identities: readonly Identity[]): boolean {
  if (arnsOf(identities).has(arn)) return true;
  const wanted = pattern([{ literally: arn }]);
  return identities.some(({ principal }) => 'arn' in principal && matches(wanted, principal.arn) !== false);
}

const arnsOf = memoized(
  (identities: readonly Identity[]) => new Set(identities.map(({ principal }) => ('arn' in principal ? principal.arn : ''))),
);

function nameOf(name: string, principal: NamedPrincipal['principal']): string {
  if (principal.kind === 'role' && (principal.sessionArn !== undefined || principal.alsoNamed !== undefined)) return name;
  const [, own = ''] = /:(?:role|user)\/(.+)$/s.exec(principal.arn) ?? [];
  return isFresh(own) ? `a role of ${name}, which no template makes` : `${principal.kind} ${shown(own)}, which no template makes`;
}
