// Who may do what on a resource of the templates. The policies of both sides decide about a request, with its known keys.

import { TENANT_SESSION_TAG } from '../../../contract';
import type { ActionCatalogue } from '../actions';
import { getOrAdd } from '../collections';
import { type Decision, evaluate, type Keys, OPEN, type Policies, type Policy, type RequestContext } from '../iam';
import type { Resource, TemplateSet } from '../template';
import { type AllowedActions, allowedActions, coveringStatements } from './allowed-actions';
import { type Circumstances, Contexts } from './context';
import { externalHolders } from './identities/external-holders';
import { type Identity, identitiesOf } from './identities/identity';
import { namedOutsiders } from './identities/named-outsiders';
import { OWN_ACCOUNT, policySeenByOutsiders, textSeenByOutsiders } from './identities/own-account';
import { mentionedKeys } from './mentioned-keys';
import { OwnGrants } from './policies/own-grants';
import { PolicyIndex } from './policies/policies';
import { withUnknownPolicies } from './policies/unknown-policy';
import { type SessionMaking, sessionMaking } from './session-making';
import { SOURCE_FUNCTION_ARN, SourceFunctions } from './source-functions';

export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  /** The resource whose policy also decides. Undefined if it is not in the templates. */
  readonly resource?: Resource;
  /** ARN of the resource or of a part of it, or `*`. @default - the ARN of the resource */
  readonly arn?: string;
  /** The known condition keys. Every other key in the policies is open, unless the action does not support it. */
  readonly context?: RequestContext | Keys;
  /** The policy of the VPC endpoint that the request passes. @default - the request passes no endpoint */
  readonly endpoint?: Policy;
}

/** What all requests of one identity to one resource have in common. */
interface Scene {
  readonly arn: string;
  readonly account: string;
  readonly contexts: Contexts;
  readonly policies: Policies;
}

export class Access {
  public readonly policies: PolicyIndex;
  /** Roles and users of the templates, and identities outside that the templates give rights to. */
  public readonly identities: readonly Identity[];
  /** Principals outside the templates that resource policies name. */
  public readonly named: readonly Identity[];
  private readonly ownGrants = new Map<readonly string[], Map<string, OwnGrants>>();
  private readonly byResource: ReadonlyMap<Resource, Identity>;
  private readonly arns = new Map<Resource, readonly string[]>();
  private readonly byArn: ReadonlyMap<string, Identity>;
  private readonly sessionMaking = new Map<Identity, SessionMaking>();
  private readonly sourceFunctions: SourceFunctions;
  private readonly scenes = new Map<Identity, Map<Policy | undefined, Map<Resource | undefined, Scene>>>();

  public constructor(
    public readonly templates: TemplateSet,
    private readonly actions: ActionCatalogue,
    /** Name of the session tag that contains the tenant. */
    public readonly tenantTag: string = TENANT_SESSION_TAG,
  ) {
    this.policies = new PolicyIndex(templates);
    this.sourceFunctions = new SourceFunctions(templates);
    const made = identitiesOf(templates, this.policies);
    this.identities = [...made, ...externalHolders(templates, this.policies)];
    // Only identities of the templates: the other rights of an outside identity are unknown, so a function with such a role is not judged.
    this.byArn = new Map(made.map((identity) => [arnOf(identity), identity]));
    this.byResource = new Map(made.flatMap((identity) => (identity.resource ? [[identity.resource, identity] as const] : [])));
    this.named = namedOutsiders(templates, this.policies.documents, this.identities);
  }

  /** The role or user of this ARN, or of this resource. */
  public identityOf(of: string | Resource): Identity | undefined {
    return typeof of === 'string' ? this.byArn.get(of) : this.byResource.get(of);
  }

  public decide(identity: Identity, { action, resource, arn, context, endpoint }: AccessRequest): Decision {
    const scene = this.sceneOf(identity, resource, endpoint);
    const decision = evaluate(
      {
        principal: identity.principal,
        action,
        resource: identity.isOutside ? textSeenByOutsiders(arn ?? scene.arn, scene.account) : (arn ?? scene.arn),
        resourceAccount: identity.isOutside ? OWN_ACCOUNT : scene.account,
        context: scene.contexts.of(action, context),
      },
      scene.policies,
    );
    return decision.remaining === undefined ? decision : withUnknownPolicies(decision);
  }

