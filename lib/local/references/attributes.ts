// Attributes that MiniStack's resources lack, although the template has their values. `Fn::GetAtt` of one fails the stack.
import { type Definition, isObject, type JsonObject, LOCAL_CHANGE, type Rewritten } from '../definition';
import { namesIn } from './names';

/** By type: attributes whose value is the property of the same name. */
const WRITTEN_AS_PROPERTY: { readonly [type: string]: readonly string[] } = {
  'AWS::EC2::Subnet': ['CidrBlock', 'VpcId'],
  'AWS::EC2::VPC': ['CidrBlock'],
};

/** Values by `logicalId.attribute`. */
export function writtenAttributes(id: string, { Type = '', Properties = {} }: Definition): [string, unknown][] {
  const names = (Object.hasOwn(WRITTEN_AS_PROPERTY, Type) ? WRITTEN_AS_PROPERTY[Type] : undefined) ?? [];
  // A name of another stack's construct is not one that a template could hold.
  const isOwn = (value: unknown) => value !== undefined && ![...namesIn(value)].some((name) => name.startsWith('/'));
  return names.filter((name) => isOwn(Properties[name])).map((name) => [`${id}.${name}`, Properties[name]]);
}

/** @param written values by `logicalId.attribute`, of the definition's own stack */
export function withWrittenAttributes(definition: Definition, written: ReadonlyMap<string, unknown>): Rewritten {
  const replaced = new Set<string>();
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isObject(value)) return value;
    const attribute = attributeOf(value);
    if (attribute !== undefined && written.has(attribute)) {
      replaced.add(attribute);
      return written.get(attribute);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item)]));
  };
  const rewritten = rewrite(definition) as Definition;
  const changes = [...replaced].map((name) => ({
    id: LOCAL_CHANGE,
    text: `${name} rewritten to the value of the property, because a local AWS lacks the attribute`,
  }));
  return changes.length === 0 ? { definition, changes } : { definition: rewritten, changes };
}

function attributeOf({ 'Fn::GetAtt': argument }: JsonObject): string | undefined {
  return Array.isArray(argument) ? argument.join('.') : typeof argument === 'string' ? argument : undefined;
}
