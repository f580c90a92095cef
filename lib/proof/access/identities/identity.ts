// Whoever can ask for something: the roles and users of the templates, and the two that are always there, a principal of another
// account and somebody without a signature.

import type { Policy, Principal } from '../../iam';
import { fresh, type Resource, type TemplateSet } from '../../template';
import { pathOf } from '../policies/documents';
import { openPolicy } from '../policies/elsewhere';
import type { PolicyIndex } from '../policies/policies';
import { tagsOf } from './tags';

export interface Identity {
  /** For people: construct path or id, or in words. */
  readonly name: string;
  /** Unless it is none of the templates'. */
  readonly resource?: Resource;
  /** What gives it its rights, of one that no template makes: findings about it stand there. */
  readonly holder?: Resource;
  readonly principal: Principal;
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** ARNs of policies whose text is not known. */
  readonly elsewhere: readonly string[];
  /** Whether it is taken to be of an account of none of the templates, where its number alone does not say so. */
  readonly isOutside?: boolean;
  /** Tags of the role or user itself: every session has them. */
  readonly tags: { readonly [key: string]: string };
}

/** The roles and users of the templates. */
export function identitiesOf(templates: TemplateSet, index: PolicyIndex): Identity[] {
  return templates.ofType('AWS::IAM::Role', 'AWS::IAM::User').map((resource): Identity => {
    const account = templates.accountOf(resource);
    const arn = templates.attributeOf(resource, 'Arn');
    const { identity, boundary, elsewhere } = index.attachedTo(resource);
    return {
      name: pathOf(resource),
      resource,
      principal: { kind: resource.type === 'AWS::IAM::Role' ? 'role' : 'user', arn, account },
      // What a policy that is not here says is open: it may allow anything, and a denial elsewhere still counts.
      identity: [...identity, ...elsewhere.map(openPolicy)],
      ...(boundary && { boundary }),
      elsewhere,
      tags: tagsOf(resource),
    };
  });
}

/** What an account that is not looked at may give its own. */
export const ANY_OF_THEIRS: Policy = {
  source: 'another account',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

const OTHER_ACCOUNT = fresh('account');

/** May do what its own account can give it, which is everything that a resource here lets it. */
export const STRANGER: Identity = {
  name: 'a principal of another account',
  principal: { kind: 'role', arn: `arn:aws:iam::${OTHER_ACCOUNT}:role/${fresh('role')}`, account: OTHER_ACCOUNT },
  identity: [ANY_OF_THEIRS],
  elsewhere: [],
  tags: {},
};

export const ANYBODY: Identity = {
  name: 'anybody, unsigned',
  principal: { kind: 'anonymous' },
  identity: [],
  elsewhere: [],
  tags: {},
};
