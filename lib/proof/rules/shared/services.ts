// A service of AWS as a caller of KMS.
import type { Identity } from '../../access';
import type { RequestContext } from '../../iam';

/** @param name such as `logs.amazonaws.com` */
export function service(name: string): Identity {
  return { name, principal: { kind: 'service', name }, identityPolicies: [], unknownPolicies: [], tags: {} };
}

/** The context of a call that a service makes for itself, about a resource of this account. */
export function bySelf(name: string, account: string): RequestContext {
  return {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': name,
    'aws:SourceAccount': account,
    // The call comes from an account of AWS, and not through another service.
    'kms:ViaService': [],
    'kms:CallerAccount': [],
  };
}
