// A step by which somebody becomes somebody else, or comes to what protects tenants' data; and the rights that such steps take.

import type { RequestContext } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { chosenBy } from './altered-identities';

export interface Edge {
  readonly from: Identity;
  /** The rights that it takes, all of them. */
  readonly actions: readonly string[];
  /** The resource that is administered; none for what is made anew or stands in no template. */
  readonly on?: Resource;
  /** Whom it makes of `from`; none if the resource itself is won. */
  readonly to?: Identity;
  readonly certain: boolean;
  readonly because: string;
}

/** An action that is not denied. */
export interface Right {
  readonly action: string;
  readonly certain: boolean;
  readonly because: string;
}

export interface Administered {
  /** Whose policy takes part. @default - nobody's: IAM judges actions on its own things by the policies of who asks */
  readonly resource?: Resource;
  /** @default - the ARN of the resource */
  readonly arn?: string;
  /** @default - nothing is known beside the usual */
  readonly context?: RequestContext;
}

/** Those of the actions that are not denied. `actions` in the same list object every time: what could be allowed is kept by it. */
export function rightsOf(access: Access, from: Identity, actions: readonly string[], about: Administered): readonly Right[] {
  const { resource, context } = about;
  const arn = about.arn ?? (resource && access.templates.attributeOf(resource, 'Arn'));
  const allowable = access.allowable(from, resource, actions, arn === undefined ? undefined : [arn]);
  if (allowable.size === 0) return [];
  return actions.flatMap((action) => {
    if (!allowable.has(action)) return [];
    const { effect, because } = access.decide(from, {
      action,
      ...(resource && { resource }),
      ...(arn !== undefined && { arn }),
      context: { ...chosenBy(from), ...context },
    });
    return effect === 'Denied' ? [] : [{ action, certain: effect === 'Allowed', because }];
  });
}

/** An ARN's beginning in the account and Region of a resource: what a service makes there has a name that nobody knows yet. */
export function arnBeside({ templates }: Access, { stackName }: Resource, service: string, isGlobal = false): string {
  const place = templates.stacks.get(stackName)?.place;
  return place === undefined
    ? `arn:aws:${service}::`
    : `arn:${place.partition}:${service}:${isGlobal ? '' : place.region}:${place.account}:`;
}
