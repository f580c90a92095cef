// The rules of this area. A new rule is a file, and a line here.
export { bucketPolicyPublic } from './bucket-policy-public';
export { functionPermissionWildcardPrincipal } from './function-permission-wildcard-principal';
export { resourcePolicyNamesSession } from './resource-policy-names-session';
export { resourcePolicyWildcardPrincipal } from './resource-policy-wildcard-principal';
export { servicePrincipalSource } from './service-principal-source';
export { trustPolicySessionTags } from './trust-policy-session-tags';
export { trustPolicyWholeAccount } from './trust-policy-whole-account';
export { trustPolicyWildcardPrincipal } from './trust-policy-wildcard-principal';
