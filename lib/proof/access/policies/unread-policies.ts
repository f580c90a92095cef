// Properties that decide who has access in a language that the evaluators do not read. What they allow is not known, so that a verdict about
// a template with one is not clean. policy-places.ts has the policies that they read.

import { own, type Resource, type TemplateSet } from '../../template';

/** By type: its properties, and what they are for people. */
export const UNREAD_POLICIES: { readonly [type: string]: readonly [what: string, ...properties: readonly string[]] } = {
  'AWS::BedrockAgentCore::Policy': ['a Cedar policy', 'Definition'],
  'AWS::DataZone::PolicyGrant': ['grants of Amazon DataZone', 'Detail'],
  'AWS::EC2::VerifiedAccessEndpoint': ['a Cedar policy', 'PolicyDocument'],
  'AWS::EC2::VerifiedAccessGroup': ['a Cedar policy', 'PolicyDocument'],
  'AWS::EKS::AccessEntry': ['rights in a Kubernetes cluster', 'AccessPolicies', 'KubernetesGroups'],
  'AWS::EntityResolution::PolicyStatement': ['a statement of AWS Entity Resolution', 'Action'],
  'AWS::Glue::Catalog': [
    'default grants of AWS Lake Formation',
    'CreateDatabaseDefaultPermissions',
    'CreateTableDefaultPermissions',
  ],
  'AWS::IoT::Policy': ['a policy for devices', 'PolicyDocument'],
  'AWS::IoTSiteWise::AccessPolicy': ['grants of AWS IoT SiteWise', 'AccessPolicyPermission'],
  'AWS::LakeFormation::DataLakeSettings': [
    'default grants of AWS Lake Formation',
    'CreateDatabaseDefaultPermissions',
    'CreateTableDefaultPermissions',
  ],
  'AWS::LakeFormation::Permissions': ['grants of AWS Lake Formation', 'Permissions'],
  'AWS::LakeFormation::PrincipalPermissions': ['grants of AWS Lake Formation', 'Permissions'],
  'AWS::Logs::AccountPolicy': ['a policy for all log groups of the account', 'PolicyDocument'],
  'AWS::NetworkManager::CoreNetwork': ['a policy of a core network', 'PolicyDocument'],
  'AWS::ODB::OdbNetwork': ['policies of endpoints', 'KmsPolicyDocument', 'S3PolicyDocument', 'StsPolicyDocument'],
  'AWS::OpenSearchServerless::AccessPolicy': ['data access policies of OpenSearch Serverless', 'Policy'],
  'AWS::OpenSearchServerless::SecurityPolicy': ['network and encryption policies of OpenSearch Serverless', 'Policy'],
  'AWS::QBusiness::Permission': ['grants of Amazon Q Business', 'Actions'],
  'AWS::RAM::Permission': ['what a share of AWS RAM permits', 'PolicyTemplate'],
  'AWS::Signer::ProfilePermission': ['grants of AWS Signer', 'Action'],
  'AWS::VerifiedPermissions::Policy': ['a Cedar policy', 'Definition'],
  'AWS::VerifiedPermissions::PolicyTemplate': ['a Cedar policy', 'Statement'],
};

export interface UnreadPolicies {
  readonly type: string;
  /** What the proof does not read, in words. */
  readonly what: string;
  readonly holders: readonly Resource[];
}

export function unreadPoliciesOf(templates: TemplateSet): UnreadPolicies[] {
  return Object.entries(UNREAD_POLICIES).flatMap(([type, [what, ...properties]]) => {
    const holders = templates.ofType(type).filter((one) => properties.some((name) => own(one.properties, name) !== undefined));
    return holders.length === 0 ? [] : [{ type, what, holders }];
  });
}
