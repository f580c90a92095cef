// How sessions of an identity come about, and so which keys one may bring that no template says: tags that whoever assumes the role
// gives, and claims of a provider that the role trusts (AWS STS: session tags; IAM User Guide: keys for web identity and SAML federation).

import { coversAction, type Policy, statementsOf } from '../iam';
import type { Identity } from './identities/identity';

export interface SessionMaking {
  /** Whether tags may come with a session, beside the tenant's, which the scenario gives. */
  readonly isTagged: boolean;
  /** Lower case; its value is the scenario's. */
  readonly tenantTag: string;
  /** Whether an identity provider speaks for who acts. */
  readonly isFederated: boolean;
}

/** @param trust the role's own policy; without one, of somebody who is in no template, anything may be */
export function sessionMaking({ resource, principal }: Identity, trust: Policy | undefined, tenantTag: string): SessionMaking {
  const tag = `aws:principaltag/${tenantTag.toLowerCase()}`;
  if (principal.kind === 'anonymous' || principal.kind === 'service')
    return { isTagged: false, tenantTag: tag, isFederated: false };
  if (resource === undefined) return { isTagged: true, tenantTag: tag, isFederated: true };
  const allowing = trust === undefined ? [] : statementsOf(trust).filter(({ isDeny }) => !isDeny);
  return {
    isTagged: allowing.some((statement) => coversAction(statement, TAG_SESSION) !== false),
    tenantTag: tag,
    isFederated: allowing.some(({ principals }) => principals !== undefined && principals !== '*' && principals.has('Federated')),
  };
}

const TAG_SESSION = 'sts:tagsession';
