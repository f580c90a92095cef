// Other accounts that policies of resources name, whole or a role or user of them. What such a principal’s own policies say is not known
// here, so that it may do all that it is let. The roles of an account of the templates are in the templates, or nobody knows them.

import { accountNamed, type Principal } from '../iam';
import { arnComponents, fresh, isSymbol, shown } from '../template';
import { ANY_OF_THEIRS, type Identity } from './identity';
import type { PolicyIndex } from './policies';

/** `accounts` are those of the templates. */
export function namedOutsiders({ documents }: PolicyIndex, accounts: ReadonlySet<string>): Identity[] {
  const values = documents.flatMap(({ kind, statements, malformed }) =>
    kind === 'identity' || malformed !== undefined
      ? []
      : statements.flatMap(({ isAllow, principals }) =>
          isAllow ? principals.filter((one) => one.kind === 'AWS').map(({ value }) => value) : [],
        ),
  );
  return [...new Set(values)].flatMap((value) => {
    const principal = principalOf(value);
    if (principal === undefined || accounts.has(principal.account)) return [];
    return [{ name: nameOf(value), principal, identity: [ANY_OF_THEIRS], elsewhere: [], isOutside: true, tags: {} }];
  });
}

/** Undefined for everybody, and for what is no principal of an account. */
function principalOf(value: string): Extract<Principal, { readonly kind: 'role' | 'user' }> | undefined {
  const account = accountNamed(value);
  if (account !== undefined) return { kind: 'role', arn: `arn:aws:iam::${account}:role/${fresh('role')}`, account };
  // A value of a parameter may be anybody: the rules about wildcards ask for it.
  if (isSymbol(value)) return undefined;
  const [, , service, , inArn, resource = ''] = arnComponents(value) ?? [];
  if (inArn === undefined) return undefined;
  if (service === 'iam' && resource.startsWith('role/')) return { kind: 'role', arn: value, account: inArn };
  if (service === 'iam' && resource.startsWith('user/')) return { kind: 'user', arn: value, account: inArn };
  const [, role] = /^assumed-role\/([^/]+)\/./.exec(resource) ?? [];
  if (service !== 'sts' || role === undefined) return undefined;
  return { kind: 'role', arn: `arn:aws:iam::${inArn}:role/${role}`, account: inArn, sessionArn: value };
}

function nameOf(value: string): string {
  const account = accountNamed(value);
  return account === undefined ? shown(value) : `account ${shown(account)}`;
}
