// DeploymentPreference: CodeDeploy shifts the alias to a new version.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { awsManaged } from '../policies/managed';
import { assumedBy } from '../role';
import { getAtt, given, isIntrinsic, isNothing, plainEntries, ref, sub } from '../values';

const APPLICATION = 'ServerlessDeploymentApplication';
const ROLE = 'CodeDeployServiceRole';
const READ = ['Type', 'Enabled', 'Hooks', 'Alarms', 'Role', 'TriggerConfigurations', 'PassthroughCondition'];

/** CodeDeploy's own ways to shift, without the prefix that they have for Lambda. */
const BUILT_IN = /^(?:AllAtOnce|(?:Canary10Percent|Linear10PercentEvery)\d+Minutes?)$/;

/** What belongs to the template, and to no resource. */
const ALL: Source = { id: APPLICATION, type: '', properties: {}, resource: {} };

/** The alias's update policy. */
export function addDeployment(expansion: Expansion, source: Source, aliasId: string | undefined): Json | undefined {
  const { id, properties } = source;
  const preference = own(properties, 'DeploymentPreference');
  if (isNothing(preference)) return undefined;
  // What is known at deployment only is listed, and taken to be on.
  const enabled = own(preference, 'Enabled');
  if (!expansion.isOn(enabled, `DeploymentPreference of ${id}`, true) && !isIntrinsic(expansion.value(enabled))) return undefined;
  const isKnown = plainEntries(preference)?.every(([name]) => READ.includes(name)) ?? false;
  if (!isKnown || aliasId === undefined) {
    expansion.miss(`DeploymentPreference of ${id}`);
    return undefined;
  }
  const role = own(preference, 'Role');
  if (isNothing(role) && !expansion.isMade(ROLE)) {
    expansion.add(ALL, ROLE, 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: assumedBy('codedeploy.amazonaws.com'),
      ManagedPolicyArns: [awsManaged('service-role/AWSCodeDeployRoleForLambda')],
    });
  }
  if (!expansion.isMade(APPLICATION)) {
    expansion.add(ALL, APPLICATION, 'AWS::CodeDeploy::Application', { ComputePlatform: 'Lambda' });
  }
  const alarms = own(preference, 'Alarms');
  const groupId = `${id}DeploymentGroup`;
  const group = given({
    ApplicationName: ref(APPLICATION),
    AlarmConfiguration: alarmConfiguration(expansion, id, alarms),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    DeploymentConfigName: configuration(expansion.value(own(preference, 'Type')) ?? ''),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: isNothing(role) ? getAtt(ROLE, 'Arn') : role,
    TriggerConfigurations: own(preference, 'TriggerConfigurations'),
  });
  const passes = expansion.isOn(own(preference, 'PassthroughCondition'), `PassthroughCondition of ${id}`);
  expansion.add(passes ? source : { ...source, resource: {} }, groupId, 'AWS::CodeDeploy::DeploymentGroup', group);
  const hooks = own(preference, 'Hooks');
  return {
    CodeDeployLambdaAliasUpdate: given({
      ApplicationName: ref(APPLICATION),
      DeploymentGroupName: ref(groupId),
      BeforeAllowTrafficHook: own(hooks, 'PreTraffic'),
      AfterAllowTrafficHook: own(hooks, 'PostTraffic'),
    }),
  };
}

function configuration(type: Json): Json {
  return typeof type === 'string' && BUILT_IN.test(type)
    ? sub('CodeDeployDefault.Lambda${ConfigName}', { ConfigName: type })
    : type;
}

function alarmConfiguration(expansion: Expansion, id: string, alarms: Json | undefined): Json | undefined {
  if (isNothing(alarms)) return undefined;
  if (!Array.isArray(alarms)) {
    expansion.miss(`Alarms of DeploymentPreference of ${id}`);
    return undefined;
  }
  return { Enabled: true, Alarms: (alarms as readonly Json[]).map((name) => ({ Name: name })) };
}
