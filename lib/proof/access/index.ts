// Who has access to what, by the policies of the templates.
export { Access, type Asked } from './access';
export { Administration, type Edge } from './administration';
export { type Call, type Caller, callersOf, type Effective, effective, endpointNameOf } from './calls';
export { type Consequence, consequenceOf } from './consequence';
export { type DocumentKind, documentsOf, type PolicyDocument, pathOf } from './documents';
export { ANYBODY, type Identity, STRANGER, tagsOf } from './identity';
export { type Cell, crossesTenants, isolationMatrix, type Matrix, type MatrixOptions } from './matrix';
export { type AttachedPolicies, type OwnPolicy, PolicyIndex } from './policies';
export { serviceOf } from './probes';
export { type Acting, type Assumption, Sessions } from './sessions';
export {
  type ConditionText,
  conditionsOn,
  list,
  type PrincipalText,
  type StatementText,
  texts,
} from './statement-text';
export { tenantDataOf, UnknownResourceError } from './tenant-data';
export { DATA_TENANT, OTHER_TENANTS, SESSION_KINDS, type Session, type SessionKind, sessionTags } from './tenants';
