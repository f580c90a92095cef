// Properties of the CloudFormation schema that look like policies.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, TypeDefinition } from '@aws-cdk/service-spec-types';

const LIKE_A_POLICY = /polic(?:y|ies)|permission|statement/i;

/** `AWS::S3::BucketPolicy PolicyDocument`, sorted: JSON and text whose name or type is like a policy's. */
export function policyProperties(): string[] {
  const database = loadAwsServiceSpecSync();
  const found = new Set<string>();
  for (const resource of database.all('resource')) walk(resource.cloudFormationType, resource.properties, [], []);
  return [...found].sort();

  function walk(
    type: string,
    properties: TypeDefinition['properties'],
    path: readonly string[],
    within: readonly string[],
  ): void {
    for (const [name, property] of Object.entries(properties)) {
      const kinds = alternativesOf(property.type);
      const isText = kinds.some((one) => one.type === 'json' || one.type === 'string');
      const isAll = path.length === 0 && kinds.some((one) => one.type === 'json') && LIKE_A_POLICY.test(type);
      if (isText && (isAll || LIKE_A_POLICY.test(name))) found.add(`${type} ${[...path, name].join('.')}`);
      for (const one of kinds) {
        if (one.type !== 'ref') continue;
        const definition = database.get('typeDefinition', one.reference.$ref);
        if (!within.includes(definition.$id)) walk(type, definition.properties, [...path, name], [...within, definition.$id]);
      }
    }
  }
}

/** Every resource type of the schema. */
export function resourceTypes(): ReadonlySet<string> {
  return new Set([...loadAwsServiceSpecSync().all('resource')].map(({ cloudFormationType }) => cloudFormationType));
}

/** What a value can be, in lists and maps too. */
function alternativesOf(type: PropertyType): PropertyType[] {
  if (type.type === 'union') return type.types.flatMap(alternativesOf);
  return type.type === 'array' || type.type === 'map' ? alternativesOf(type.element) : [type];
}

/** Properties that are no policy about access to AWS, and why. A row that fits nothing fails the test. */
export const NOT_ABOUT_ACCESS: readonly (readonly [fits: RegExp, why: string])[] = [
  [/[ .]\w*(?:Names?|Ids?|Type|Description|Label|PolicyRuntime|PolicyLanguage|ObjectIdentifier|PolicyRuleNumber)$/, 'a name'],
  [/[ .]\w*Arns?$/, 'names a policy: its text is in a resource of its own, or is AWS’s'],
  [/QueryStatement$/, 'a query'],
  [
    /[ .]\w*(?:Lifecycle|Deletion|DeletePropagation|UpdateReplace|Termination|Retention|Snapshot|Caching|AutoImport|Update)Polic(?:y|ies)$/,
    'how long something lives',
  ],
  [
    /[ .]\w*(?:Ssl|Tls|Security|Protocol|Https|Alpn|Referrer)Polic(?:y|ies)$|WebAppEndpointPolicy$/,
    'how a connection is protected: the rules about transport read it',
  ],
  [
    /[ .]\w*(?:Redrive|RedriveAllow|Delivery|Filter|Replay|Archive|ActionFailure|FailureHandling|Exception|Fill|Rate|Execution|Routing|Stickiness|ImagePull|Dns|Protection|Safeguard|Language\w*Selection|Automated\w*|Default)Polic(?:y|ies)$|FilterPolicyScope$/,
    'how messages or work are handled',
  ],
  [/ FieldIndexPolicies$| DataProtectionPolicy$/, 'fields of log events'],
  [/Scaling|PolicyUpdateBehavior/, 'scaling'],
  [
    /Devices\.Permissions?$|Volumes\.Permission$|GroupPermission$|ResourceAccessPolicies\.Permission$/,
    'a device or a file in a container',
  ],
  [/Posix\w*$|Creation(?:Info|Permissions)\.Permissions$/, 'mode bits of files'],
  [/^AWS::Serverless::/, 'SAM is expanded first'],
  [
    /^AWS::(?:AppStream|Connect|AppIntegrations|Chatbot|DataZone::EnvironmentBlueprintConfiguration|WorkSpacesWeb)\b.*/,
    'what users see in an application',
  ],
  [
    /^AWS::(?:Config::\w+|FMS::Policy|Organizations::Policy|DLM::\w+|BCMDataExports::\w+) /,
    'governs resources: it grants nothing',
  ],
  [
    / (?:SessionPolicy)$|^AWS::(?:Transfer::User|EKS::PodIdentityAssociation) Policy$/,
    'takes rights from the sessions of a role: it grants nothing',
  ],
  [/^AWS::(?:CloudFormation|QLDB)::\w+ Permission\w*$/, 'a choice between two ways of authorizing'],
  [/^AWS::QuickSight::/, 'rows and people of Amazon QuickSight'],
  [/^AWS::S3::AccessGrant Permission$/, 'tenant-data-shared reads it'],
  [/^AWS::Glue::Database /, 'defaults for tables of AWS Lake Formation, as in the catalog'],
  [/OverwriteChildResourcePermissionsWithDefault$/, 'when the defaults apply'],
  [/^AWS::EC2::NetworkInterfacePermission /, 'lets an account attach an interface'],
  [/^AWS::SES::ReceiptFilter /, 'addresses that mail comes from'],
  [/^AWS::IVS::Channel |^AWS::MediaLive::Channel /, 'how a stream is made'],
  [/ UserContextPolicy$/, 'whether a search knows its user'],
  [/^AWS::SSM::Parameter Policies$/, 'how long a parameter lives'],
  [/^AWS::PCAConnectorAD::/, 'purposes of certificates'],
  [/LifecyclePolicyText$|^AWS::OpenSearchServerless::LifecyclePolicy /, 'how long something lives'],
  [
    / PermissionsBoundary$|^AWS::SSO::PermissionSet ManagedPolicies$/,
    'names a policy: its text is in a resource of its own, or is AWS’s',
  ],
  [/^AWS::S3Express::AccessPoint Scope\.Permissions$/, 'limits what an access point may be used for: it grants nothing'],
  [/^AWS::Bedrock::Guardrail /, 'what a model may answer'],
  [/PermissionsWithGrantOption$/, 'as Permissions of the same resource'],
];
