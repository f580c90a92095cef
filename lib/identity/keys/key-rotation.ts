// Makes an identity's newest key sign, without a refused call. It withdraws no key that a valid token may still name, and it uses no key
// that a verifier may not know yet.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  DEFAULT_AUTHORIZER_CACHE_SECONDS,
  DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS,
  LAMBDA_MAX_TIMEOUT_SECONDS,
  MAX_LEEWAY_SECONDS,
  threeParts,
} from '../../../contract';
import {
  choice,
  disable,
  isUsable,
  type KeyPlaces,
  KeyStateMachine,
  movePointer,
  type NamedKey,
  onFailure,
  readPointer,
  removePublicKey,
  type State,
  type States,
} from './key-state-machine';

/**
 * Verifiers remember for some seconds that a kid is unknown (those of this library 5, a CloudFront distribution 10). A new key signs only
 * after they have forgotten that.
 */
const UNKNOWN_KEY_IS_FORGOTTEN = Duration.seconds(60);

/**
 * The time from the move of the pointer until no request needs an older key. In this time signers read the pointer again, their last token
 * expires, clocks differ, and API Gateway caches an authorizer's answer. A handler that was allowed by it may ask its broker for a session
 * as long as it runs.
 */
function untilOldTokensEnd(tokenLifetime: Duration): Duration {
  return Duration.seconds(
    DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS +
      tokenLifetime.toSeconds() +
      MAX_LEEWAY_SECONDS +
      DEFAULT_AUTHORIZER_CACHE_SECONDS +
      LAMBDA_MAX_TIMEOUT_SECONDS,
  );
}

export interface KeyRotationProps {
  readonly issuer: string;
  /** Oldest first. The rotation is to the last one. */
  readonly keys: readonly NamedKey[];
  readonly places: KeyPlaces;
  readonly tokenLifetime: Duration;
  readonly statements: iam.PolicyStatement[];
}

export class KeyRotation extends KeyStateMachine {
  public constructor(scope: Construct, id: string, props: KeyRotationProps) {
    const wait = untilOldTokensEnd(props.tokenLifetime);
    super(scope, id, {
      issuer: props.issuer,
      comment: `rotates the ASAP signing key of ${props.issuer}`,
      startAt: 'Begin',
      states: rotationStates(props.keys, props.places, wait),
      timeout: UNKNOWN_KEY_IS_FORGOTTEN.plus(wait).plus(Duration.hours(1)),
      statements: [...props.statements, ...disabling(props.keys.slice(0, -1))],
    });
  }
}

/** A statement for the keys, or no statement without keys. */
export function disabling(keys: readonly NamedKey[]): iam.PolicyStatement[] {
  if (keys.length === 0) return [];
  return [
    new iam.PolicyStatement({ sid: 'DisableKeys', actions: ['kms:DisableKey'], resources: keys.map(({ keyId }) => keyId) }),
  ];
}

/** After each wait the newest key is examined again: somebody may have revoked it meanwhile. */
function rotationStates(keys: readonly NamedKey[], places: KeyPlaces, wait: Duration): States {
  const older = keys.slice(0, -1);
  const newest = keys[keys.length - 1] as NamedKey;
  return {
    Begin: { Type: 'Pass', Result: {}, Next: 'Newest' },
    ...isUsable(places, newest, 'Newest', 'WaitUntilUnknownIsForgotten', 'NotUsable'),
    NotUsable: fail(
      'KeyNotUsable',
      threeParts(
        `${newest.name} is disabled, or its public key is not in the key repository; this execution changed nothing`,
        'an enabled key whose public key is published',
        'deploy the stack that lists the key, or add a new name to `keys` and deploy; then start the rotation again',
      ),
    ),
    WaitUntilUnknownIsForgotten: { Type: 'Wait', Seconds: UNKNOWN_KEY_IS_FORGOTTEN.toSeconds(), Next: 'NewestBeforeMove' },
    ...isUsable(places, newest, 'NewestBeforeMove', 'MovePointer', 'NotUsable'),
    MovePointer: movePointer(places, newest, older.length === 0 ? 'Rotated' : 'WaitUntilOldTokensEnd'),
    ...(older.length > 0 && {
      WaitUntilOldTokensEnd: { Type: 'Wait', Seconds: wait.toSeconds(), Next: 'NewestAfterWait' },
      ...isUsable(places, newest, 'NewestAfterWait', 'ReadPointer', 'Overtaken'),
      ReadPointer: readPointer(places, { Next: 'IsPointedAtNewest' }),
      IsPointedAtNewest: choice('$.pointer.named.kid', { StringEquals: newest.kid }, `Disable ${older[0]?.name}`, 'Overtaken'),
      Overtaken: fail(
        'Overtaken',
        threeParts(
          `while this rotation waited, somebody revoked ${newest.name} or made another key sign; the older keys are unchanged`,
          `${newest.name} is enabled and published, and it is the key that signs`,
          'start the rotation again; if the key was revoked, add a new name to `keys` and deploy first',
        ),
      ),
      ...withdrawal(older, places),
      WasAllWithdrawn: choice('$.notWithdrawn', { IsPresent: true }, 'NotAllWithdrawn', 'Rotated'),
      NotAllWithdrawn: fail(
        'NotAllWithdrawn',
        threeParts(
          `${newest.name} signs, and an older key could not be disabled or withdrawn`,
          'every older key disabled and withdrawn',
          'read the error in the history of this execution, fix it, and start the rotation again',
        ),
      ),
    }),
    Rotated: { Type: 'Succeed' },
  };
}

/** A key is disabled before its public key is removed: a deployment between the two does not publish a disabled key. A failure stops no other key. */
function withdrawal(older: readonly NamedKey[], places: KeyPlaces): States {
  const states = older.flatMap((key, index): [string, State][] => {
    const following = older[index + 1];
    const next = following === undefined ? 'WasAllWithdrawn' : `Disable ${following.name}`;
    const withdraw = `Withdraw ${key.name}`;
    return [
      [`Disable ${key.name}`, disable(key, { ...onFailure('notWithdrawn', withdraw), Next: withdraw })],
      [withdraw, removePublicKey(places, key, { ...onFailure('notWithdrawn', next), Next: next })],
    ];
  });
  return Object.fromEntries(states);
}

function fail(code: string, cause: string): State {
  return { Type: 'Fail', Error: code, Cause: cause };
}
