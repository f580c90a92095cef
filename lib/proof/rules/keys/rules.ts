// The rules of this area. A new rule is a file, and a line here.
export { grantForAwsResource } from './grant-for-aws-resource';
export { keyPolicyWildcardPrincipal } from './key-policy-wildcard-principal';
export { keyRootDelegation } from './key-root-delegation';
export { keySeparationOfDuties } from './key-separation-of-duties';
export { keyUnusable } from './key-unusable';
