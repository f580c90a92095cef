// Types that a local AWS does not support, and that mean the same as a type that it supports.
import type { Definition } from '../definition';

/** CloudFormation's policy of one role or user, and the member of `AWS::IAM::Policy` that names it. */
const ONE_HOLDER: { readonly [type: string]: readonly [property: string, list: string] } = {
  'AWS::IAM::RolePolicy': ['RoleName', 'Roles'],
  'AWS::IAM::UserPolicy': ['UserName', 'Users'],
};

/** `definition` itself if nothing is to be rewritten, or if the policy has no document of its own. */
export function heldType(definition: Definition): Definition {
  const { Type = '', Properties = {} } = definition;
  const [property, list] = (Object.hasOwn(ONE_HOLDER, Type) ? ONE_HOLDER[Type] : undefined) ?? [];
  if (property === undefined || list === undefined || Properties.PolicyDocument === undefined) return definition;
  const { [property]: holder, ...rest } = Properties;
  return { ...definition, Type: 'AWS::IAM::Policy', Properties: { ...rest, [list]: [holder] } };
}
