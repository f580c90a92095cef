// The sessions that an identity can get by assuming roles: which role, with the tag of which tenant.

import { getOrAdd } from '../../collections';
import { type Decision, Keys } from '../../iam';
import type { Resource } from '../../template';
import type { Access } from '../access';
import { chosenKeysOf } from '../administration/altered-identities';
import type { Identity } from '../identities/identity';
import { DATA_TENANT, OTHER_TENANTS, type Session, sessionTags, tenantsNamedIn } from './tenants';

/** A session of an identity, and the roles that it assumed before. */
export interface ActingSession {
  readonly identity: Identity;
  readonly session: Session;
  readonly assumptions: readonly Assumption[];
  /** Whether every step is certain. */
  readonly certain: boolean;
}

export interface Assumption {
  readonly role: Identity;
  /** The tenant of the session tag. */
  readonly tenant?: string;
  readonly decision: Decision;
}

const FEDERATE = ['sts:GetFederationToken', 'sts:TagSession'] as const;

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML', 'sts:TagSession'] as const;

interface Candidate {
  readonly role: Identity;
  readonly resource: Resource;
  /** The action that assumes the role. */
  readonly assume: string;
  /** The tenants for the session tag. Undefined means no tag. */
  readonly tenants: readonly (string | undefined)[];
}

export class Sessions {
  private readonly byIdentity = new Map<Identity, readonly Candidate[]>();
  private readonly steps = new Map<Identity, Map<string, readonly Assumption[]>>();
  private readonly tag: string;

  public constructor(private readonly access: Access) {
    this.tag = access.tenantTag;
  }

  /** All sessions that a session can get, itself first. */
  public from(identity: Identity, session: Session): readonly ActingSession[] {
    const start: ActingSession = { identity, session, assumptions: [], certain: true };
    const found = [start];
    const seen = new Map<Identity, Set<string>>([[identity, new Set([keyOf(session.tenant)])]]);
    for (const acting of found) {
      for (const step of this.next(acting.identity, acting.session)) {
        const key = keyOf(step.tenant);
        const ofRole = getOrAdd(seen, step.role, () => new Set());
        if (ofRole.has(key)) continue;
        ofRole.add(key);
        found.push({
          identity: step.role,
          session: {
            kind: step.tenant === undefined ? 'no tenant' : 'other tenant',
            ...(step.tenant !== undefined && { tenant: step.tenant }),
          },
          assumptions: [...acting.assumptions, step],
          certain: acting.certain && step.decision.effect === 'Allowed',
        });
      }
    }
    return found;
  }

  /** Roles that a session can assume in one step. A transitive tag stays and cannot be set again, which only reduces rights. */
  private next(identity: Identity, session: Session): readonly Assumption[] {
    const steps = getOrAdd(this.steps, identity, () => new Map());
    return getOrAdd(steps, keyOf(session.tenant), () => this.stepsOf(identity, session));
  }

  private stepsOf(identity: Identity, session: Session): readonly Assumption[] {
    const assumed = this.candidates(identity).flatMap(({ role, resource, assume, tenants }) => {
      return tenants.flatMap((tenant): Assumption[] => {
        const decide = (action: string) => this.assumes(identity, session, action, resource, tenant);
        const decision = decide(assume);
        if (decision.effect === 'Denied') return [];
        if (tenant === undefined) return [{ role, decision }];
        const tagging = decide('sts:TagSession');
        if (tagging.effect === 'Denied') return [];
        return [{ role, tenant, decision: decision.effect === 'Allowed' ? tagging : decision }];
      });
    });
    return [...assumed, ...this.federated(identity, session)];
  }

  /**
   * A user can get sessions with its own rights and with tags of its choice (IAM User Guide: Requesting temporary security credentials,
   * GetFederationToken; Pass session tags in AWS STS).
   */
  private federated(identity: Identity, session: Session): Assumption[] {
    const { principal, resource } = identity;
    if (principal.kind !== 'user' || resource === undefined) return [];
    const arn = principal.arn.replace(':iam:', ':sts:').replace(':user/', ':federated-user/');
    if (this.access.allowable(identity, undefined, FEDERATE, [arn]).size < FEDERATE.length) return [];
    return this.tenantsFor(identity, identity, resource).flatMap((tenant): Assumption[] => {
      const context = this.tagsOf(tenant).over(sessionTags(session, this.tag));
      const decisions = FEDERATE.map((action) => this.access.decide(identity, { action, arn, context }));
      const worst = decisions.find(({ effect }) => effect === 'Denied') ?? decisions.find(({ effect }) => effect === 'Unknown');
      if (worst?.effect === 'Denied') return [];
      const [decision] = worst === undefined ? decisions : [worst];
      return decision === undefined ? [] : [{ role: identity, tenant, decision }];
    });
  }

  /** Roles that the identity could assume by some statement. */
  private candidates(identity: Identity): readonly Candidate[] {
    return getOrAdd(this.byIdentity, identity, () =>
      this.access.within(identity, 'AWS::IAM::Role', ASSUME).flatMap((resource): Candidate[] => {
        const role = this.access.identityOf(resource);
        if (role === undefined) return [];
        const actions = this.access.allowable(identity, resource, ASSUME);
        const [assume] = ASSUME.filter((action) => action !== 'sts:TagSession' && actions.has(action));
        if (assume === undefined) return [];
        const tenants = actions.has('sts:TagSession') ? this.tenantsFor(identity, role, resource) : [];
        return [{ role, resource, assume, tenants: [undefined, ...tenants] }];
      }),
    );
  }

  /** The tenants to test as session tags: the usual ones, and those that the policies of either side name. */
  private tenantsFor(identity: Identity, role: Identity, resource: Resource): string[] {
    const tag = this.tag.toLowerCase();
    const keys = [`aws:requesttag/${tag}`, `aws:principaltag/${tag}`];
    const trust = this.access.policies.of(resource);
    const policies = [...identity.identityPolicies, ...role.identityPolicies, ...(trust ? [trust] : [])];
    return [...new Set([DATA_TENANT, ...OTHER_TENANTS, ...policies.flatMap((policy) => tenantsNamedIn(policy, keys))])];
  }

  private assumes(identity: Identity, session: Session, action: string, role: Resource, tenant: string | undefined): Decision {
    const context = this.tagsOf(tenant)
      .over(Keys.of(chosenKeysOf(identity)))
      .over(sessionTags(session, this.tag));
    return this.access.decide(identity, { action, resource: role, context });
  }

  private tagsOf(tenant: string | undefined): Keys {
    return Keys.of(
      tenant === undefined
        ? { 'aws:TagKeys': [], [`aws:RequestTag/${this.tag}`]: [], 'sts:TransitiveTagKeys': [] }
        : { 'aws:TagKeys': [this.tag], [`aws:RequestTag/${this.tag}`]: tenant },
    );
  }
}

/** No tenant differs from every tenant, also from one with an empty name. */
function keyOf(tenant: string | undefined): string {
  return tenant === undefined ? 'none' : `tenant ${tenant}`;
}
