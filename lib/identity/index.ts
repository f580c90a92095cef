// Who is calling, and for which tenant.
export * from './decision/asap-authorizer';
export { DecisionSettings } from './decision/decision-function';
export { DecisionPoint, RefusalRatioAlarmOptions } from './decision/decision-point';
export * from './decision/tenant-session-broker';
export * from './keys/asap-identity';
export * from './keys/asap-key-repository';
export { AsapKeyDistributionProps } from './keys/key-distribution';
