// How sessions of an identity are created, and which unknown keys they may therefore bring: tags from the caller who assumes the role, and
// claims of an identity provider that the role trusts (AWS STS: session tags; IAM User Guide: keys for web identity and SAML federation).

import { coversAction, type Policy, statementsOf } from '../iam';
import type { Identity } from './identities/identity';

export interface SessionMaking {
  /** Whether a session may have tags other than the tenant's. The scenario sets the tenant's tag. */
  readonly isTagged: boolean;
  /** In lower case. The scenario sets its value. */
  readonly tenantTag: string;
  /** Whether an identity provider may create the session. */
  readonly isFederated: boolean;
}

/** @param trust the trust policy of the role. Without one, for an identity outside the templates, everything is possible */
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
