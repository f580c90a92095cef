// For a key that must not be believed any longer: no new signature, no public key, no decision that API Gateway remembers.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS, pointerText } from '../../../contract';
import { disabling } from './key-rotation';
import {
  call,
  disable,
  type KeyPlaces,
  KeyStateMachine,
  movePointer,
  type NamedKey,
  removePublicKey,
  type State,
  type States,
} from './key-state-machine';

/** Authorizers read a public key anew after this long, unless their service says otherwise: what they let in meanwhile is flushed once more. */
const AUTHORIZERS_FORGET_KEYS = Duration.seconds(DEFAULT_KEY_MAX_AGE_SECONDS + 5);

export interface KeyRevocationProps {
  readonly issuer: string;
  /** Oldest first. */
  readonly keys: readonly NamedKey[];
  readonly places: KeyPlaces;
  readonly statements: iam.PolicyStatement[];
}

/** Started with `{ "kid": "…" }`. */
export class KeyRevocation extends KeyStateMachine {
  public constructor(scope: Construct, id: string, props: KeyRevocationProps) {
    const apis = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis`;
    const stages = `${apis}/*/stages`;
    const caches = `${stages}/*/cache/authorizers`;
    const { keys } = props;
    super(scope, id, {
      issuer: props.issuer,
      comment: `revokes an ASAP signing key of ${props.issuer}`,
      startAt: 'WhichKey',
      states: { ...revocationStates(keys, props.places), ...flushStates() },
      timeout: AUTHORIZERS_FORGET_KEYS.plus(Duration.hours(1)),
      statements: [
        ...props.statements,
        ...disabling(keys),
        new iam.PolicyStatement({ sid: 'SeeKeys', actions: ['kms:DescribeKey'], resources: keys.map(({ keyId }) => keyId) }),
        new iam.PolicyStatement({ sid: 'FindApis', actions: ['apigateway:GET'], resources: [apis, stages] }),
        new iam.PolicyStatement({ sid: 'FlushAuthorizerCaches', actions: ['apigateway:DELETE'], resources: [caches] }),
      ],
    });
    for (const resource of [stages, caches])
      this.role._acknowledgeWildcard(
        resource,
        'a revoked key must be forgotten by every API of the Region, whichever it called; a flushed cache costs one call of an authorizer',
      );
  }
}

function revocationStates(keys: readonly NamedKey[], places: KeyPlaces): States {
  const states = keys.flatMap((key): [string, State][] => {
    const { name } = key;
    const other = [...keys].reverse().find((one) => one !== key);
    const afterRemoval = other === undefined ? 'FirstApis' : `ReadPointer ${name}`;
    return [
      // First of all: every signature from now on is one too many. KMS tells all its hosts within seconds. What it refuses holds up
      // nothing of the rest, and is said at the end.
      [
        `Disable ${name}`,
        {
          ...disable(key, `Remove ${name}`),
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.notDisabled', Next: `Remove ${name}` }],
        },
      ],
      [`Remove ${name}`, removePublicKey(places, key, afterRemoval)],
      ...(other === undefined ? [] : moveAway(key, other, places)),
    ];
  });
  return {
    WhichKey: {
      Type: 'Choice',
      Choices: keys.map(({ kid, name }) => ({
        And: [
          { Variable: '$.kid', IsPresent: true },
          { Variable: '$.kid', StringEquals: kid },
        ],
        Next: `Disable ${name}`,
      })),
      Default: 'UnknownKey',
    },
    UnknownKey: {
      Type: 'Fail',
      Error: 'UnknownKey',
      Cause: 'the input is expected to be {"kid": "<one of this identity’s key ids>"}, as tokens name it. Nothing was changed.',
    },
    ...Object.fromEntries(states),
    WasDisabled: {
      Type: 'Choice',
      Choices: [{ Variable: '$.notDisabled', IsPresent: true, Next: 'NotDisabled' }],
      Default: 'Revoked',
    },
    NotDisabled: {
      Type: 'Fail',
      Error: 'KeyNotDisabled',
      Cause:
        'the public key is removed and the caches are flushed, but KMS refused DisableKey: see the history, and disable the key by hand',
    },
    Revoked: { Type: 'Succeed' },
  };
}

/** The signer goes on with another key, if the revoked one was its own and the other one still signs. */
function moveAway(key: NamedKey, other: NamedKey, places: KeyPlaces): [string, State][] {
  const { name } = key;
  return [
    [
      `ReadPointer ${name}`,
      call('ssm:getParameter', { Name: places.parameterName }, { ResultPath: '$.pointer', Next: `IsPointedAt ${name}` }),
    ],
    [
      `IsPointedAt ${name}`,
      {
        Type: 'Choice',
        Choices: [{ Variable: '$.pointer.Parameter.Value', StringEquals: pointerText(key), Next: `DescribeOtherThan ${name}` }],
        Default: 'FirstApis',
      },
    ],
    [
      `DescribeOtherThan ${name}`,
      call('kms:describeKey', { KeyId: other.keyId }, { ResultPath: '$.other', Next: `IsOtherEnabled ${name}` }),
    ],
    [
      `IsOtherEnabled ${name}`,
      {
        Type: 'Choice',
        Choices: [{ Variable: '$.other.KeyMetadata.Enabled', BooleanEquals: true, Next: `MoveAwayFrom ${name}` }],
        Default: 'FirstApis',
      },
    ],
    [`MoveAwayFrom ${name}`, movePointer(places, other, 'FirstApis')],
  ];
}

/** Twice over all APIs of the Region, page by page: at once, and when the authorizers themselves have forgotten the key. */
function flushStates(): States {
  return {
    ...flushRound('First', 'WaitUntilAuthorizersForget'),
    WaitUntilAuthorizersForget: { Type: 'Wait', Seconds: AUTHORIZERS_FORGET_KEYS.toSeconds(), Next: 'SecondApis' },
    ...flushRound('Second', 'WasDisabled'),
  };
}

/** Small pages: a private API comes with its whole policy, and a state’s output is limited to 256 KB. */
const PAGE = 25;

function flushRound(round: string, next: string): States {
  const page = (parameters: object) =>
    call(
      'apigateway:getRestApis',
      { Limit: PAGE, ...parameters },
      { ResultSelector: { 'page.$': '$' }, ResultPath: '$.apis', Next: `${round}HasApis` },
    );
  return {
    [`${round}Apis`]: page({}),
    [`${round}HasApis`]: {
      Type: 'Choice',
      Choices: [{ Variable: '$.apis.page.Items[0]', IsPresent: true, Next: `${round}Flush` }],
      Default: `${round}HasMore`,
    },
    [`${round}Flush`]: {
      Type: 'Map',
      ItemsPath: '$.apis.page.Items',
      ItemSelector: { 'RestApiId.$': '$$.Map.Item.Value.Id' },
      MaxConcurrency: 2,
      ResultPath: null,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Stages', States: flushOneApi() },
      Next: `${round}HasMore`,
    },
    [`${round}HasMore`]: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.apis.page.Position', IsPresent: true },
            { Variable: '$.apis.page.Position', IsString: true },
          ],
          Next: `${round}NextApis`,
        },
      ],
      Default: next,
    },
    [`${round}NextApis`]: page({ 'Position.$': '$.apis.page.Position' }),
  };
}

/** An API that is just being removed, or that fails for a reason of its own, holds up no other. */
function flushOneApi(): States {
  const skipped = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Skipped' }];
  return {
    Stages: call(
      'apigateway:getStages',
      { 'RestApiId.$': '$.RestApiId' },
      { ResultPath: '$.stages', Catch: skipped, Next: 'HasStages' },
    ),
    HasStages: {
      Type: 'Choice',
      Choices: [{ Variable: '$.stages.Item[0]', IsPresent: true, Next: 'EachStage' }],
      Default: 'Skipped',
    },
    EachStage: {
      Type: 'Map',
      ItemsPath: '$.stages.Item',
      ItemSelector: { 'RestApiId.$': '$.RestApiId', 'StageName.$': '$$.Map.Item.Value.StageName' },
      MaxConcurrency: 1,
      ResultPath: null,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Flush',
        States: {
          Flush: call(
            'apigateway:flushStageAuthorizersCache',
            { 'RestApiId.$': '$.RestApiId', 'StageName.$': '$.StageName' },
            { Catch: skipped, End: true },
          ),
          Skipped: { Type: 'Succeed' },
        },
      },
      End: true,
    },
    Skipped: { Type: 'Succeed' },
  };
}
