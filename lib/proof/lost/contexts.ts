// Encryption contexts that a key policy demands. Who decrypts must give the context that the data was encrypted with: if the policy now
// demands another one, nobody can read the old data.

import { coversAction, type Policy, statementsOf } from '../iam';

const CONTEXT = 'kms:encryptioncontext:';
const DECRYPT = 'kms:decrypt';

/** Pairs such as `service=media` that the old policy let somebody decrypt with, and the new one nobody. */
export function contextsLost(old: Policy, now: Policy): string[] {
  const [was, is] = [demandedBy(old), demandedBy(now)];
  return [...was].flatMap(([name, values]) => {
    const left = is.get(name);
    // Nothing demands this name any more, so that every value of it is let through, or none.
    if (left === undefined) return [];
    return [...values].filter((value) => !left.has(value)).map((value) => `${name}=${value}`);
  });
}

/** By the name in the context, the literal values that statements for decryption demand. Names of AWS services (`aws:…`) are theirs. */
function demandedBy(policy: Policy): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const statement of statementsOf(policy)) {
    if (statement.isDeny || coversAction(statement, DECRYPT) === false) continue;
    for (const { key, operator, values } of statement.conditions) {
      const name = key.slice(CONTEXT.length);
      if (!key.startsWith(CONTEXT) || name.startsWith('aws:') || !/^StringEquals$/i.test(operator)) continue;
      const literal = values.filter((value) => !value.includes('${'));
      if (literal.length > 0) found.set(name, new Set([...(found.get(name) ?? []), ...literal]));
    }
  }
  return found;
}
