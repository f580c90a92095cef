// Takes an identity from its older keys to its newest one without a refused call: nothing is withdrawn that a valid token may still
// name, and nothing signs that a verifier may not know yet.

import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS, MAX_LEEWAY_SECONDS } from '../../../contract';
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

/**
 * Verifiers remember for some seconds that a kid is unknown (ours 5, a CloudFront distribution 10): a new key signs only after they
 * have forgotten.
 */
export const UNKNOWN_KEY_IS_FORGOTTEN = Duration.seconds(60);

/** From when the pointer moved until no valid token names an older key: signers read it anew, their last token ends, clocks differ. */
export function untilOldTokensEnd(tokenLifetime: Duration): Duration {
  return Duration.seconds(DEFAULT_SIGNING_KEY_MAX_AGE_SECONDS + tokenLifetime.toSeconds() + MAX_LEEWAY_SECONDS);
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
      startAt: 'IsPublished',
      states: rotationStates(props.keys, props.places, wait),
      timeout: UNKNOWN_KEY_IS_FORGOTTEN.plus(wait).plus(Duration.hours(1)),
      statements: [...props.statements, ...disabling(props.keys.slice(0, -1))],
    });
  }
}

/** A statement for keys, none for none. */
export function disabling(keys: readonly NamedKey[]): iam.PolicyStatement[] {
  if (keys.length === 0) return [];
  return [
    new iam.PolicyStatement({ sid: 'DisableKeys', actions: ['kms:DisableKey'], resources: keys.map(({ keyId }) => keyId) }),
  ];
}

function rotationStates(keys: readonly NamedKey[], places: KeyPlaces, wait: Duration): States {
  const older = keys.slice(0, -1);
  const newest = keys[keys.length - 1] as NamedKey;
  const withdrawal = older.flatMap((key, index): [string, State][] => {
    const next = older[index + 1];
    return [
      [`Withdraw ${key.name}`, removePublicKey(places, key, `Disable ${key.name}`)],
      [`Disable ${key.name}`, disable(key, next === undefined ? 'Rotated' : `Withdraw ${next.name}`)],
    ];
  });
  const afterMove = older.length === 0 ? 'Rotated' : 'WaitUntilOldTokensEnd';
  return {
    IsPublished: call(
      's3:headObject',
      { Bucket: places.bucketName, Key: newest.kid },
      { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'NotPublished' }], Next: 'WaitUntilUnknownIsForgotten' },
    ),
    NotPublished: {
      Type: 'Fail',
      Error: 'KeyNotPublished',
      Cause: `the public key of ${newest.name} is not in the key repository, or cannot be read: deploy the stack that lists it, then start again. Nothing was changed.`,
    },
    WaitUntilUnknownIsForgotten: { Type: 'Wait', Seconds: UNKNOWN_KEY_IS_FORGOTTEN.toSeconds(), Next: 'MovePointer' },
    MovePointer: movePointer(places, newest, afterMove),
    ...(older.length > 0 && {
      WaitUntilOldTokensEnd: { Type: 'Wait', Seconds: wait.toSeconds(), Next: `Withdraw ${older[0]?.name}` },
    }),
    ...Object.fromEntries(withdrawal),
    Rotated: { Type: 'Succeed' },
  };
}
