// What a second set of templates allows and the first does not.
export { type GainedAccess, gainedAccess } from './access';
export { type GainedReach, gainedReach } from './reachability';
