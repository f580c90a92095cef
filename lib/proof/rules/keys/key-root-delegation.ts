import { conditionsOn, mayAllow, type StatementText } from '../../access';
import { accountNamed } from '../../iam';
import type { Rule } from '../rule';
import { isDemanded } from '../shared/pins';
import { withoutSymbols } from '../shared/properties';
import { few, seenIn, statements } from '../shared/statements';

/** Use, and what hands use on. */
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:Sign'];

export const keyRootDelegation: Rule = {
  id: 'key-root-delegation',
  severity: 'error',
  why: 'A key policy that lets the account root use the key lets every identity policy of the account decide: there is no implicit deny any more.',
  fix: 'Name the roles that use the key; for a role that may not exist yet, the account root with ArnEquals on aws:PrincipalArn.',
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
      if (used.length > 0) yield seenIn(document, statement, `lets any identity policy of the account allow ${few(used)}`);
    }
  },
};

/**
 * To principals by name, or to what a named service does for its caller with an encryption context of its own. An organisation pins
 * nothing here: every role of the account is of it.
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

/** A role or user of whose name something is written out: `role/*` is everybody. What the deployment names is a name. */
const NAMES_PRINCIPAL = /^(?:known-later|[^/]*\/.*[\w+=,.@-]{3}.*)$/;

/** `s3.eu-central-1.amazonaws.com`, of whichever Region. */
const NAMES_SERVICE = /^[a-z][a-z0-9-]*\./;
