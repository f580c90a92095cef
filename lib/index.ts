// cdk-bulkhead: tenant isolation for multi-tenant SaaS on AWS, as CDK constructs.
export { AlarmOptions } from './common/alarm-options';
export * from './encryption';
export * from './identity';
export * from './local';
export * from './network';
export { TenantIsolationChecks, TenantIsolationChecksProps } from './proof/tenant-isolation-checks';
export * from './service';
export * from './tenancy';
