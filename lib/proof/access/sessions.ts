// Which sessions a session can get by assuming roles: of which role, with which tenant's tag.

import { TENANT_SESSION_TAG } from '../../../contract';
import { type Decision, Keys } from '../iam';
import type { Resource } from '../template';
import type { Access } from './access';
import type { Identity } from './identity';
import { DATA_TENANT, OTHER_TENANTS, type Session, sessionTags } from './tenants';

/** A session of an identity, and the roles that were assumed to get it. */
export interface Acting {
  readonly identity: Identity;
  readonly session: Session;
  readonly assumed: readonly Assumption[];
  /** Whether every step is certain. */
  readonly certain: boolean;
}

export interface Assumption {
  readonly role: Identity;
  /** The tag that was given. */
  readonly tenant?: string;
  readonly decision: Decision;
}

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML', 'sts:TagSession'] as const;

const TENANTS: readonly (string | undefined)[] = [undefined, DATA_TENANT, ...OTHER_TENANTS];

interface Candidate {
  readonly role: Identity;
  readonly resource: Resource;
  /** The action that assumes it. */
  readonly assume: string;
  /** Whether tags may come with it. */
  readonly tags: boolean;
}

export class Sessions {
  private readonly byIdentity = new Map<Identity, readonly Candidate[]>();
  private readonly steps = new Map<string, readonly Assumption[]>();

  public constructor(
    private readonly access: Access,
    private readonly tag: string = TENANT_SESSION_TAG,
  ) {}

  /** All that a session can act as, itself first. */
  public from(identity: Identity, session: Session): readonly Acting[] {
    const start: Acting = { identity, session, assumed: [], certain: true };
    const found = new Map<string, Acting>([[keyOf(identity, session.tenant), start]]);
    for (const acting of found.values()) {
      for (const step of this.next(acting.identity, acting.session)) {
        const key = keyOf(step.role, step.tenant);
        if (found.has(key)) continue;
        found.set(key, {
          identity: step.role,
          session: {
            kind: step.tenant === undefined ? 'no tenant' : 'other tenant',
            ...(step.tenant !== undefined && { tenant: step.tenant }),
          },
          assumed: [...acting.assumed, step],
          certain: acting.certain && step.decision.effect === 'Allowed',
        });
      }
    }
    return [...found.values()];
  }

  /** Roles that a session may assume at once. A transitive tag stays; it cannot be given anew, which only narrows. */
  private next(identity: Identity, session: Session): readonly Assumption[] {
    const key = keyOf(identity, session.tenant);
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    const found = this.candidates(identity).flatMap(({ role, resource, assume, tags }) => {
      return TENANTS.flatMap((tenant): Assumption[] => {
        const asked = (action: string) => this.assumes(identity, session, action, resource, tenant);
        const decision = asked(assume);
        if (decision.effect === 'Denied') return [];
        if (tenant === undefined) return [{ role, decision }];
        const tagging = tags ? asked('sts:TagSession') : undefined;
        if (tagging === undefined || tagging.effect === 'Denied') return [];
        return [{ role, tenant, decision: decision.effect === 'Allowed' ? tagging : decision }];
      });
    });
    this.steps.set(key, found);
    return found;
  }

  /** Roles that any statement could let the identity assume. */
  private candidates(identity: Identity): readonly Candidate[] {
    const known = this.byIdentity.get(identity);
    if (known !== undefined) return known;
    const found = this.access.identities.flatMap((role): Candidate[] => {
      const { resource } = role;
      if (resource === undefined || role.principal.kind !== 'role') return [];
      const actions = this.access.allowable(identity, resource, ASSUME);
      const [assume] = ASSUME.filter((action) => action !== 'sts:TagSession' && actions.has(action));
      return assume === undefined ? [] : [{ role, resource, assume, tags: actions.has('sts:TagSession') }];
    });
    this.byIdentity.set(identity, found);
    return found;
  }

  private assumes(identity: Identity, session: Session, action: string, role: Resource, tenant: string | undefined): Decision {
    const tags = Keys.of(
      tenant === undefined
        ? { 'aws:TagKeys': [], [`aws:RequestTag/${this.tag}`]: [], 'sts:TransitiveTagKeys': [] }
        : { 'aws:TagKeys': [this.tag], [`aws:RequestTag/${this.tag}`]: tenant },
    );
    return this.access.decide(identity, { action, resource: role, context: tags.over(sessionTags(session, this.tag)) });
  }
}

function keyOf({ name }: Identity, tenant: string | undefined): string {
  return `${name}\n${tenant ?? ''}`;
}
