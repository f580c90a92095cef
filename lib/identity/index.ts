// Who is calling, and for which tenant.
export * from './asap-authorizer';
export * from './asap-identity';
export * from './asap-key-repository';
export { DecisionSettings } from './decision-function';
export { DecisionPoint, RefusalRatioAlarmProps } from './decision-point';
export { AsapKeyDistributionProps } from './key-distribution';
export * from './tenant-sessions';
