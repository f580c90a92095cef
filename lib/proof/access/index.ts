// Who has access to what, by the policies of the templates.
export { Access, type AccessRequest } from './access';
export { Administration } from './administration/administration';
export { AlteredReach } from './administration/altered-reach';
export { DataAuthority } from './administration/data-authority';
export type { Edge } from './administration/edge';
export { WholeAccount } from './administration/whole-account';
export { forwardAccess } from './forward-access';
export { ANYBODY, type Identity, STRANGER } from './identities/identity';
export { tagsOf } from './identities/tags';
export { type Consequence, concernsData, consequenceOf, DATA_SERVICES } from './matrix/consequence';
export { type Cell, crossesTenants, isolationMatrix, type Matrix, restsOnUnknownAwsPolicy } from './matrix/matrix';
export { JUDGED_TYPES, servicesOf } from './matrix/services';
export { type ActingSession, type Assumption, Sessions } from './matrix/sessions';
export { indexesOf } from './matrix/table-indexes';
export { perhapsTenantData, resourcesNamed, tenantDataOf, UnknownResourceError } from './matrix/tenant-data';
export { DATA_TENANT, OTHER_TENANTS, SESSION_KINDS, type Session, type SessionKind, sessionTags } from './matrix/tenants';
export { type DocumentKind, documentsOf, type PolicyDocument, pathOf } from './policies/documents';
export { awsPolicyName, MANAGED_POLICIES } from './policies/managed-policies';
export { type AttachedPolicies, type OwnPolicy, PolicyIndex } from './policies/policies';
export {
  type ConditionText,
  conditionsOn,
  mayAllow,
  type PrincipalText,
  type StatementText,
  statementTexts,
} from './policies/statement-text';
export { isByUnknownAwsPolicy, isUnknownAwsPolicy, unknownPolicyIn } from './policies/unknown-policy';
export { unreadPoliciesOf } from './policies/unread-policies';
