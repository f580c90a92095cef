// Findings of cdk-nag that are wrong for what these constructs do, acknowledged where they arise and with the reason. A user who
// registers the packs then sees the user's own findings only. Ids are the full ones: a bare rule id would not cover `[…]` findings.

import { Reference, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

export interface Acknowledged {
  readonly id: string;
  readonly reason: string;
}

export function acknowledge(construct: IConstruct, ...findings: Acknowledged[]): void {
  for (const finding of findings) Validations.of(construct).acknowledge(finding);
}

/**
 * The ids under which cdk-nag reports a resource with a wildcard. Intrinsics appear as `<LogicalId.Attribute>`; what belongs to
 * another stack appears so too while a stack is judged alone, and under its export's name once the app is synthesised.
 */
export function wildcardFindings(scope: IConstruct, resource: string): string[] {
  const stack = Stack.of(scope);
  const direct = flatten(stack.resolve(resource));
  const imported = flatten(stack.resolve(withImports(stack, resource)));
  return [...new Set([direct, imported])].map((text) => `AwsSolutions-IAM5[Resource::${text}]`);
}

/** The text as it will stand in this stack's template. The exports it asks for are the ones that the reference makes anyway. */
function withImports(stack: Stack, text: string): string {
  return Tokenization.reverseString(text)
    .mapTokens({
      mapToken: (token) => {
        if (!Reference.isReference(token)) return token;
        const owner = Stack.of(token.target);
        return owner === stack ? token : (Tokenization.reverse(owner.exportValue(token)) ?? token);
      },
    })
    .join({ join: (left, right) => `${left ?? ''}${Token.asString(right ?? '')}` });
}

function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', '']] = Object.entries(value as { [intrinsic: string]: unknown });
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(flatten).join(separator);
  }
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::ImportValue') return String(argument);
  return JSON.stringify(value);
}
