// Who may do what on a resource of the templates: the policies of both sides, and a request with what is known of it.

import { TENANT_SESSION_TAG } from '../../../contract';
import type { ActionCatalogue } from '../actions';
import { getOrAdd } from '../collections';
import { type Decision, evaluate, type Keys, type Policies, type Policy, type RequestContext } from '../iam';
import type { Resource, TemplateSet } from '../template';
import { type AllowedActions, allowedActions } from './allowed-actions';
import { type Circumstances, Contexts } from './context';
import { type Identity, identitiesOf } from './identities/identity';
import { namedOutsiders } from './identities/named-outsiders';
import { asSeenByOthers, OURS, toOthers } from './identities/ours';
import { unmadeHolders } from './identities/unmade-holders';
import { PolicyIndex } from './policies/policies';
import { type SessionMaking, sessionMaking } from './session-making';

export interface Asked {
  /** `service:Action`. */
  readonly action: string;
  /** Whose policy takes part; none for what is not in the templates. */
  readonly resource?: Resource;
  /** ARN within the resource or of it, or `*`. @default - the ARN of the resource */
  readonly arn?: string;
  /** Keys that are known. What policies ask beside them is open, unless the action does not have it. */
  readonly context?: RequestContext | Keys;
  /** Of the endpoint that the request comes through. @default - through none */
  readonly endpoint?: Policy;
}

/** What does not change between requests of one identity for one resource. */
interface Scene {
  readonly arn: string;
  readonly account: string;
  readonly contexts: Contexts;
  readonly policies: Policies;
}

export class Access {
  public readonly policies: PolicyIndex;
  /** Roles and users of the templates, and whom they give rights to without making them. */
  public readonly identities: readonly Identity[];
  /** Principals that policies of resources name and no template makes. */
  public readonly named: readonly Identity[];
  private readonly byArn: ReadonlyMap<string, Identity>;
  private readonly sessionMaking = new Map<Identity, SessionMaking>();
  private readonly scenes = new Map<Identity, Map<Policy | undefined, Map<Resource | undefined, Scene>>>();

  public constructor(
    public readonly templates: TemplateSet,
    private readonly actions: ActionCatalogue,
    /** Session tag that holds the tenant. */
    public readonly tenantTag: string = TENANT_SESSION_TAG,
  ) {
    this.policies = new PolicyIndex(templates);
    const made = identitiesOf(templates, this.policies);
    this.identities = [...made, ...unmadeHolders(templates, this.policies)];
    // What one that no template makes may do beside is not known: who runs as it is not judged by it.
    this.byArn = new Map(made.map((identity) => [arnOf(identity), identity]));
    this.named = namedOutsiders(templates, this.policies.documents, this.identities);
  }

  /** The role or user of this ARN, or of this resource. */
  public identityOf(of: string | Resource): Identity | undefined {
    return typeof of === 'string' ? this.byArn.get(of) : this.identities.find(({ resource }) => resource === of);
  }

  public decide(identity: Identity, { action, resource, arn, context, endpoint }: Asked): Decision {
    const scene = this.sceneOf(identity, resource, endpoint);
    return evaluate(
      {
        principal: identity.principal,
        action,
        resource: identity.isOutside ? toOthers(arn ?? scene.arn, scene.account) : (arn ?? scene.arn),
        resourceAccount: identity.isOutside ? OURS : scene.account,
        context: scene.contexts.of(action, context),
      },
      scene.policies,
    );
  }

  /** Whether any policy that takes part compares this key: if none does, its value changes nothing. */
  public asksFor(identity: Identity, resource: Resource, key: string): boolean {
    return this.sceneOf(identity, resource).contexts.asksFor(key.toLowerCase());
  }

  /**
   * Which of a list of actions some statement could allow, whatever the conditions: what is not among them is denied without asking
   * further. For an identity that is none of the templates', by the resource's policy.
   *
   * @param arns that will be asked about; by default the ARN of the resource, and without a resource any.
   */
  public allowable(
    identity: Identity,
    resource: Resource | undefined,
    actions: readonly string[],
    arns: readonly string[] | undefined = resource && [this.templates.attributeOf(resource, 'Arn')],
  ): AllowedActions {
    return allowedActions(identity, resource && this.policies.of(resource), actions, arns);
  }

  /** Contexts of requests in which these policies take part. */
  public contextsOf(identity: Identity, circumstances: Circumstances): Contexts {
    return new Contexts(this.actions, identity, circumstances);
  }

  private sceneOf(identity: Identity, resource: Resource | undefined, endpoint?: Policy): Scene {
    const ofIdentity = getOrAdd(this.scenes, identity, () => new Map());
    const scenes = getOrAdd(ofIdentity, endpoint, () => new Map());
    return getOrAdd(scenes, resource, () => this.scene(identity, resource, endpoint));
  }

  private scene(identity: Identity, resource: Resource | undefined, endpoint?: Policy): Scene {
    const { identity: attached, boundary, isOutside = false } = identity;
    const account = this.accountOf(identity, resource);
    const written = resource && this.policies.of(resource);
    const own = written && isOutside ? asSeenByOthers(written, account) : written;
    const policies = [...attached, ...(boundary ? [boundary] : []), ...(own ? [own] : []), ...(endpoint ? [endpoint] : [])];
    return {
      arn: resource ? this.templates.attributeOf(resource, 'Arn') : '*',
      account,
      contexts: this.contextsOf(identity, {
        account: isOutside ? toOthers(account, account) : account,
        ...(resource && { resource }),
        policies,
        session: this.sessionOf(identity),
      }),
      policies: {
        identity: attached,
        ...(boundary && { boundary }),
        ...(own && { resource: own }),
        ...(endpoint && { endpoint }),
      },
    };
  }

  private sessionOf(identity: Identity): SessionMaking {
    return getOrAdd(this.sessionMaking, identity, () => {
      const trust = identity.resource && this.policies.of(identity.resource);
      return sessionMaking(identity, trust, this.tenantTag);
    });
  }

  private accountOf({ principal }: Identity, resource: Resource | undefined): string {
    if (resource !== undefined) return this.templates.accountOf(resource);
    return 'account' in principal ? principal.account : '';
  }
}

function arnOf({ principal }: Identity): string {
  return 'arn' in principal ? principal.arn : '';
}
