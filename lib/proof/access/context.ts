// The condition keys of a request: known ones, and open ones that policies compare but templates do not show.

import type { ActionCatalogue } from '../actions';
import { getOrAdd } from '../collections';
import { Keys, OPEN, type Policy, type RequestContext, statementsOf } from '../iam';
import type { Resource } from '../template';
import type { Identity } from './identities/identity';
import { tagsOf } from './identities/tags';
import { mentionedKeys } from './mentioned-keys';
import { UNKNOWN_POLICY_KEY } from './policies/unknown-policy';
import type { SessionMaking } from './session-making';
import { SOURCE_FUNCTION_ARN } from './source-functions';

/** What decides about requests of one identity to one resource. */
export interface Circumstances {
  /** Account of the resource. */
  readonly account: string;
  /** The resource, if it is in the templates. */
  readonly resource?: Resource;
  /** All policies that decide. */
  readonly policies: readonly Policy[];
  /** @default - sessions without tags and without a provider */
  readonly session?: SessionMaking;
  /** The value of `lambda:SourceFunctionArn`. @default - requests never have it */
  readonly sourceFunction?: () => RequestContext[string];
}

/** Condition keys of such requests. Keys that do not depend on the scenario are computed once. */
export class Contexts {
  private readonly known: Keys;
  private readonly session: SessionMaking | undefined;
  private readonly mentioned: ReadonlySet<string>;
  private readonly byAction = new Map<string, Keys>();

  public constructor(
    private readonly catalogue: ActionCatalogue,
    private readonly identity: Identity,
    { account, resource, policies, session, sourceFunction }: Circumstances,
  ) {
    this.mentioned = new Set(policies.flatMap(mentionedKeys));
    const known = Keys.of(chosen(policies)).over(Keys.of(knownOf(identity, account, resource)));
    this.known =
      sourceFunction !== undefined && this.mentioned.has(SOURCE_FUNCTION_ARN)
        ? Keys.of({ [SOURCE_FUNCTION_ARN]: sourceFunction() }).over(known)
        : known;
    this.session = session;
  }

  /** `given` are the keys of the scenario. An empty list means that the request does not have the key. */
  public of(action: string, given?: RequestContext | Keys): Keys {
    const rest = this.withoutScenario(action);
    return given === undefined ? rest : Keys.of(given).over(rest);
  }

  /** Whether any policy compares a key, in lower case. Also for a known value, because a scenario may set another one. */
  public asksFor(key: string): boolean {
    return this.mentioned.has(key);
  }

  private withoutScenario(action: string): Keys {
    return getOrAdd(this.byAction, action, () => {
      const open = [...this.mentioned].filter(
        (key) => !this.known.has(key) && isOpen(this.catalogue, key, action, this.identity, this.session),
      );
      return open.length === 0 ? this.known : this.known.over(Keys.of(Object.fromEntries(open.map((key) => [key, OPEN]))));
    });
  }
}

function knownOf({ principal, tags }: Identity, account: string, resource: Resource | undefined): RequestContext {
  const known: { [key: string]: RequestContext[string] } = {
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
    'aws:ResourceAccount': account,
    [UNKNOWN_POLICY_KEY]: OPEN,
  };
  if ('account' in principal) {
    known['aws:PrincipalAccount'] = principal.account;
    known['kms:CallerAccount'] = principal.account;
  }
  if ('arn' in principal) {
    known['aws:PrincipalArn'] = principal.arn;
    known['aws:PrincipalType'] = principal.kind === 'role' ? 'AssumedRole' : 'User';
  } else known['aws:PrincipalType'] = 'Anonymous';
  for (const [key, value] of Object.entries(tags)) known[`aws:PrincipalTag/${key}`] = value;
  for (const [key, value] of Object.entries(resource === undefined ? {} : tagsOf(resource)))
    known[`aws:ResourceTag/${key}`] = value;
  return known;
}

/** The sender chooses how to send a request. If a policy allows only one way, the sender may choose that one. */
const CHOSEN: ReadonlySet<string> = new Set(['aws:securetransport', 'aws:viaawsservice']);

function chosen(policies: readonly Policy[]): RequestContext {
  const keys = policies.flatMap((policy) =>
    statementsOf(policy).flatMap(({ isDeny, conditions }) =>
      isDeny ? [] : conditions.filter(({ key }) => CHOSEN.has(key)).map(({ key }) => key),
    ),
  );
  return Object.fromEntries(keys.map((key) => [key, OPEN]));
}

/** Whether a request may have a key with an unknown value. */
function isOpen(
  catalogue: ActionCatalogue,
  key: string,
  action: string,
  { principal }: Identity,
  session: SessionMaking | undefined,
): boolean {
  // The templates show all tags of resources and roles. A session may bring its own tags.
  if (key.startsWith('aws:resourcetag/')) return false;
  if (key.startsWith('aws:principaltag/')) return session?.isTagged === true && key !== session.tenantTag;
  if (session?.isFederated && isOfProvider(key)) return true;
  // Only requests that an AWS service makes itself have these keys.
  if (key === 'aws:sourcearn' || key === 'aws:sourceaccount' || key === 'aws:sourceorgid') return false;
  if (principal.kind === 'anonymous' && key.startsWith('aws:principal')) return false;
  return key.startsWith('aws:') || catalogue.supportsConditionKey(action, key) === true;
}

/** A claim of an identity provider, `saml:sub` or `<host>:aud`. Sessions keep the claims that AWS documents. */
function isOfProvider(key: string): boolean {
  return key.startsWith('saml:') || /^[^:]+\.[^:]+:/.test(key);
}
