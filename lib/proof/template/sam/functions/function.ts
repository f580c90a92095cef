// AWS::Serverless::Function: the function, its role, its alias, what calls it and where its results go.

import { type Json, type JsonObject, own } from '../../template';
import { readEvents } from '../events/read-events';
import type { Expansion, Source } from '../expansion';
import { awsManaged } from '../policies/managed';
import { type RolePolicies, readPolicies } from '../policies/read-policies';
import { addRole, givenOrMadeRole, statement } from '../role';
import { getAtt, given, isNothing, picked, plainEntries, ref } from '../values';
import { addAlias } from './alias';
import { codeOf } from './code';
import { addInvokeConfig } from './invoke-config';
import { tagsOf } from './tags';
import { addUrl } from './url';

/** Lambda's own properties, under the same name. */
const SAME = `Architectures CodeSigningConfigArn Description DurableConfig Environment EphemeralStorage
  FileSystemConfigs FunctionName FunctionScalingConfig Handler ImageConfig KmsKeyArn Layers LoggingConfig MemorySize PackageType
  PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions Runtime RuntimeManagementConfig SnapStart TenancyConfig Timeout
  VpcConfig`.split(/\s+/);

const READ =
  `AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256 CapacityProviderConfig CodeUri DeadLetterQueue
  DeploymentPreference EventInvokeConfig Events FunctionUrlConfig ImageUri InlineCode PermissionsBoundary Policies PropagateTags
  ProvisionedConcurrencyConfig Role RolePath SourceKMSKeyArn Tags Tracing VersionDescription VersionDeletionPolicy`.split(/\s+/);

const DEAD_LETTERS: { readonly [type: string]: string } = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

export function expandFunction(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  for (const name of Object.keys(properties)) {
    if (!SAME.includes(name) && !READ.includes(name)) expansion.miss(`${name} of ${id}`);
  }
  const policies = readPolicies(expansion, source);
  policies.managed.unshift(...ownPolicies(expansion, source));
  const tags = tagsOf(expansion, source, 'lambda:createdBy');
  const deadLetters = deadLetterConfig(expansion, source, policies.inline);
  const roleId = `${id}Role`;
  const alias = addAlias(expansion, source);
  const called = alias === undefined ? { name: ref(id), arn: getAtt(id, 'Arn') } : { name: ref(alias.id), arn: ref(alias.id) };
  const isPropagated = expansion.isOn(own(properties, 'PropagateTags'), `PropagateTags of ${id}`);
  const propagated = isPropagated ? tags.filter((tag) => own(tag, 'Key') !== 'lambda:createdBy') : [];
  const target = { kind: 'function' as const, ...called, tags: propagated.length === 0 ? undefined : propagated };
  addInvokeConfig(expansion, source, alias?.name, policies.inline);
  addUrl(expansion, source, called.name);
  readEvents(expansion, source, target, policies);

  const role = givenOrMadeRole(expansion, source, roleId, (attributes) => {
    const document = own(properties, 'AssumeRolePolicyDocument');
    const more = {
      ...(document !== undefined && { AssumeRolePolicyDocument: document }),
      Path: own(properties, 'RolePath'),
      PermissionsBoundary: own(properties, 'PermissionsBoundary'),
      Tags: tags,
    };
    addRole(expansion, source, { id: roleId, service: 'lambda.amazonaws.com', policies: distinct(policies), more }, attributes);
  });
  const tracing = own(properties, 'Tracing');
  expansion.add(source, id, 'AWS::Lambda::Function', {
    ...picked(properties, SAME),
    ...given({
      Code: codeOf(properties),
      DeadLetterConfig: deadLetters,
      Role: role,
      Tags: tags,
      TracingConfig: isNothing(tracing) || expansion.value(tracing) === 'Disabled' ? undefined : { Mode: tracing },
      CapacityProviderConfig: capacityProvider(own(properties, 'CapacityProviderConfig')),
    }),
  });
}

/** What every function's role has: to write logs, to trace, to reach its VPC. */
function ownPolicies(expansion: Expansion, { properties }: Source): Json[] {
  const isDurable = !isNothing(own(properties, 'DurableConfig'));
  const isInVpc = !isNothing(own(properties, 'VpcConfig'));
  const tracing = expansion.value(own(properties, 'Tracing'));
  const basic = `service-role/AWSLambda${isDurable ? 'BasicDurableExecutionRolePolicy' : 'BasicExecutionRole'}`;
  return [
    awsManaged(basic),
    ...(isNothing(tracing) || tracing === 'Disabled' ? [] : [awsManaged(expansion.tracingPolicy)]),
    ...(isInVpc ? [awsManaged('service-role/AWSLambdaVPCAccessExecutionRole')] : []),
  ];
}

function deadLetterConfig(expansion: Expansion, { id, properties }: Source, inline: Json[]): Json | undefined {
  const queue = own(properties, 'DeadLetterQueue');
  if (isNothing(queue)) return undefined;
  const [type, to] = [expansion.value(own(queue, 'Type')), own(queue, 'TargetArn')];
  const action = typeof type === 'string' && Object.hasOwn(DEAD_LETTERS, type) ? DEAD_LETTERS[type] : undefined;
  if (plainEntries(queue) === undefined || action === undefined || to === undefined) {
    expansion.miss(`DeadLetterQueue of ${id}`);
    return undefined;
  }
  inline.push({
    PolicyName: 'DeadLetterQueuePolicy',
    PolicyDocument: { Version: '2012-10-17', Statement: [statement(action, to)] },
  });
  return { TargetArn: to };
}

function capacityProvider(config: Json | undefined): Json | undefined {
  if (plainEntries(config) === undefined) return config;
  const { Arn: provider, ...others } = config as JsonObject;
  return { LambdaManagedInstancesCapacityProviderConfig: given({ CapacityProviderArn: provider, ...others }) };
}

/** Two events may need the same managed policy. */
function distinct({ managed, inline }: RolePolicies): RolePolicies {
  const named = new Map(managed.map((one, index) => [managedName(one) ?? index, one]));
  return { managed: [...named.values()], inline };
}

function managedName(policy: Json): string | undefined {
  const text = own(policy, 'Fn::Sub') ?? policy;
  return typeof text === 'string' ? text : undefined;
}
