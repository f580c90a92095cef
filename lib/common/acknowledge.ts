// Findings of cdk-nag that are wrong for what these constructs do, acknowledged where they arise and with the reason. A user who
// registers the packs then sees the user's own findings only. Ids are the full ones: a bare rule id would not cover `[…]` findings.

import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

export interface Acknowledged {
  readonly id: string;
  readonly reason: string;
}

export function acknowledge(construct: IConstruct, ...findings: Acknowledged[]): void {
  for (const { id, reason } of findings) {
    if (id.split('::').length <= 2) Validations.of(construct).acknowledge({ id, reason });
    // CDK refuses an id with two `::`, which cdk-nag makes of pseudo parameters. This is the metadata that both of them read.
    else construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}

/** Which of cdk-nag's packs have a rule, under their names in its ids. */
const PACKS_WITH = {
  APIGWCacheEnabledAndEncrypted: ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'],
  APIGWSSLEnabled: ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'],
  LambdaAsyncFailureDestination: ['Serverless'],
  LambdaConcurrency: ['HIPAA.Security', 'NIST.800.53.R5'],
  LambdaDLQ: ['HIPAA.Security', 'NIST.800.53.R5', 'Serverless'],
  LambdaInsideVPC: ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'],
  S3DefaultEncryptionKMS: ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'],
} as const;

/** Acknowledges a rule in every pack that has it. */
export function acknowledgeRule(construct: IConstruct, rule: keyof typeof PACKS_WITH, reason: string): void {
  acknowledge(construct, ...PACKS_WITH[rule].map((pack) => ({ id: `${pack}-${rule}`, reason })));
}

/**
 * Acknowledges a wildcard in the resources of a policy. cdk-nag reports it under an id that holds the resource as the template has
 * it, intrinsics as `<LogicalId.Attribute>`. What belongs to another stack is written so while a stack is judged alone, and once
 * the app is synthesised as the import that it becomes, by name or by output: that form is known only when references are settled.
 */
export function acknowledgeWildcard(policy: IConstruct, resource: string, reason: string): void {
  const acknowledged = new Set<string>();
  const acknowledgeAsWritten = (): void => {
    const id = `AwsSolutions-IAM5[Resource::${flatten(Stack.of(policy).resolve(resource))}]`;
    if (!acknowledged.has(id)) acknowledge(policy, { id, reason });
    acknowledged.add(id);
  };
  acknowledgeAsWritten();
  policy.node.addValidation({
    validate: () => {
      acknowledgeAsWritten();
      return [];
    },
  });
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
