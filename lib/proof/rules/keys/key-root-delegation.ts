import { conditionsOn, mayAllow, type PolicyDocument, type StatementText } from '../../access';
import type { Evidence } from '../../evidence';
import { accountNamed } from '../../iam';
import { isSymbolic, type Resource, text, textsWithin } from '../../template';
import type { Rule } from '../rule';
import { isDemanded } from '../shared/pins';
import { keyNamed, withoutSymbols } from '../shared/properties';
import { few, seenIn, statements } from '../shared/statements';
import { encryptionsOf, storesByKey } from '../shared/stores';

/** Use of the key, and grants that pass use on. */
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:Sign'];

export const keyRootDelegation: Rule = {
  id: 'key-root-delegation',
  severity: 'error',
  why: 'If the key policy lets the account root use the key, any identity policy of the account can allow a role to use the key. The key then has no implicit deny.',
  fix: 'Name the roles that use the key. For a role that may not exist yet, name the account root and limit it with ArnEquals on aws:PrincipalArn.',
  source: 'AWS KMS Developer Guide: Default key policy: Allows access to the AWS account and enables IAM policies',
  *find(evidence) {
    for (const { document, statement } of statements(evidence, ({ kind }) => kind === 'key')) {
      if (
        !statement.isAllow ||
        !statement.principals.some(({ kind, value }) => kind === 'AWS' && accountNamed(value) !== undefined) ||
        isPinned(statement)
      )
        continue;
      const used = USE.filter((action) => mayAllow(statement, action));
      if (used.length === 0) continue;
      const others = otherAccounts(evidence, document.holder, statement);
      const whose = others.length === 0 ? 'the account' : `account ${few(others)}`;
      const said = `lets every identity policy of ${whose} allow ${few(used)}`;
      if (guardsTenantData(evidence, document)) yield seenIn(document, statement, said);
      else if (others.length > 0) yield seenIn(document, statement, said, { severity: 'note' });
      else yield seenIn(document, statement, `${said}. ${BOTH_SIDES}`, { severity: 'note' });
    }
  },
};

/** The accounts that a statement writes out. None if one of them is the account of the key, or only the deployment knows it. */
function otherAccounts({ templates }: Evidence, key: Resource, { principals }: StatementText): string[] {
  const own = templates.accountOf(key);
  const named = principals.flatMap(({ value }) => accountNamed(value) ?? []);
  return named.some((account) => account === own || isSymbolic(account)) ? [] : [...new Set(named)];
}

const BOTH_SIDES =
  'This is AWS’s default. It is right if IAM policies decide who uses the key. A key of tenant data needs an implicit deny';

/** Whether tenant data names the key anywhere, also in a branch that the deployment decides; or names a key that only the deployment knows. */
function guardsTenantData(evidence: Evidence, { protects }: PolicyDocument): boolean {
  const { templates, tenantData } = evidence;
  const names = new Set(protects.flatMap((key) => [templates.refOf(key), templates.attributeOf(key, 'Arn')]));
  const means = (written: unknown): boolean =>
    typeof written === 'string' && (names.has(written) || (templates.formsOf(written) ?? []).some(means));
  const isUnknown = (data: Resource) =>
    encryptionsOf(data).some(
      ({ kind, key }) =>
        kind === 'unknown' || (key !== undefined && keyNamed(templates, key) === undefined && isSymbolic(text(key) ?? '')),
    );
  const stores = storesByKey(evidence);
  const named = protects.flatMap((key) => [key, ...(stores.get(key) ?? [])]);
  return (
    named.some((one) => evidence.hasTenantData(one)) ||
    tenantData.some((data) => isUnknown(data) || [...textsWithin(data.properties)].some(means))
  );
}

/**
 * Whether a condition limits the statement to named principals, or to calls that a named service makes for its caller. A condition on the
 * organisation limits nothing here: every role of the account belongs to it.
 */
function isPinned(statement: StatementText): boolean {
  const demands = (key: string, names: RegExp) =>
    conditionsOn(statement, key).some(
      (condition) =>
        isDemanded(condition) &&
        condition.set === undefined &&
        /^(?:Arn|String)(?:Equals|Like)$/.test(condition.operator) &&
        condition.values.every((value) => names.test(withoutSymbols(value))),
    );
  return demands('aws:PrincipalArn', NAMES_PRINCIPAL) || demands('kms:ViaService', NAMES_SERVICE);
}

/** An ARN with at least a part of a role's or user's name: `role/*` is everybody. A name that only the deployment knows counts as a name. */
const NAMES_PRINCIPAL = /^(?:known-later|[^/]*\/.*[\w+=,.@-]{3}.*)$/;

/** `s3.eu-central-1.amazonaws.com`, in any Region. */
const NAMES_SERVICE = /^[a-z][a-z0-9-]*\./;
