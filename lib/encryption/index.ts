// Keys under implicit deny.
export { IdentityCenterRole } from './identity-center-role';
export * from './service-key';
export * from './service-key-uses';
