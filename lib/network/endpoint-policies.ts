// What an endpoint allows. Without a policy, stolen or foreign credentials could copy data through the endpoint to a bucket, queue or
// table of any account. The policy limits the principal and the resource of signed requests. Unsigned requests have no principal, so
// separate statements limit their resource. No statement refers to a resource of the stack: an endpoint that its own policy names is a
// circular reference, which CloudFormation refuses.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Fn } from 'aws-cdk-lib/core';

/** Whose principals and resources the policies allow: this account's, or those of the whole organisation. */
export interface Perimeter {
  readonly organizationId?: string;
}

type Conditions = { readonly [operator: string]: { readonly [key: string]: string } };

function statement(sid: string, actions: string[], resources: string[], conditions: Conditions): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, principals: [new iam.AnyPrincipal()], actions, resources, conditions });
}

function principalWithin({ organizationId }: Perimeter): { readonly [key: string]: string } {
  return organizationId === undefined ? { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } : { 'aws:PrincipalOrgID': organizationId };
}

function resourceWithin({ organizationId }: Perimeter): { readonly [key: string]: string } {
  return organizationId === undefined ? { 'aws:ResourceAccount': Aws.ACCOUNT_ID } : { 'aws:ResourceOrgID': organizationId };
}

/** Account part of an ARN within the perimeter. */
const accountPart = ({ organizationId }: Perimeter): string => (organizationId === undefined ? Aws.ACCOUNT_ID : '*');

/** Own principals on own resources, for every action: identity and resource policies decide about the action. */
function signed(perimeter: Perimeter): iam.PolicyStatement {
  return statement('SignedWithinPerimeter', ['*'], ['*'], {
    StringEquals: { ...principalWithin(perimeter), ...resourceWithin(perimeter) },
  });
}

/** Statements for one service by its short name (`kms`, `execute-api`). */
export function endpointPolicy(service: string, perimeter: Perimeter): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [signed(perimeter), ...(UNSIGNED[service.replace(/-fips$/, '')]?.(perimeter) ?? [])],
  });
}

const UNSIGNED: { readonly [service: string]: (perimeter: Perimeter) => iam.PolicyStatement[] } = {
  s3: (perimeter) => [
    // Services read public keys by GET without a signature. The bucket policy decides what may be read so.
    statement('PlainReadsWithinPerimeter', ['s3:GetObject'], ['*'], { StringEquals: resourceWithin(perimeter) }),
    // A custom resource inside the network writes its answer to a bucket of AWS, by pre-signed URL. Without this statement its stack
    // hangs for an hour (CloudFormation: VPC endpoints and custom resources). An answer's key begins with the ARN of its stack: an ARN
    // of another account would let data out.
    new iam.PolicyStatement({
      sid: 'AnswersOfCustomResources',
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [
        `arn:${Aws.PARTITION}:s3:::${answerBucket()}/arn:${Aws.PARTITION}:cloudformation:${Aws.REGION}:${Aws.ACCOUNT_ID}:stack/*`,
      ],
    }),
  ],
  // Callers with a bearer token have no principal for IAM.
  'execute-api': (perimeter) => [
    bearerCalls('BearerCallsWithinAccount', Aws.ACCOUNT_ID, {}),
    // In addition to it: AWS does not document that these calls carry the organisation of their API.
    ...(perimeter.organizationId === undefined
      ? []
      : [bearerCalls('BearerCallsWithinPerimeter', '*', { StringEquals: resourceWithin(perimeter) })]),
  ],
  // A web identity proves itself by its token, not by a signature.
  sts: (perimeter) => [
    statement(
      'WebIdentitiesWithinPerimeter',
      ['sts:AssumeRoleWithWebIdentity'],
      [`arn:${Aws.PARTITION}:iam::${accountPart(perimeter)}:role/*`],
      { StringEquals: resourceWithin(perimeter) },
    ),
  ],
};

function bearerCalls(sid: string, account: string, conditions: Conditions): iam.PolicyStatement {
  return statement(sid, ['execute-api:Invoke'], [`arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${account}:*`], conditions);
}

/** AWS's bucket for the answers of custom resources to CloudFormation. */
export function answerBucket(): string {
  return `cloudformation-custom-resource-response-${Fn.join('', Fn.split('-', Aws.REGION))}`;
}
