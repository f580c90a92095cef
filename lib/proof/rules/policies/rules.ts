// The rules of this area. A new rule is a file, and a line here.
export { allowEverything } from './allow-everything';
export { allowNotAction } from './allow-not-action';
export { allowNotPrincipal } from './allow-not-principal';
export { conditionKeyOfOtherActions } from './condition-key-of-other-actions';
export { denyWithTagVariable } from './deny-with-tag-variable';
export { forAllValuesWithoutNull } from './for-all-values-without-null';
export { malformedPolicy } from './malformed-policy';
export { managedPolicyUnknown } from './managed-policy-unknown';
export { passAnyRole } from './pass-any-role';
export { unknownAction } from './unknown-action';
export { unknownConditionKey } from './unknown-condition-key';
