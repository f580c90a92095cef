// FunctionUrlConfig: a URL of the function, and who may call it.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { missOthersOf } from '../missed';
import { given, isNothing, picked, plainEntries } from '../values';

export function addUrl(expansion: Expansion, source: Source, name: Json): void {
  const config = own(source.properties, 'FunctionUrlConfig');
  if (isNothing(config)) return;
  if (plainEntries(config) === undefined) {
    expansion.miss(`FunctionUrlConfig of ${source.id}`);
    return;
  }
  missOthersOf(expansion, `FunctionUrlConfig of ${source.id}`, config, ['AuthType', 'Cors', 'InvokeMode']);
  const id = `${source.id}Url`;
  expansion.add(
    source,
    id,
    'AWS::Lambda::Url',
    given({ ...picked(config, ['AuthType', 'Cors', 'InvokeMode']), TargetFunctionArn: name }),
  );
  // SAM opens the function to everybody only where the template itself says so.
  if (own(config, 'AuthType') !== 'NONE') return;
  expansion.add(source, `${id}PublicPermissions`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName: name,
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  });
  expansion.add(source, `${source.id}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: name,
    Principal: '*',
    InvokedViaFunctionUrl: true,
  });
}
