// What is known of a request, and what is left open: the keys that policies ask for and that nobody can know from templates.

import type { ActionCatalogue } from '../actions';
import { getOrAdd } from '../collections';
import { Keys, OPEN, type Policy, type RequestContext, statementsOf } from '../iam';
import type { Resource } from '../template';
import type { Identity } from './identities/identity';
import { tagsOf } from './identities/tags';
import { mentionedKeys } from './mentioned-keys';
import { ELSEWHERE } from './policies/elsewhere';
import type { SessionMaking } from './session-making';

/** What takes part in requests of one identity for one thing. */
export interface Circumstances {
  /** Account of what is asked for. */
  readonly account: string;
  /** What is asked for, if it is in the templates. */
  readonly resource?: Resource;
  /** All policies that take part. */
  readonly policies: readonly Policy[];
  /** @default - sessions without tags and without a provider */
  readonly session?: SessionMaking;
}

/** Keys of such requests. What does not depend on the scenario is made once. */
export class Contexts {
  private readonly known: Keys;
  private readonly session: SessionMaking | undefined;
  private readonly mentioned: ReadonlySet<string>;
  private readonly byAction = new Map<string, Keys>();

  public constructor(
    private readonly catalogue: ActionCatalogue,
    private readonly identity: Identity,
    { account, resource, policies, session }: Circumstances,
  ) {
    this.mentioned = new Set(policies.flatMap(mentionedKeys));
    this.known = Keys.of(chosen(policies)).over(Keys.of(knownOf(identity, account, resource)));
    this.session = session;
  }

  /** `given` are keys of the scenario; an empty list is a key that the request does not have. */
  public of(action: string, given?: RequestContext | Keys): Keys {
    const rest = this.withoutScenario(action);
    return given === undefined ? rest : Keys.of(given).over(rest);
  }

  /** Whether any policy asks for a key, in lower case, be its value known or not: a scenario may give another. */
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
    [ELSEWHERE]: OPEN,
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

/** How a request comes is its sender's choice: where a policy allows one way alone, that one may be chosen. */
const CHOSEN: ReadonlySet<string> = new Set(['aws:securetransport', 'aws:viaawsservice']);

function chosen(policies: readonly Policy[]): RequestContext {
  const asked = policies.flatMap((policy) =>
    statementsOf(policy).flatMap(({ isDeny, conditions }) =>
      isDeny ? [] : conditions.filter(({ key }) => CHOSEN.has(key)).map(({ key }) => key),
    ),
  );
  return Object.fromEntries(asked.map((key) => [key, OPEN]));
}

/** A key that a request may have, with a value that nobody here knows. */
function isOpen(
  catalogue: ActionCatalogue,
  key: string,
  action: string,
  { principal }: Identity,
  session: SessionMaking | undefined,
): boolean {
  // All tags of resources are in the templates, and those of roles; a session's may come with it.
  if (key.startsWith('aws:resourcetag/')) return false;
  if (key.startsWith('aws:principaltag/')) return session?.isTagged === true && key !== session.tenantTag;
  if (session?.isFederated && isOfProvider(key)) return true;
  // Only what an AWS service asks for by itself has these.
  if (key === 'aws:sourcearn' || key === 'aws:sourceaccount' || key === 'aws:sourceorgid') return false;
  if (principal.kind === 'anonymous' && key.startsWith('aws:principal')) return false;
  return key.startsWith('aws:') || catalogue.supportsConditionKey(action, key) === true;
}

/** A claim of a provider, `saml:sub` or `<host>:aud`; sessions keep those that AWS names. */
function isOfProvider(key: string): boolean {
  return key.startsWith('saml:') || /^[^:]+\.[^:]+:/.test(key);
}
