// Identities that send requests: the roles and users of the templates, and two that always exist: a principal of another account, and a
// caller without a signature.

import { type TenantDataRoleClassName, tenantDataRoleClassOf } from '../../../../contract';
import type { Policy, Principal } from '../../iam';
import { fresh, own, type Resource, type TemplateSet } from '../../template';
import { pathOf } from '../policies/documents';
import type { PolicyIndex } from '../policies/policies';
import { unknownPolicy } from '../policies/unknown-policy';
import { tagsOf } from './tags';

export interface Identity {
  /** For people: a construct path, an id or a description. */
  readonly name: string;
  /** Its resource. Undefined if it is not in the templates. */
  readonly resource?: Resource;
  /** For an identity outside the templates: the resource that gives it rights. Findings about it are on this resource. */
  readonly holder?: Resource;
  readonly principal: Principal;
  readonly identityPolicies: readonly Policy[];
  readonly boundary?: Policy;
  /** ARNs of policies with unknown text. */
  readonly unknownPolicies: readonly string[];
  /** Whether its account counts as one outside the templates, even if the account number does not show it. */
  readonly isOutside?: boolean;
  /** The class of further roles that may touch tenants' data, by the path of the role. */
  readonly dataRole?: TenantDataRoleClassName;
  /** Tags of the role or user itself: every session has them. */
  readonly tags: { readonly [key: string]: string };
}

/** The roles and users of the templates. */
export function identitiesOf(templates: TemplateSet, index: PolicyIndex): Identity[] {
  return templates.ofType('AWS::IAM::Role', 'AWS::IAM::User').map((resource): Identity => {
    const account = templates.accountOf(resource);
    const arn = templates.attributeOf(resource, 'Arn');
    const { identityPolicies, boundary, unknownPolicies } = index.attachedTo(resource);
    const path = own(resource.properties, 'Path');
    const dataRole = typeof path === 'string' ? tenantDataRoleClassOf(path) : undefined;
    return {
      name: pathOf(resource),
      resource,
      principal: { kind: resource.type === 'AWS::IAM::Role' ? 'role' : 'user', arn, account },
      // An unknown policy may allow anything. A Deny in a known policy still counts.
      identityPolicies: [...identityPolicies, ...unknownPolicies.map(unknownPolicy)],
      ...(boundary && { boundary }),
      unknownPolicies,
      ...(dataRole !== undefined && { dataRole }),
      tags: tagsOf(resource),
    };
  });
}

/** The rights that another account may give its own principals. */
export const ALLOW_EVERYTHING: Policy = {
  source: 'another account',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

const OTHER_ACCOUNT = fresh('account');

/** Its own account may give it all rights, so only the policies of the resources limit it. */
export const STRANGER: Identity = {
  name: 'a principal of another account',
  principal: { kind: 'role', arn: `arn:aws:iam::${OTHER_ACCOUNT}:role/${fresh('role')}`, account: OTHER_ACCOUNT },
  identityPolicies: [ALLOW_EVERYTHING],
  unknownPolicies: [],
  tags: {},
};

export const ANYBODY: Identity = {
  name: 'anybody, unsigned',
  principal: { kind: 'anonymous' },
  identityPolicies: [],
  unknownPolicies: [],
  tags: {},
};
