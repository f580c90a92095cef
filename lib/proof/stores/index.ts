// The stores that could hold tenants' data, and the session tags that could hold the tenant: what the user has to say to the proof.
export { type ComparedTag, comparedTags } from './compared-tags';
export { type Candidate, type Marking, NO_STORES, STORE_TYPES, storesOf } from './stores';
