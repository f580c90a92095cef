// Whom policies of resources name that no template makes.
// - Of another account: what their own policies say is not known here, so that they may do all that they are let.
// - Of an account of the templates: they are asked with what policies of resources give them, and nothing more. Whom roles trust is not
//   asked of them: a role elsewhere that may assume a tenant's role is a broker elsewhere, as every set of templates without it has one.
//   In a key's policy they are asked about if they may use the key themselves: who manages it, or uses it through a service alone,
//   comes to no data by that.

import { getOrAdd } from '../../collections';
import { matches, pattern } from '../../iam';
import { isFresh, isSymbol, shown, type TemplateSet } from '../../template';
import type { DocumentKind, PolicyDocument } from '../policies/documents';
import { mayAllow, type StatementText } from '../policies/statement-text';
import { ANY_OF_THEIRS, type Identity } from './identity';
import { demanded, type NamedPrincipal, principalOf } from './named-principals';

interface Named extends NamedPrincipal {
  /** Accounts of what the policies that name it are about. */
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
  // Where everybody is let in, or whoever a parameter is, conditions say who.
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
  // About federated sessions, and about what a parameter holds, rules on trust policies ask.
  if (kind === 'trust' && alsoNamed !== undefined && (alsoNamed.kind === 'Federated' || isSymbol(alsoNamed.value))) return false;
  if (isUnplaced || !accounts.has(principal.account)) return !isOriginAccess(alsoNamed?.value);
  return !isAccount && (kind === 'key' ? usesKey(statement) : kind === 'resource');
}

/** CloudFront's own identity of a distribution of the templates, which is a service. */
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

/** Undefined for one that the templates make. */
function identityOf(
  { name, principal, isUnplaced, on }: Named,
  accounts: ReadonlySet<string>,
  identities: readonly Identity[],
): Identity | undefined {
  const common = { name, principal, elsewhere: [], tags: {} };
  if (isUnplaced || !accounts.has(principal.account)) return { ...common, identity: [ANY_OF_THEIRS], isOutside: true };
  const isSession = principal.kind === 'role' && principal.sessionArn !== undefined;
  if (!isSession && isMade(principal.arn, identities)) return undefined;
  const ours = { ...common, name: nameOf(name, principal) };
  // Across accounts both sides must allow, and what the other side says of it is not here.
  const isAcross = [...on].some((account) => account !== principal.account);
  return isAcross ? { ...ours, identity: [ANY_OF_THEIRS], isOutside: true } : { ...ours, identity: [] };
}

function isMade(arn: string, identities: readonly Identity[]): boolean {
  const wanted = pattern([{ literally: arn }]);
  return identities.some(({ principal }) => 'arn' in principal && matches(wanted, principal.arn) !== false);
}

function nameOf(name: string, principal: NamedPrincipal['principal']): string {
  if (principal.kind === 'role' && (principal.sessionArn !== undefined || principal.alsoNamed !== undefined)) return name;
  const [, own = ''] = /:(?:role|user)\/(.+)$/s.exec(principal.arn) ?? [];
  return isFresh(own) ? `a role of ${name}, which no template makes` : `${principal.kind} ${shown(own)}, which no template makes`;
}
