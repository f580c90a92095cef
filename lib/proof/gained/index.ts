// What one set of templates allows and another does not.
export { type GainedAccess, gainedAccess } from './access';
export { type GainedReach, gainedReach } from './reachability';
