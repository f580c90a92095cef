// Every check, in the order in which the documentation tells them. A new one is a file and a line here.

import { allowEverything } from './allow-everything';
import { allowNotAction } from './allow-not-action';
import { allowNotPrincipal } from './allow-not-principal';
import { apiAccessLog } from './api-access-log';
import { apiAllowBesideAuthorizer } from './api-allow-beside-authorizer';
import { apiDataTrace } from './api-data-trace';
import { apiGatewayAccountOnce } from './api-gateway-account-once';
import { apiMethodWithoutAuthorizer } from './api-method-without-authorizer';
import { apiStageCaching } from './api-stage-caching';
import { authorizerCacheKey } from './authorizer-cache-key';
import { authorizerPayloadCapture } from './authorizer-payload-capture';
import { bucketPolicyPublic } from './bucket-policy-public';
import { bucketPublicAccessBlock } from './bucket-public-access-block';
import { canBecome } from './can-become';
import type { Check } from './check';
import { conditionKeyOfOtherActions } from './condition-key-of-other-actions';
import { customerManagedKey } from './customer-managed-key';
import { dataReachableFromInternet } from './data-reachable-from-internet';
import { defaultSecurityGroupUsed } from './default-security-group-used';
import { denyWithTagVariable } from './deny-with-tag-variable';
import { dnsOpen } from './dns-open';
import { encryptedTopicAlarm } from './encrypted-topic-alarm';
import { endpointPolicyBothEnds } from './endpoint-policy-both-ends';
import { endpointWithoutPolicy } from './endpoint-without-policy';
import { environmentCrossing } from './environment-crossing';
import { forAllValuesWithoutNull } from './for-all-values-without-null';
import { functionPermissionWildcardPrincipal } from './function-permission-wildcard-principal';
import { grantForAwsResource } from './grant-for-aws-resource';
import { grantedButUnreachable } from './granted-but-unreachable';
import { invokeBehindAuthorizer } from './invoke-behind-authorizer';
import { ipv6OpenRoute } from './ipv6-open-route';
import { keyPolicyWildcardPrincipal } from './key-policy-wildcard-principal';
import { keyRootDelegation } from './key-root-delegation';
import { keyRotation } from './key-rotation';
import { keySeparationOfDuties } from './key-separation-of-duties';
import { malformedPolicy } from './malformed-policy';
import { networkAclAllowAll } from './network-acl-allow-all';
import { networkAclQuota } from './network-acl-quota';
import { pointInTimeRecovery } from './point-in-time-recovery';
import { privateApiWithoutPolicy } from './private-api-without-policy';
import { referenceCycle } from './reference-cycle';
import { resourcePolicyNamesSession } from './resource-policy-names-session';
import { resourcePolicyWildcardPrincipal } from './resource-policy-wildcard-principal';
import { retainTenantData } from './retain-tenant-data';
import { securityGroupOpenToWorld } from './security-group-open-to-world';
import { securityGroupWithoutEgress } from './security-group-without-egress';
import { segmentDefaultRoute } from './segment-default-route';
import { segmentFlows } from './segment-flows';
import { servicePrincipalSource } from './service-principal-source';
import { storeUnencrypted } from './store-unencrypted';
import { subnetOutsideVpc } from './subnet-outside-vpc';
import { subnetOverlap } from './subnet-overlap';
import { tableLeadingKeys } from './table-leading-keys';
import { templateNotRead } from './template-not-read';
import { tenantDataAccess } from './tenant-data-access';
import { tenantDataKeyShared } from './tenant-data-key-shared';
import { tenantDataShared } from './tenant-data-shared';
import { transportPlainHttp } from './transport-plain-http';
import { transportTlsVersion } from './transport-tls-version';
import { trustPolicySessionTags } from './trust-policy-session-tags';
import { trustPolicyWildcardPrincipal } from './trust-policy-wildcard-principal';
import { unknownAction } from './unknown-action';
import { unknownConditionKey } from './unknown-condition-key';
import { vpcFunctionInterfacePermissions } from './vpc-function-interface-permissions';

/** Checks that are about the same thing. */
export interface Area {
  /** As docs/checks.md has it for a heading. */
  readonly title: string;
  readonly checks: readonly Check[];
}

export const AREAS: readonly Area[] = [
  {
    title: 'Policies',
    checks: [
      malformedPolicy,
      allowEverything,
      allowNotAction,
      allowNotPrincipal,
      unknownAction,
      unknownConditionKey,
      conditionKeyOfOtherActions,
      forAllValuesWithoutNull,
      denyWithTagVariable,
    ],
  },
  {
    title: 'Who is let in',
    checks: [
      servicePrincipalSource,
      resourcePolicyWildcardPrincipal,
      resourcePolicyNamesSession,
      bucketPolicyPublic,
      functionPermissionWildcardPrincipal,
      trustPolicyWildcardPrincipal,
      trustPolicySessionTags,
    ],
  },
  {
    title: 'Keys',
    checks: [keyPolicyWildcardPrincipal, keyRootDelegation, keySeparationOfDuties, grantForAwsResource],
  },
  {
    title: 'Tenants’ data',
    checks: [tableLeadingKeys, tenantDataAccess, tenantDataShared, tenantDataKeyShared, canBecome, invokeBehindAuthorizer],
  },
  {
    title: 'Access through the network',
    checks: [grantedButUnreachable, vpcFunctionInterfacePermissions],
  },
  {
    title: 'APIs',
    checks: [
      apiMethodWithoutAuthorizer,
      apiAllowBesideAuthorizer,
      privateApiWithoutPolicy,
      authorizerCacheKey,
      authorizerPayloadCapture,
      apiStageCaching,
      apiDataTrace,
      apiAccessLog,
      apiGatewayAccountOnce,
    ],
  },
  {
    title: 'Network',
    checks: [
      securityGroupOpenToWorld,
      securityGroupWithoutEgress,
      defaultSecurityGroupUsed,
      networkAclAllowAll,
      networkAclQuota,
      subnetOutsideVpc,
      subnetOverlap,
      segmentDefaultRoute,
      segmentFlows,
      ipv6OpenRoute,
      dataReachableFromInternet,
      dnsOpen,
      endpointWithoutPolicy,
      endpointPolicyBothEnds,
    ],
  },
  {
    title: 'Data at rest',
    checks: [
      storeUnencrypted,
      customerManagedKey,
      keyRotation,
      pointInTimeRecovery,
      bucketPublicAccessBlock,
      retainTenantData,
      encryptedTopicAlarm,
    ],
  },
  {
    title: 'Data in transit',
    checks: [transportPlainHttp, transportTlsVersion],
  },
  {
    title: 'Deployment',
    checks: [environmentCrossing, referenceCycle, templateNotRead],
  },
];

export const CHECKS: readonly Check[] = AREAS.flatMap(({ checks }) => checks);
