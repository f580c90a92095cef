// One of the library's own functions: prebuilt, with a role of its own that may do what is granted and write its own log.

import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { assetPath } from './assets';
import { ManagedPolicyRole } from './managed-policy-role';

export interface IsolatedFunctionProps {
  readonly code: lambda.Code;
  readonly handler: string;
  readonly description: string;
  readonly environment: { readonly [name: string]: string };
  /** Key of the log group; its policy must let CloudWatch Logs use it. */
  readonly logsKey: kms.IKey;
  /** @default NODEJS_24_X */
  readonly runtime?: lambda.Runtime;
  /** @default 256 */
  readonly memorySize?: number;
  /** @default 10 seconds */
  readonly timeout?: Duration;
  readonly roleHasLiteralName?: boolean;
}

/** A function with a role, a managed policy and an encrypted log group of its own. It has no queue, destination, URL or layer. */
export class IsolatedFunction extends Construct {
  public readonly role: ManagedPolicyRole;
  public readonly function: lambda.Function;
  public readonly logGroup: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: IsolatedFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Log', {
      encryptionKey: props.logsKey,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new ManagedPolicyRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
      literalName: props.roleHasLiteralName,
    });
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.function = new lambda.Function(this, 'Function', {
      code: props.code,
      handler: props.handler,
      description: props.description,
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? Duration.seconds(10),
      environment: { ...props.environment },
      role: this.role,
      logGroup: this.logGroup,
      tracing: lambda.Tracing.ACTIVE,
      // A retry of a refused or half-done request helps nobody.
      retryAttempts: 0,
    });
    this.role._acknowledgeWildcard('*', 'X-Ray’s PutTraceSegments and PutTelemetryRecords know no resources');
    const noQueue =
      'invoked synchronously only, and its events hold tokens: a dead-letter queue or destination would store them for nobody';
    acknowledge(
      this.function,
      { id: 'Serverless-LambdaDLQ', reason: noQueue },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason: noQueue },
    );
  }
}

/** The code of one of the library's own functions, from the package. */
export function bundledCode(functionName: string): lambda.Code {
  return lambda.Code.fromAsset(assetPath(functionName));
}
