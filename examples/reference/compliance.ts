// Which cdk-nag packs judge the reference app. The registered ones must find nothing; what the others still find is counted in
// findings.json, which may only shrink. A pack is registered once its open list is empty.
import { type App, Validations } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type NagPack,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';

export function registeredPacks(app: App): NagPack[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
}

export function reportedPacks(app: App): NagPack[] {
  return [new NIST80053R4Checks(app), new NIST80053R5Checks(app), new HIPAASecurityChecks(app), new PCIDSS321Checks(app)];
}

export function registerPacks(app: App): void {
  Validations.of(app).addPlugins(...registeredPacks(app));
}

/** Where an open finding is closed, by the rule's name without its pack. Those that are wrong for us say why. */
export const CLOSED_BY: { readonly [rule: string]: string } = {
  APIGWAssociatedWithWAF: 'network: ingress with a web application firewall',
  IAMNoInlinePolicy: 'edge: the callers of this app become a TenantEdge, which writes no inline policy',
  DynamoDBInBackupPlan: 'resilience: locked backups',
  S3BucketReplicationEnabled: 'resilience: replication',
  S3BucketDefaultLockEnabled: 'audit: access logs that cannot be changed; public keys must stay removable',
};
