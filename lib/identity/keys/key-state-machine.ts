// A state machine that changes the keys of one issuer. It calls AWS services itself, without a function: there is nothing to place in a
// network and nothing to patch. Every step can be repeated: after a failed execution, start another one.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Aws, type Duration, Lazy, Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PUBLISHER_TAG, pointerText, type SigningPointer } from '../../../contract';
import { acknowledge } from '../../common/acknowledge';
import { ManagedPolicyRole } from '../../common/managed-policy-role';

/** One key of an identity, by its name in `keys`. */
export interface NamedKey extends SigningPointer {
  readonly name: string;
}

/** In the Amazon States Language. */
export type State = { readonly Type: string; readonly [member: string]: unknown };
export type States = { readonly [name: string]: State };

/** Where an identity's keys are published and named. */
export interface KeyPlaces {
  readonly bucketName: string;
  readonly parameterName: string;
  /** ARN of the role that may sign, known when the app is built. Undefined if no role may sign. */
  readonly signer: () => string | undefined;
}

export interface KeyStateMachineProps {
  readonly issuer: string;
  readonly comment: string;
  readonly startAt: string;
  readonly states: States;
  /** After this an execution has failed. */
  readonly timeout: Duration;
  readonly statements: iam.PolicyStatement[];
}

export class KeyStateMachine extends Construct {
  public readonly role: ManagedPolicyRole;
  public readonly stateMachine: stepfunctions.StateMachine;

  public constructor(scope: Construct, id: string, props: KeyStateMachineProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.role = new ManagedPolicyRole(this, 'Role', {
      description: `bulkhead: ${props.comment}`,
      // Only for state machines of this account (confused deputy).
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:states:${stack.region}:${stack.account}:stateMachine:*` },
        },
      }),
    });
    // By this tag the key repository decides which prefix the role may write.
    Tags.of(this.role).add(PUBLISHER_TAG, props.issuer);
    for (const statement of props.statements) this.role.addToPrincipalPolicy(statement);
    this.stateMachine = new stepfunctions.StateMachine(this, 'StateMachine', {
      comment: props.comment,
      definitionBody: stepfunctions.DefinitionBody.fromString(
        stack.toJsonString({
          Comment: props.comment,
          StartAt: props.startAt,
          TimeoutSeconds: props.timeout.toSeconds(),
          States: props.states,
        }),
      ),
      role: this.role,
    });
    this.stateMachine.node.addDependency(this.role);
    acknowledge(
      this.stateMachine,
      {
        id: 'AwsSolutions-SF1',
        reason:
          'Step Functions keeps the history of an execution for 90 days, and CloudTrail keeps each call. Logging needs a role that may write the resource policies of all log groups',
      },
      {
        id: 'AwsSolutions-SF2',
        reason: 'a rotation runs for minutes, a few times a year: its history shows what a trace would show',
      },
      {
        id: 'Serverless-StepFunctionStateMachineXray',
        reason: 'a rotation runs for minutes, a few times a year: its history shows what a trace would show',
      },
    );
  }
}

/** For throttling and short outages: eight attempts within about four minutes. */
const PATIENT = retries(8);

/** Within seconds, because more important steps follow. */
export const HASTY = retries(2);

/** Whether steps are hasty, and under which names failures are kept. Failures of the first round have no effect. */
export interface Round {
  readonly name: 'First' | 'Last';
  readonly more: { readonly Retry?: object[] };
  failure(name: string): string;
}
export const FIRST: Round = { name: 'First', more: { Retry: HASTY }, failure: (name) => `${name}AtFirst` };
export const LAST: Round = { name: 'Last', more: {}, failure: (name) => name };

function retries(MaxAttempts: number): object[] {
  return [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts }];
}

/** The execution keeps any error of a call under this name, and goes on. */
export function onFailure(name: string, next: string): { readonly Catch: object[] } {
  return { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.${name}`, Next: next }] };
}

/** A call of one AWS service. `api` is its name in Step Functions (`s3:deleteObject`). By default the answer is dropped. */
export function call(api: string, parameters: object, more: { readonly [member: string]: unknown }): State {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:${api}`,
    Parameters: parameters,
    ResultPath: null,
    Retry: PATIENT,
    ...more,
  };
}

/** Goes to the state `yes` if the variable is present and the comparison holds, else to `no`. */
export function choice(variable: string, comparison: object, yes: string, no: string): State {
  const is = {
    And: [
      { Variable: variable, IsPresent: true },
      { Variable: variable, ...comparison },
    ],
  };
  return { Type: 'Choice', Choices: [{ ...is, Next: yes }], Default: no };
}

export function movePointer({ parameterName, signer }: KeyPlaces, to: NamedKey, next: string): State {
  const Value = Lazy.string({ produce: () => pointerText({ ...to, signer: signer() }) });
  return call('ssm:putParameter', { Name: parameterName, Value, Overwrite: true }, { Next: next });
}

/** Reads the key id that the pointer names into `$.pointer.named.kid`. Somebody may have written the pointer by hand. */
export function readPointer({ parameterName }: KeyPlaces, more: { readonly [member: string]: unknown }): State {
  const ResultSelector = { 'named.$': 'States.StringToJson($.Parameter.Value)' };
  return call('ssm:getParameter', { Name: parameterName }, { ResultSelector, ResultPath: '$.pointer', ...more });
}

export function removePublicKey(
  { bucketName }: KeyPlaces,
  { kid }: NamedKey,
  more: { readonly [member: string]: unknown },
): State {
  return call('s3:deleteObject', { Bucket: bucketName, Key: kid }, more);
}

/** A disabled key cannot sign, and no deployment publishes it again. */
export function disable({ keyId }: NamedKey, more: { readonly [member: string]: unknown }): State {
  return call('kms:disableKey', { KeyId: keyId }, more);
}

/**
 * States that find out whether a key may sign: enabled, and published where verifiers read it. The first state is `begin`. A call that
 * fails counts as no, and is kept as `notDescribed` or `publicKeyNotSeen`. Without the right to list the bucket, S3 answers the same for
 * an object that does not exist and for one that the role may not read. So the retries of that call are few.
 */
export function isUsable(places: KeyPlaces, key: NamedKey, begin: string, yes: string, no: string, round = LAST): States {
  return {
    [begin]: call(
      'kms:describeKey',
      { KeyId: key.keyId },
      {
        ResultSelector: { 'enabled.$': '$.KeyMetadata.Enabled' },
        ResultPath: '$.key',
        ...round.more,
        ...onFailure(round.failure('notDescribed'), no),
        Next: `${begin}, enabled`,
      },
    ),
    [`${begin}, enabled`]: choice('$.key.enabled', { BooleanEquals: true }, `${begin}, published`, no),
    [`${begin}, published`]: call(
      's3:headObject',
      { Bucket: places.bucketName, Key: key.kid },
      { Retry: HASTY, ...onFailure(round.failure('publicKeyNotSeen'), no), Next: yes },
    ),
  };
}
