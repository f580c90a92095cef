import { conditionsOn, type StatementText } from '../access';
import { accountNamed } from '../iam';
import type { Check } from './check';
import { few, mayAllow, seenIn, statements } from './statements';

/** Use, and what hands use on. */
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:Sign'];

export const keyRootDelegation: Check = {
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

/** To principals by ARN, or to what a service does for its caller with an encryption context of its own. */
function isPinned(statement: StatementText): boolean {
  const demands = (key: string) =>
    conditionsOn(statement, key).some(
      ({ operator, ifExists, set, values }) =>
        !ifExists &&
        set === undefined &&
        /^(?:Arn|String)(?:Equals|Like)$/.test(operator) &&
        values.every((value) => !/^\*+$/.test(value)),
    );
  return demands('aws:PrincipalArn') || demands('kms:ViaService') || demands('aws:PrincipalOrgID');
}
