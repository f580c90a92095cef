// A step by which an identity gains control of another identity or of what protects tenant data, and the rights for such a step.

import type { RequestContext } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { chosenKeysOf } from './altered-identities';

export interface Edge {
  readonly from: Identity;
  /** The rights that the step needs, all of them. */
  readonly actions: readonly string[];
  /** The resource that the step changes. Undefined if it is new or outside the templates. */
  readonly on?: Resource;
  /** The identity that `from` gains control of. Undefined if the step yields the resource itself. */
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
  /** The resource whose policy also decides. @default - none: for actions on IAM resources, only the caller's policies decide */
  readonly resource?: Resource;
  /** @default - the ARN of the resource */
  readonly arn?: string;
  /** @default - only the usual keys are known */
  readonly context?: RequestContext;
}

/** The actions that are not denied. Pass the same list object every time: the cache uses it as a key. */
export function rightsOf(access: Access, from: Identity, actions: readonly string[], about: Administered): readonly Right[] {
  const { resource, context } = about;
  const allowable = access.allowable(from, resource, actions, about.arn === undefined ? undefined : [about.arn]);
  if (allowable.size === 0) return [];
  const arn = about.arn ?? (resource && access.templates.attributeOf(resource, 'Arn'));
  return actions.flatMap((action) => {
    if (!allowable.has(action)) return [];
    const { effect, because } = access.decide(from, {
      action,
      ...(resource && { resource }),
      ...(arn !== undefined && { arn }),
      context: { ...chosenKeysOf(from), ...context },
    });
    return effect === 'Denied' ? [] : [{ action, certain: effect === 'Allowed', because }];
  });
}

/** The beginning of an ARN in the account and Region of a resource. The name after it is not known yet. */
export function arnBeside({ templates }: Access, { stackName }: Resource, service: string, isGlobal = false): string {
  const place = templates.stacks.get(stackName)?.place;
  return place === undefined
    ? `arn:aws:${service}::`
    : `arn:${place.partition}:${service}:${isGlobal ? '' : place.region}:${place.account}:`;
}
