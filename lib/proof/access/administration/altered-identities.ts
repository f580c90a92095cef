// Roles and users after a change: with one more policy, without a boundary or a Deny statement, or with another tag.

import { getOrAdd } from '../../collections';
import { OPEN, type Policy, type RequestContext, statementsOf } from '../../iam';
import type { Resource } from '../../template';
import { ALLOW_EVERYTHING, type Identity } from '../identities/identity';
import { mentionedKeys } from '../mentioned-keys';
import type { PolicyDocument } from '../policies/documents';
import { SOURCE_FUNCTION_ARN } from '../source-functions';

/** A role or user after a change. It keeps its name. */
export interface AlteredIdentity extends Identity {
  /** Condition keys of its requests that it can choose itself. */
  readonly chosenKeys: RequestContext;
}

export function chosenKeysOf(identity: Identity): RequestContext {
  return 'chosenKeys' in identity ? (identity as AlteredIdentity).chosenKeys : {};
}

/** Changes identities. The same change of the same identity gives the same object, so that chains of changes end. */
export class Alterations {
  private readonly made = new Map<Identity, Map<string, Identity>>();
  private readonly holders: ReadonlyMap<Policy, Resource>;

  public constructor(documents: readonly PolicyDocument[]) {
    this.holders = new Map(documents.map(({ policy, holder }) => [policy, holder]));
  }

  /** With a policy of the caller's own text instead of the policies there that deny: the caller can then do anything. */
  public withOwnPolicy(identity: Identity, replaces: (holder: Resource | undefined) => boolean): Identity | undefined {
    if (identity.identityPolicies.includes(ALLOW_EVERYTHING)) return this.withoutDenials(identity, replaces);
    return this.change(identity, `written ${this.denying(identity, replaces).map(({ source }) => source)}`, () =>
      this.with(this.without(identity, replaces), [ALLOW_EVERYTHING]),
    );
  }

  /** Undefined if no policy at that place denies anything. */
  public withoutDenials(identity: Identity, isThere: (holder: Resource | undefined) => boolean): Identity | undefined {
    const denying = this.denying(identity, isThere);
    if (denying.length === 0) return undefined;
    return this.change(identity, `without ${denying.map(({ source }) => source)}`, () => this.without(identity, isThere));
  }

  /** Undefined if it has no boundary. Limits of the account are not changed. */
  public withoutBoundary(identity: Identity): Identity | undefined {
    if (identity.boundary === undefined) return undefined;
    return this.change(identity, 'without boundary', () => {
      const { boundary: _boundary, ...rest } = identity;
      return { ...rest, chosenKeys: chosenKeysOf(identity) };
    });
  }

  /** With any value of these tags, or without the tags if `values` is empty. */
  public withTags(
    identity: Identity,
    keys: readonly string[],
    values: typeof OPEN | readonly never[] = OPEN,
  ): Identity | undefined {
    const before = chosenKeysOf(identity);
    const chosen: RequestContext = Object.fromEntries(keys.map((key) => [`aws:PrincipalTag/${key}`, values]));
    if (Object.keys(chosen).every((key) => before[key] === OPEN)) return undefined;
    return this.change(identity, `tagged ${values === OPEN} ${keys}`, () => ({
      ...identity,
      chosenKeys: { ...before, ...chosen },
    }));
  }

  /**
   * In code of the caller's own, or outside of Lambda. The same identity if its policies do not ask where its code runs.
   *
   * @param sourceFunction gives the value of `lambda:SourceFunctionArn`; open if the caller can choose it, an empty list if its requests do not have the key
   */
  public inOwnCode(identity: Identity, sourceFunction: () => string | typeof OPEN | readonly never[]): Identity {
    const asks = identity.identityPolicies.some((policy) => mentionedKeys(policy).includes(SOURCE_FUNCTION_ARN));
    if (!asks) return identity;
    const value = sourceFunction();
    return this.change(identity, `in own code ${value === OPEN ? 'of any name' : value}`, () => ({
      ...identity,
      chosenKeys: { ...chosenKeysOf(identity), [SOURCE_FUNCTION_ARN]: value },
    }));
  }

  /** With the policies of a group. */
  public withGroup(identity: Identity, group: Resource, policies: readonly Policy[]): Identity {
    return this.change(identity, `joined ${group.id}`, () => this.with(identity, policies));
  }

  /** The resource that holds the policy. Undefined for a managed policy of AWS. */
  public holderOf(policy: Policy): Resource | undefined {
    return this.holders.get(policy);
  }

  private with(identity: Identity, more: readonly Policy[]): AlteredIdentity {
    return { ...identity, identityPolicies: [...identity.identityPolicies, ...more], chosenKeys: chosenKeysOf(identity) };
  }

  private denying({ identityPolicies }: Identity, isThere: (holder: Resource | undefined) => boolean): Policy[] {
    return identityPolicies.filter(
      (policy) => isThere(this.holders.get(policy)) && statementsOf(policy).some(({ isDeny }) => isDeny),
    );
  }

  private without(identity: Identity, isThere: (holder: Resource | undefined) => boolean): AlteredIdentity {
    const gone = new Set(this.denying(identity, isThere));
    return {
      ...identity,
      identityPolicies: identity.identityPolicies.filter((policy) => !gone.has(policy)),
      chosenKeys: chosenKeysOf(identity),
    };
  }

  private change(identity: Identity, change: string, make: () => AlteredIdentity): Identity {
    const changes = getOrAdd(this.made, identity, () => new Map());
    return getOrAdd(changes, change, make);
  }
}
