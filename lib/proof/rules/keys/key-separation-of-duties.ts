import { conditionsOn, mayAllow, type PolicyDocument, type StatementText } from '../../access';
import { accountNamed } from '../../iam';
import type { Rule } from '../rule';
import { few } from '../shared/statements';

const ADMINISTERS = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'];
const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:Sign', 'kms:GenerateMac'];

export const keySeparationOfDuties: Rule = {
  id: 'key-separation-of-duties',
  severity: 'error',
  why: 'A principal that both manages and uses a key can read all data under the key, and can hide this. One stolen role is enough.',
  fix: 'Give management and use of the key to different roles. Let a deployment role use the key only through kms:ViaService.',
  source:
    'NIST SP 800-57 Part 2 Rev. 1, separation of duties; AWS KMS Developer Guide: Allows key administrators to administer the KMS key',
  *find({ documents }) {
    for (const document of documents) {
      if (document.kind !== 'key' || document.malformed !== undefined) continue;
      const duties = dutiesOf(document);
      for (const [principal, { administers, uses }] of duties) {
        if (administers.length === 0 || uses.length === 0) continue;
        yield {
          resource: document.holder,
          location: `Properties.${document.location}`,
          message: `${principal} may manage the key (${few(administers)}) and also use it (${few(uses)})`,
          because: `the statements of ${document.location} that name ${principal}`,
        };
      }
    }
  },
};

interface Duties {
  readonly administers: string[];
  readonly uses: string[];
}

function dutiesOf({ statements }: PolicyDocument): Map<string, Duties> {
  const duties = new Map<string, Duties>();
  for (const statement of statements) {
    // A call that a service makes for the principal does not count as the principal's own use.
    if (!statement.isAllow || conditionsOn(statement, 'kms:ViaService').length > 0) continue;
    for (const principal of principalsOf(statement)) {
      const one = duties.get(principal) ?? { administers: [], uses: [] };
      duties.set(principal, {
        administers: unique([...one.administers, ...ADMINISTERS.filter((action) => mayAllow(statement, action))]),
        uses: unique([...one.uses, ...USES.filter((action) => mayAllow(statement, action))]),
      });
    }
  }
  return duties;
}

/** The principals of a statement, narrowed to the ARNs of a condition. The rule key-root-delegation judges the account itself. */
function principalsOf(statement: StatementText): string[] {
  const pinned = conditionsOn(statement, 'aws:PrincipalArn').flatMap(({ values }) => values);
  if (pinned.length > 0) return pinned;
  return statement.principals
    .filter(({ kind, value }) => kind === 'AWS' && value !== '*' && accountNamed(value) === undefined)
    .map(({ value }) => value);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
