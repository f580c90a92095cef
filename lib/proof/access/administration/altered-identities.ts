// Roles and users as they are after somebody has changed them: with a policy more, without a boundary or a denial, with another tag.

import { getOrAdd } from '../../collections';
import { OPEN, type Policy, type RequestContext, statementsOf } from '../../iam';
import type { Resource } from '../../template';
import { ANY_OF_THEIRS, type Identity } from '../identities/identity';
import type { PolicyDocument } from '../policies/documents';

/** A role or user that is not as the templates say, by its name there. */
export interface AlteredIdentity extends Identity {
  /** Keys of its requests that are its own choice. */
  readonly chosen: RequestContext;
}

export function chosenBy(identity: Identity): RequestContext {
  return 'chosen' in identity ? (identity as AlteredIdentity).chosen : {};
}

/** The same change of the same identity is one object, so that chains of changes end. */
export class Alterations {
  private readonly made = new Map<Identity, Map<string, Identity>>();
  private readonly holders: ReadonlyMap<Policy, Resource>;

  public constructor(documents: readonly PolicyDocument[]) {
    this.holders = new Map(documents.map(({ policy, holder }) => [policy, holder]));
  }

  /** With a policy of somebody's own text, in the place of those there that deny: whoever writes it may do whatever he writes. */
  public written(identity: Identity, replaces: (holder: Resource | undefined) => boolean): Identity | undefined {
    if (identity.identity.includes(ANY_OF_THEIRS)) return this.withoutDenials(identity, replaces);
    return this.change(identity, `written ${this.denying(identity, replaces).map(({ source }) => source)}`, () =>
      this.with(this.without(identity, replaces), [ANY_OF_THEIRS]),
    );
  }

  /** Undefined where no policy of that place denies anything. */
  public withoutDenials(identity: Identity, isThere: (holder: Resource | undefined) => boolean): Identity | undefined {
    const denying = this.denying(identity, isThere);
    if (denying.length === 0) return undefined;
    return this.change(identity, `without ${denying.map(({ source }) => source)}`, () => this.without(identity, isThere));
  }

  /** Undefined where it has none; the limits of an account are another matter. */
  public withoutBoundary(identity: Identity): Identity | undefined {
    if (identity.boundary === undefined) return undefined;
    return this.change(identity, 'without boundary', () => {
      const { boundary: _boundary, ...rest } = identity;
      return { ...rest, chosen: chosenBy(identity) };
    });
  }

  /** Sessions with any value of these tags; without them where `values` says so. */
  public tagged(
    identity: Identity,
    keys: readonly string[],
    values: typeof OPEN | readonly never[] = OPEN,
  ): Identity | undefined {
    const before = chosenBy(identity);
    const chosen: RequestContext = Object.fromEntries(keys.map((key) => [`aws:PrincipalTag/${key}`, values]));
    if (Object.keys(chosen).every((key) => before[key] === OPEN)) return undefined;
    return this.change(identity, `tagged ${values === OPEN} ${keys}`, () => ({ ...identity, chosen: { ...before, ...chosen } }));
  }

  /** With the policies of a group. */
  public joined(identity: Identity, group: Resource, policies: readonly Policy[]): Identity {
    return this.change(identity, `joined ${group.id}`, () => this.with(identity, policies));
  }

  /** What holds the policy; undefined for one that is AWS's. */
  public holderOf(policy: Policy): Resource | undefined {
    return this.holders.get(policy);
  }

  private with(identity: Identity, more: readonly Policy[]): AlteredIdentity {
    return { ...identity, identity: [...identity.identity, ...more], chosen: chosenBy(identity) };
  }

  private denying({ identity }: Identity, isThere: (holder: Resource | undefined) => boolean): Policy[] {
    return identity.filter((policy) => isThere(this.holders.get(policy)) && statementsOf(policy).some(({ isDeny }) => isDeny));
  }

  private without(identity: Identity, isThere: (holder: Resource | undefined) => boolean): AlteredIdentity {
    const gone = new Set(this.denying(identity, isThere));
    return { ...identity, identity: identity.identity.filter((policy) => !gone.has(policy)), chosen: chosenBy(identity) };
  }

  private change(identity: Identity, change: string, make: () => AlteredIdentity): Identity {
    const changes = getOrAdd(this.made, identity, () => new Map());
    return getOrAdd(changes, change, make);
  }
}
