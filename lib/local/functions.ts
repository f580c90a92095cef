// Addresses of APIs and buckets in a function's environment.
import { localAddress } from './addresses';
import { type Definition, isObject, LOCAL_CHANGE, type Rewritten } from './definition';

export function localEnvironment(definition: Definition, endpoint: string): Rewritten {
  const environment = definition.Type === 'AWS::Lambda::Function' ? definition.Properties?.Environment : undefined;
  if (!isObject(environment) || !isObject(environment.Variables)) return { definition, changes: [] };
  const before = environment.Variables;
  const after = Object.fromEntries(Object.entries(before).map(([name, value]) => [name, localAddress(value, endpoint)]));
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return { definition, changes: [] };
  return {
    definition: { ...definition, Properties: { ...definition.Properties, Environment: { ...environment, Variables: after } } },
    changes: changed.map((name) => ({ id: LOCAL_CHANGE, text: `${name} rewritten to an address below the local endpoint` })),
  };
}
