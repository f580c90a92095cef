// Definitions before CDK turns references to other stacks into exports. Such a reference becomes the target's path.

import {
  type CfnElement,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isObject } from '../definition';

/** No logical id has a slash. */
export const foreignName = (target: IConstruct): string => `/${target.node.path}`;

class ForeignReferences extends DefaultTokenResolver {
  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token) && Stack.of(token.target) !== Stack.of(context.scope))
      return { Ref: foreignName(token.target) };
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Like CDK's concatenation for CloudFormation: text and intrinsics become one `Fn::Join`. */
const concatenation = {
  join: (left: unknown, right: unknown): unknown => {
    const parts = [...partsOf(left), ...partsOf(right)];
    if (parts.length === 1) return parts[0];
    return parts.every((part) => typeof part === 'string') ? parts.join('') : { 'Fn::Join': ['', parts] };
  },
};

function partsOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  const [separator, parts] = isObject(value) && Array.isArray(value['Fn::Join']) ? value['Fn::Join'] : [];
  return separator === '' && Array.isArray(parts) ? parts : [value];
}

export function resolvedHere(value: unknown, scope: CfnElement): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ForeignReferences(concatenation), preparing: false });
}
