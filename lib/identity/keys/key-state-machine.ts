// A state machine that works on the keys of one issuer. It calls AWS's services by itself: no function, so nothing to place in a
// network and nothing to patch. Every step may be repeated, so that an execution that broke off is fixed by starting another one.

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

/** Where an identity's keys are known. */
export interface KeyPlaces {
  readonly bucketName: string;
  readonly parameterName: string;
  /** ARN of the role that may sign, known once the app is built; undefined if nobody may. */
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
      // Of this account’s state machines only: a service that is asked by somebody else acts for nobody here (confused deputy).
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:states:${stack.region}:${stack.account}:stateMachine:*` },
        },
      }),
    });
    // The key repository knows by this tag whose prefix may be written.
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
          'Step Functions keeps the history of an execution for 90 days and CloudTrail each call it makes; logging needs a role that may write the resource policies of all log groups',
      },
      { id: 'AwsSolutions-SF2', reason: 'a rotation runs for minutes, a few times a year: its history says what a trace would' },
      {
        id: 'Serverless-StepFunctionStateMachineXray',
        reason: 'a rotation runs for minutes, a few times a year: its history says what a trace would',
      },
    );
  }
}

/** Throttling and short outages: eight times within some four minutes. */
const PATIENT = retries(8);

/** Within seconds, where something more important waits behind it. */
export const HASTY = retries(2);

/** Whether steps are hurried through, and under what names their failures are kept: of the first round they are no matter. */
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

/** Whatever a call fails of, it is kept under this name and the execution goes on. */
export function onFailure(name: string, next: string): { readonly Catch: object[] } {
  return { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.${name}`, Next: next }] };
}

/** A call of one AWS service. `api` is as Step Functions names it (`s3:deleteObject`). What it answers is dropped unless asked for. */
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

/** To one of two states, by whether a value is there and is this one. */
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

/** Which key id the pointer names, under `$.pointer.named.kid`: its value may have been written by hand. */
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

/** A disabled key signs nothing, and no deployment publishes it again. */
export function disable({ keyId }: NamedKey, more: { readonly [member: string]: unknown }): State {
  return call('kms:disableKey', { KeyId: keyId }, more);
}

/**
 * Whether a key may sign: enabled, and published where verifiers look for it. States by their names, the first one is `begin`. A look
 * that could not be made is a no, and kept as `notDescribed` or `publicKeyNotSeen`. S3 refuses to show an object that is not there in the
 * same words as one that it may not show, unless the bucket may be listed: so nobody waits long for it.
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
