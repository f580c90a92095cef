// Principals outside the templates: new ones that an identity can create with any rights, and existing ones that a right on a wildcard
// covers. Also roles that trust an identity provider whose keys an identity can set.

import { getOrAdd } from '../../collections';
import { coversAction, matches, pattern, statementsOf } from '../../iam';
import { type Resource, symbol } from '../../template';
import type { Access } from '../access';
import { ALLOW_EVERYTHING, type Identity } from '../identities/identity';
import { arnBeside, type Edge, type Right, rightsOf } from './edge';

interface Making {
  /** The kind in the ARN, after IAM's prefix or after `beginning`. */
  readonly kind: string;
  readonly beginning?: string;
  readonly name: string;
  /** The identity needs one right of each list, on the same name. */
  readonly steps: readonly (readonly string[])[];
  /** Whether the principal is new and gets any rights, or exists and keeps its unknown rights. */
  readonly isNew: boolean;
}

/** IAM User Guide: creating roles, users and access keys. A trust policy that names a role of the same account is enough. */
const MAKINGS: readonly Making[] = [
  {
    kind: 'role/',
    name: 'a role of its own making',
    steps: [['iam:CreateRole'], ['iam:PutRolePolicy', 'iam:AttachRolePolicy']],
    isNew: true,
  },
  {
    kind: 'user/',
    name: 'a user of its own making',
    steps: [['iam:CreateUser'], ['iam:PutUserPolicy', 'iam:AttachUserPolicy'], ['iam:CreateAccessKey', 'iam:CreateLoginProfile']],
    isNew: true,
  },
  { kind: 'role/', name: 'a role that is in no template', steps: [['iam:UpdateAssumeRolePolicy']], isNew: false },
  {
    kind: 'user/',
    name: 'a user that is in no template',
    steps: [['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile']],
    isNew: false,
  },
  {
    kind: 'saml-provider/',
    name: 'a role in no template that trusts the provider',
    steps: [['iam:UpdateSAMLProvider']],
    isNew: false,
  },
  {
    kind: 'oidc-provider/',
    name: 'a role in no template that trusts the provider',
    steps: [['iam:UpdateOpenIDConnectProviderThumbprint', 'iam:AddClientIDToOpenIDConnectProvider']],
    isNew: false,
  },
  // IAM Identity Center User Guide: Permission sets. No template shows whether the account administers them.
  {
    kind: 'permissionSet/',
    beginning: 'arn:aws:sso:::',
    name: 'whoever a permission set of IAM Identity Center is assigned to',
    steps: [
      [
        'sso:PutInlinePolicyToPermissionSet',
        'sso:AttachManagedPolicyToPermissionSet',
        'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
      ],
      ['sso:CreateAccountAssignment', 'sso:ProvisionPermissionSet'],
    ],
    isNew: false,
  },
];

const EVERY_STEP: readonly string[] = MAKINGS.flatMap(({ steps }) => steps.flat());

/** An identity with these rights decides who a federated session is (IAM User Guide: Identity providers and federation). */
const OVER_PROVIDERS: readonly string[] = [
  'iam:UpdateSAMLProvider',
  'iam:CreateSAMLProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:AddClientIDToOpenIDConnectProvider',
];

export class NewPrincipals {
  private readonly made = new Map<string, Identity>();

  public constructor(private readonly access: Access) {}

  public *edges(from: Identity): Generator<Edge> {
    yield* this.byProvider(from);
    const resource = from.resource ?? from.holder;
    if (resource === undefined || this.access.allowable(from, undefined, EVERY_STEP).size === 0) return;
    for (const making of MAKINGS) {
      const found = this.make(from, resource, making);
      if (found !== undefined) yield found;
    }
  }

  private *byProvider(from: Identity): Generator<Edge> {
    if (this.access.allowable(from, undefined, OVER_PROVIDERS).size === 0) return;
    for (const { kind, holder, statements } of this.access.policies.documents) {
      const to = kind === 'trust' ? this.access.identityOf(holder) : undefined;
      if (to === undefined || holder === from.resource) continue;
      const providers = statements.flatMap(({ isAllow, principals }) =>
        isAllow ? principals.flatMap((one) => (one.kind === 'Federated' ? [one.value] : [])) : [],
      );
      for (const arn of new Set(providers)) {
        for (const { action, certain, because } of rightsOf(this.access, from, OVER_PROVIDERS, { arn })) {
          yield { from, actions: [action], on: holder, to, certain, because };
        }
      }
    }
  }

  private make(from: Identity, resource: Resource, { kind, beginning, name, steps, isNew }: Making): Edge | undefined {
    const own = `${beginning ?? arnBeside(this.access, resource, 'iam', true)}${kind}`;
    for (const arn of freeNames(from, steps.flat(), own)) {
      const rights = steps.map((actions) => best(rightsOf(this.access, from, actions, { arn })));
      if (!rights.every((right) => right !== undefined)) continue;
      const [{ because = '' } = {}] = rights;
      return {
        from,
        actions: rights.map(({ action }) => action),
        to: this.principal(name, from),
        certain: isNew && rights.every(({ certain }) => certain),
        because,
      };
    }
    return undefined;
  }

  private principal(name: string, { principal }: Identity): Identity {
    const account = 'account' in principal ? principal.account : '';
    return getOrAdd(this.made, `${name}\n${account}`, () => ({
      name,
      principal: { kind: 'role', arn: `arn:aws:iam::${account}:role/${symbol(name)}`, account },
      identityPolicies: [ALLOW_EVERYTHING],
      unknownPolicies: [],
      tags: {},
    }));
  }
}

function best(rights: readonly Right[]): Right | undefined {
  return rights.find(({ certain }) => certain) ?? rights[0];
}

/**
 * Free names that a wildcard covers and on which some of the actions are allowed. A text with a policy variable is not free: it names the
 * caller itself.
 */
function freeNames({ identityPolicies }: Identity, actions: readonly string[], own: string): Set<string> {
  const found = new Set<string>();
  const unknown = symbol('a name that is free');
  for (const policy of identityPolicies) {
    for (const statement of statementsOf(policy)) {
      if (statement.isDeny || !actions.some((action) => coversAction(statement, action.toLowerCase()) !== false)) continue;
      for (const { text, isAll } of statement.resources ?? [{ text: '*', isAll: true }]) {
        if (isAll) found.add(`${own}${unknown}`);
        else if (/[*?]/.test(text) && !text.includes('${') && matches(pattern([text]), `${own}${unknown}`) !== false)
          found.add(text.replace(/\*/g, unknown).replace(/\?/g, 'x'));
      }
    }
  }
  return found;
}
