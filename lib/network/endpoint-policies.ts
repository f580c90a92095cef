// What an endpoint lets through. Without a policy an endpoint is a way out: stolen or foreign credentials could carry data to a
// bucket, queue or table of any account. Signed traffic is bound on both ends; unsigned traffic has no principal to bind, so its
// statements are separate ones, bound by resource. No statement refers to a resource: one that names the endpoint in its own
// policy would close a circle that CloudFormation refuses.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Fn } from 'aws-cdk-lib/core';

/** Whose principals and resources pass: this account's, or those of the whole organisation. */
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

/** Our principals on our resources, whatever the action: identity and resource policies decide that. */
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
    // A public key is read by GET without a signature; what may be read so is the bucket's policy to say.
    statement('PlainReadsWithinPerimeter', ['s3:GetObject'], ['*'], { StringEquals: resourceWithin(perimeter) }),
    // A custom resource inside the network answers to a bucket of AWS's own, by pre-signed URL; without it its stack hangs for an hour
    // (CloudFormation: VPC endpoints and custom resources). An answer's key begins with the ARN of its stack: those of other accounts
    // would be a way out.
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
    // Beside it, not in its place: that these calls carry the organisation of their API is not documented.
    ...(perimeter.organizationId === undefined
      ? []
      : [bearerCalls('BearerCallsWithinPerimeter', '*', { StringEquals: resourceWithin(perimeter) })]),
  ],
  // A web identity is proven by its token, not by a signature.
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

/** The bucket of AWS's own that CloudFormation takes the answers of custom resources in. */
export function answerBucket(): string {
  return `cloudformation-custom-resource-response-${Fn.join('', Fn.split('-', Aws.REGION))}`;
}
