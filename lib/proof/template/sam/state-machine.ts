// AWS::Serverless::StateMachine: the state machine, its role, its alias and what starts it.

import { isObject, type Json, type JsonObject, own } from '../template';
import { readEvents } from './events/read-events';
import type { Expansion, Source } from './expansion';
import { definitionLocation } from './functions/code';
import { tagsOf } from './functions/tags';
import { missOthersOf } from './missed';
import { awsManaged } from './policies/managed';
import { readPolicies } from './policies/read-policies';
import { addRole, givenOrMadeRole } from './role';
import { alphanumeric, getAtt, given, isIntrinsic, isNothing, picked, plainEntries, ref } from './values';

const READ = `AutoPublishAlias Definition DefinitionSubstitutions DefinitionUri DeploymentPreference Events Logging Name
  PermissionsBoundary Policies PropagateTags Role RolePath Tags Tracing Type UseAliasAsEventTarget`.split(/\s+/);

export function expandStateMachine(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, READ);
  const tags = tagsOf(expansion, source, 'stateMachine:createdBy');
  const policies = readPolicies(expansion, source);
  const roleId = `${id}Role`;
  if (tracesToXRay(expansion, source)) policies.managed.push(awsManaged(expansion.tracingPolicy));
  const role = givenOrMadeRole(expansion, source, roleId, (attributes) => {
    const more = { ...rolePlace(properties), Tags: tags };
    addRole(expansion, source, { id: roleId, service: 'states.amazonaws.com', policies, more }, attributes);
  });
  const alias = addAlias(expansion, source);
  const usesAlias =
    alias !== undefined && expansion.isOn(own(properties, 'UseAliasAsEventTarget'), `UseAliasAsEventTarget of ${id}`);
  const isPropagated = expansion.isOn(own(properties, 'PropagateTags'), `PropagateTags of ${id}`);
  const propagated = isPropagated && tags.length > 1 ? tags.slice(1) : undefined;
  const arn = ref(usesAlias ? alias : id);
  readEvents(
    expansion,
    source,
    { kind: 'stateMachine', name: arn, arn, tags: propagated, boundary: own(properties, 'PermissionsBoundary') },
    policies,
  );
  expansion.add(source, id, 'AWS::StepFunctions::StateMachine', {
    ...definition(expansion, source),
    ...given({
      LoggingConfiguration: own(properties, 'Logging'),
      RoleArn: role,
      StateMachineName: own(properties, 'Name'),
      StateMachineType: own(properties, 'Type'),
      Tags: tags,
      TracingConfiguration: own(properties, 'Tracing'),
    }),
    ...picked(properties, ['DefinitionSubstitutions']),
  });
}

function rolePlace(properties: JsonObject): { readonly [name: string]: Json | undefined } {
  return { Path: own(properties, 'RolePath'), PermissionsBoundary: own(properties, 'PermissionsBoundary') };
}

function tracesToXRay(expansion: Expansion, { id, properties }: Source): boolean {
  const tracing = own(properties, 'Tracing');
  if (!isNothing(tracing) && plainEntries(tracing) === undefined) expansion.miss(`Tracing of ${id}`);
  return expansion.isOn(own(tracing, 'Enabled'), `Tracing of ${id}`);
}

/** Undefined without an alias. */
function addAlias(expansion: Expansion, source: Source): string | undefined {
  const { id, properties } = source;
  const written = own(properties, 'AutoPublishAlias');
  if (isNothing(written)) return undefined;
  const name = expansion.value(written) ?? written;
  const versionId = `${id}Version`;
  const aliasId = `${id}Alias${typeof name === 'string' ? alphanumeric(name) : ''}`;
  const preference = own(properties, 'DeploymentPreference') ?? {};
  expansion.add(
    source,
    versionId,
    'AWS::StepFunctions::StateMachineVersion',
    { StateMachineArn: ref(id), StateMachineRevisionId: getAtt(id, 'StateMachineRevisionId') },
    { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
  );
  expansion.add(source, aliasId, 'AWS::StepFunctions::StateMachineAlias', {
    Name: name,
    DeploymentPreference: {
      Type: 'ALL_AT_ONCE',
      ...(isObject(preference) && !isIntrinsic(preference) ? preference : {}),
      StateMachineVersionArn: ref(versionId),
    },
  });
  expansion.referables.set(`${id}.Alias`, aliasId);
  expansion.referables.set(`${id}.Version`, versionId);
  return aliasId;
}

/** The definition in the template is an object there already: Step Functions takes it as text. */
function definition(expansion: Expansion, { id, properties }: Source): JsonObject {
  const [inline, uri] = [own(properties, 'Definition'), own(properties, 'DefinitionUri')];
  if (!isNothing(inline)) return { Definition: inline };
  if (isNothing(uri)) expansion.miss(`DefinitionUri of ${id}`);
  return given({ DefinitionS3Location: definitionLocation(uri) });
}