  /** Whether any deciding policy compares this key. If none does, its value changes nothing. */
  public asksFor(identity: Identity, resource: Resource, key: string): boolean {
    return this.sceneOf(identity, resource).contexts.asksFor(key.toLowerCase());
  }

  /**
   * The actions of a list that some statement could allow under any conditions. All others are certainly denied. For an identity outside
   * the templates, the resource's policy decides.
   *
   * @param arns the ARNs of the requests. @default - the ARN of the resource; any ARN without a resource
   */
  public allowable(
    identity: Identity,
    resource: Resource | undefined,
    actions: readonly string[],
    arns?: readonly string[],
  ): AllowedActions {
    const own = resource && this.policies.of(resource);
    // Most questions end before anybody needs the ARN.
    return allowedActions(identity, own, actions, () => arns ?? (resource && this.arnsOf(resource)));
  }

  private arnsOf(resource: Resource): readonly string[] {
    return getOrAdd(this.arns, resource, () => [this.templates.attributeOf(resource, 'Arn')]);
  }

  /**
   * The resources of a type on which some statement could allow an identity one of the actions: all of them if a policy of the identity
   * could, otherwise those with a policy of their own that may be about it. `allowable` says more of each. Pass the same list object every time.
   */
  public within(identity: Identity, type: string, actions: readonly string[]): readonly Resource[] {
    if (allowedActions(identity, undefined, actions, () => undefined).size > 0) return this.templates.ofType(type);
    const byType = getOrAdd(this.ownGrants, actions, () => new Map<string, OwnGrants>());
    return getOrAdd(byType, type, () => this.ownGrantsOf(type, actions)).for(identity.principal);
  }

  private ownGrantsOf(type: string, actions: readonly string[]): OwnGrants {
    const statements = (resource: Resource) => {
      const own = this.policies.of(resource);
      return own === undefined ? [] : coveringStatements(own, actions);
    };
    const all = this.templates.ofType(type).map((resource) => [resource, statements(resource)] as const);
    return new OwnGrants(all.filter(([, those]) => those.length > 0));
  }

  /** Contexts of requests that these policies decide about. */
  public contextsOf(identity: Identity, circumstances: Circumstances): Contexts {
    return new Contexts(this.actions, identity, circumstances);
  }

  private sceneOf(identity: Identity, resource: Resource | undefined, endpoint?: Policy): Scene {
    const ofIdentity = getOrAdd(this.scenes, identity, () => new Map());
    const scenes = getOrAdd(ofIdentity, endpoint, () => new Map());
    return getOrAdd(scenes, resource, () => this.scene(identity, resource, endpoint));
  }

  private scene(identity: Identity, resource: Resource | undefined, endpoint?: Policy): Scene {
    const { identityPolicies: attached, boundary, isOutside = false } = identity;
    const account = this.accountOf(identity, resource);
    const written = resource && this.policies.of(resource);
    const own = written && isOutside ? policySeenByOutsiders(written, account) : written;
    const policies = [...attached, ...(boundary ? [boundary] : []), ...(own ? [own] : []), ...(endpoint ? [endpoint] : [])];
    return {
      arn: resource ? this.templates.attributeOf(resource, 'Arn') : '*',
      account,
      contexts: this.contextsOf(identity, {
        account: isOutside ? textSeenByOutsiders(account, account) : account,
        ...(resource && { resource }),
        policies,
        session: this.sessionOf(identity),
        sourceFunction: () => this.sourceFunctionOf(identity, own),
      }),
      policies: {
        identity: attached,
        ...(boundary && { boundary }),
        ...(own && { resource: own }),
        ...(endpoint && { endpoint }),
      },
    };
  }

  /** AWS does not say what a resource policy finds there (AWS Lambda Developer Guide: the key does not work in resource-based policies). */
  private sourceFunctionOf(identity: Identity, own: Policy | undefined): RequestContext[string] {
    if (own !== undefined && mentionedKeys(own).includes(SOURCE_FUNCTION_ARN)) return OPEN;
    return this.sourceFunctions.of(identity, identity.resource && this.policies.of(identity.resource));
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
