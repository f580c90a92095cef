// One of the library's own functions: prebuilt, with its own role. The role may write the function's log, and do what is granted to it.

import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
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
  readonly logsKey: kms.IKey & { readonly _removalPolicy: RemovalPolicy };
  /** @default NODEJS_24_X */
  readonly runtime?: lambda.Runtime;
  /** @default 256 */
  readonly memorySize?: number;
  /** @default 10 seconds */
  readonly timeout?: Duration;
  readonly roleHasLiteralName?: boolean;
  /** @default - none */
  readonly reservedConcurrentExecutions?: number;
  /** @default - outside of any VPC */
  readonly placement?: FunctionPlacement;
}

/** A function with its own role, managed policy and encrypted log group. It has no queue, destination, URL or layer. */
export class IsolatedFunction extends Construct {
  public readonly role: ManagedPolicyRole;
  public readonly function: lambda.Function;
  public readonly logGroup: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: IsolatedFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Log', {
      encryptionKey: props.logsKey,
      retention: logs.RetentionDays.ONE_YEAR,
      // What the function wrote must stay readable as long as it is kept.
      removalPolicy: props.logsKey._removalPolicy,
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
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: { ...props.environment, ...props.placement?.environment },
      ...(props.placement && inNetwork(props.placement)),
      role: this.role,
      logGroup: this.logGroup,
      tracing: lambda.Tracing.ACTIVE,
      // Lambda must not repeat a request that the function refused, or that it did in part.
      retryAttempts: 0,
    });
    if (props.placement !== undefined) this.function.node.addDependency(this.networkInterfaces());
    this.role._acknowledgeWildcard('*', 'X-Ray’s PutTraceSegments and PutTelemetryRecords support no resource ARN');
    const noQueue =
      'its callers wait for the answer, and its events hold tokens or pre-signed URLs: a dead-letter queue or a destination would store these secrets, and nobody would read them';
    acknowledgeRule(this.function, 'LambdaDLQ', noQueue);
    acknowledgeRule(this.function, 'LambdaAsyncFailureDestination', noQueue);
    if (props.reservedConcurrentExecutions === undefined) {
      acknowledgeRule(
        this.function,
        'LambdaConcurrency',
        'reserved concurrency takes from all other functions of the account, and an account with a low quota runs out of it: set it where the quota is known',
      );
    }
  }

  /**
   * Denies these actions to the role outside of this function's code: a principal that passes the role to code of its own, or lets itself
   * assume the role, gets none of them. Calls that a service makes for the function are not denied.
   */
  public bindToCode(actions: string[]): void {
    // Not below the role: the function depends on everything there.
    new iam.ManagedPolicy(this, 'OnlyThisCode', {
      roles: [this.role],
      statements: [
        new iam.PolicyStatement({
          sid: 'OnlyThisCode',
          effect: iam.Effect.DENY,
          actions,
          resources: ['*'],
          conditions: {
            ArnNotEquals: { 'lambda:SourceFunctionArn': this.function.functionArn },
            Bool: { 'aws:ViaAWSService': 'false' },
          },
        }),
      ],
    });
  }

  /**
   * Lambda uses the function's role to make the network interfaces, before the function exists, and to delete them after the
   * function is deleted. So the function depends on this policy. The policy gives the function's code nothing (Lambda: security best
   * practice for the execution role in a VPC).
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
      'interfaces that do not exist yet have no ARN; AWS’s own managed policy has the same wildcard',
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
