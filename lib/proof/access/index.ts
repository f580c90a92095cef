// Who has access to what, by the policies of the templates.
export { Access, type Asked } from './access';
export { Administration } from './administration';
export { AlteredReach } from './altered-reach';
export { type Call, type Caller, callersOf, type Effective, effective, endpointNameOf } from './calls';
export { type Consequence, consequenceOf } from './consequence';
export { DataAuthority } from './data-authority';
export { type DocumentKind, documentsOf, type PolicyDocument, pathOf } from './documents';
export type { Edge } from './edge';
export { ANYBODY, type Identity, STRANGER } from './identity';
export { type Cell, crossesTenants, isolationMatrix, type Matrix } from './matrix';
export { type AttachedPolicies, type OwnPolicy, PolicyIndex } from './policies';
export { servicesOf } from './services';
export { type Acting, type Assumption, Sessions } from './sessions';
export {
  type ConditionText,
  conditionsOn,
  list,
  mayAllow,
  type PrincipalText,
  type StatementText,
  texts,
} from './statement-text';
export { tagsOf } from './tags';
export { tenantDataOf, UnknownResourceError } from './tenant-data';
export { DATA_TENANT, OTHER_TENANTS, SESSION_KINDS, type Session, type SessionKind, sessionTags } from './tenants';
