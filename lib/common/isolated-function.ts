// One of the library's own functions: prebuilt, with a role of its own that may do what is granted and write its own log.

import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledgeRule, acknowledgeWildcard } from './acknowledge';
import { assetPath } from './assets';
import type { FunctionPlacement } from './function-placement';
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
  /** @default - outside of any VPC */
  readonly placement?: FunctionPlacement;
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
      environment: { ...props.environment, ...props.placement?.environment },
      ...(props.placement && inNetwork(props.placement)),
      role: this.role,
      logGroup: this.logGroup,
      tracing: lambda.Tracing.ACTIVE,
      // A retry of a refused or half-done request helps nobody.
      retryAttempts: 0,
    });
    if (props.placement !== undefined) this.function.node.addDependency(this.networkInterfaces());
    this.role._acknowledgeWildcard('*', 'X-Ray’s PutTraceSegments and PutTelemetryRecords know no resources');
    const noQueue =
      'whoever invokes it is answered, and its events hold tokens or pre-signed URLs: a dead-letter queue or destination would store them for nobody';
    acknowledgeRule(this.function, 'LambdaDLQ', noQueue);
    acknowledgeRule(this.function, 'LambdaAsyncFailureDestination', noQueue);
    acknowledgeRule(
      this.function,
      'LambdaConcurrency',
      'reserved for each function, concurrency runs out in an account with a low quota, and takes from all others: set it where it is known',
    );
  }

  /**
   * Lambda makes the network interfaces with the function's role, before the function exists and until after it is gone: the
   * function depends on this policy. Its code gets nothing from it (Lambda: security best practice for the execution role in a VPC).
   */
  private networkInterfaces(): iam.ManagedPolicy {
    const actions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ];
    const policy = new iam.ManagedPolicy(this, 'NetworkInterfaces', {
      roles: [this.role],
      statements: [
        new iam.PolicyStatement({ sid: 'NetworkInterfacesForLambda', actions, resources: ['*'] }),
        new iam.PolicyStatement({
          sid: 'NoNetworkInterfacesForCode',
          effect: iam.Effect.DENY,
          actions,
          resources: ['*'],
          // Set for calls by a function's code, not for those Lambda makes. A pattern: the function depends on this policy.
          conditions: { ArnLike: { 'lambda:SourceFunctionArn': `arn:${Aws.PARTITION}:lambda:*:*:function:*` } },
        }),
      ],
    });
    acknowledgeWildcard(
      policy,
      '*',
      'interfaces that do not exist yet have no ARN; AWS’s own managed policy for it says the same',
    );
    return policy;
  }
}

function inNetwork({ vpc, vpcSubnets, securityGroups }: FunctionPlacement): Partial<lambda.FunctionProps> {
  return { vpc, vpcSubnets, securityGroups: [...securityGroups] };
}

/** The code of one of the library's own functions, from the package. */
export function bundledCode(functionName: string): lambda.Code {
  return lambda.Code.fromAsset(assetPath(functionName));
}
