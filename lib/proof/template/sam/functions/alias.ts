// AutoPublishAlias: a version of each deployment, the alias that names it, and CodeDeploy where traffic shifts to it by degrees.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { alphanumeric, getAtt, given, isNothing, picked, ref } from '../values';
import { addDeployment } from './deployment';

export interface Alias {
  readonly id: string;
  readonly name: Json;
}

/** Undefined for a function without an alias. The version's logical id ends with a fixed word: SAM's has a hash of the code. */
export function addAlias(expansion: Expansion, source: Source): Alias | undefined {
  const { id, properties } = source;
  const written = own(properties, 'AutoPublishAlias');
  if (isNothing(written)) {
    addDeployment(expansion, source, undefined);
    return undefined;
  }
  const name = expansion.value(written) ?? written;
  const aliasId = `${id}Alias${typeof name === 'string' ? inLogicalId(name) : ''}`;
  const versionId = `${id}VersionPublished`;
  const retention = expansion.value(own(properties, 'VersionDeletionPolicy'));
  expansion.add(
    source,
    versionId,
    'AWS::Lambda::Version',
    given({ FunctionName: ref(id), Description: own(properties, 'VersionDescription') }),
    { DeletionPolicy: own(source.resource, 'DeletionPolicy') ?? retention ?? 'Retain' },
  );
  const update = addDeployment(expansion, source, aliasId);
  expansion.add(
    source,
    aliasId,
    'AWS::Lambda::Alias',
    {
      Name: name,
      FunctionName: ref(id),
      FunctionVersion: getAtt(versionId, 'Version'),
      ...picked(properties, ['ProvisionedConcurrencyConfig']),
    },
    update === undefined ? {} : { UpdatePolicy: update },
  );
  expansion.referables.set(`${id}.Alias`, aliasId);
  expansion.referables.set(`${id}.Version`, versionId);
  return { id: aliasId, name };
}

/** Dashes and underscores, which an alias may have and a logical id not. */
function inLogicalId(name: string): string {
  return alphanumeric(name.replaceAll('-', 'D').replaceAll('_', 'U'));
}
