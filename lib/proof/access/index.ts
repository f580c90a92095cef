// Who has access to what, by the policies of the templates.
export { type AttachedPolicies, policiesOf, resourcePolicyOf } from './policies';
