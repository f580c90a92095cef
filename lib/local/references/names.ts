// The names that a definition refers to: logical ids of its own stack, constructs of other stacks, names of exports.
import { isObject } from '../definition';

/** No logical id has a colon. */
export const exportedName = (name: string): string => `export:${name}`;

export function namesIn(value: unknown, names: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, names);
  else if (isObject(value)) {
    for (const [key, argument] of Object.entries(value)) {
      if (key === 'Ref' && typeof argument === 'string') names.add(argument);
      else if (key === 'Fn::GetAtt') addTarget(argument, names);
      else if (key === 'Fn::Sub') addVariables(argument, names);
      else if (key === 'Fn::ImportValue' && typeof argument === 'string') names.add(exportedName(argument));
      else namesIn(argument, names);
    }
  }
  return names;
}

/** `[logicalId, attribute]` or `logicalId.attribute`. */
function addTarget(argument: unknown, names: Set<string>): void {
  const [target] = Array.isArray(argument) ? argument : String(argument).split('.');
  if (typeof target === 'string') names.add(target);
}

/** `${Name}` and `${Name.Attribute}` that the function does not define itself; `${!Name}` is text. */
function addVariables(argument: unknown, names: Set<string>): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  const own = isObject(variables) ? variables : {};
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!{}][^{}]*)\}/g)) {
    const [target = ''] = name.trim().split('.');
    if (!Object.hasOwn(own, name.trim())) names.add(target);
  }
  namesIn(own, names);
}
