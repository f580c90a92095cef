// Revokes a key: no new signature, no public key, and no cached decision of API Gateway. A step that fails does not stop the steps after
// it. At the end each step is tried once more, and the execution fails if one still fails.

import type * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS, threeParts } from '../../../contract';
import { flush, flushStatements } from './flush-authorizer-caches';
import { disabling } from './key-rotation';
import {
  choice,
  disable,
  FIRST,
  HASTY,
  isUsable,
  type KeyPlaces,
  KeyStateMachine,
  LAST,
  movePointer,
  type NamedKey,
  onFailure,
  type Round,
  readPointer,
  removePublicKey,
  type State,
  type States,
} from './key-state-machine';
import { verdict } from './revocation-verdict';

/** After this time authorizers read a public key again, by default. What they allowed meanwhile is flushed once more. */
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
    const { keys, places } = props;
    const caches = flushStatements();
    super(scope, id, {
      issuer: props.issuer,
      comment: `revokes an ASAP signing key of ${props.issuer}`,
      startAt: 'WhichKey',
      states: {
        WhichKey: whichKey(keys, (name) => `Revoke ${name}`, 'UnknownKey'),
        UnknownKey: {
          Type: 'Fail',
          Error: 'UnknownKey',
          Cause: threeParts(
            'the input does not name a key of this identity; this execution changed nothing',
            '{"kid": "<key id>"} with a key id of this identity, as the header of a token shows it',
            'start a new execution with this input',
          ),
        },
        ...eachKey(keys, (key) => ({
          // Only the kid of the input goes on: no step needs the rest.
          [`Revoke ${key.name}`]: { Type: 'Pass', Result: { kid: key.kid }, Next: `Disable ${key.name}` },
          // First, because the key must not sign again. KMS disables it on all its hosts within seconds.
          ...withdrawn('', key, places, FIRST),
          ...flight(FIRST, keys, key, places, { moved: 'FirstStages', stays: 'FirstStages' }),
        })),
        ...flush(FIRST, 'WaitUntilAuthorizersForget'),
        WaitUntilAuthorizersForget: { Type: 'Wait', Seconds: AUTHORIZERS_FORGET_KEYS.toSeconds(), Next: 'LastStages' },
        ...flush(LAST, 'WhichKeyAgain'),
        WhichKeyAgain: whichKey(keys, (name) => `Disable ${name} again`, 'UnknownKey'),
        // A rotation that ran meanwhile may have moved the pointer here.
        ...eachKey(keys, (key) => ({
          ...withdrawn(' again', key, places, LAST),
          ...flight(LAST, keys, key, places, { moved: 'WasAllDone', stays: 'PointerStays' }),
        })),
        ...verdict('PointerStays', 'WasAllDone'),
      },
      timeout: AUTHORIZERS_FORGET_KEYS.plus(Duration.hours(1)),
      statements: [...props.statements, ...disabling(keys), ...caches],
    });
    for (const resource of caches.flatMap(({ resources }) => resources).filter((one) => one.includes('*')))
      this.role._acknowledgeWildcard(
        resource,
        'every API behind an AsapAuthorizer must forget a revoked key; GetResources supports no resource ARN',
      );
  }
}

function whichKey(keys: readonly NamedKey[], next: (name: string) => string, otherwise: string): State {
  const isPresent = { Variable: '$.kid', IsPresent: true };
  const Choices = keys.map(({ kid, name }) => ({ And: [isPresent, { Variable: '$.kid', StringEquals: kid }], Next: next(name) }));
  return { Type: 'Choice', Choices, Default: otherwise };
}

function eachKey(keys: readonly NamedKey[], states: (key: NamedKey) => States): States {
  return Object.assign({}, ...keys.map(states));
}

/** A failure in the first round has no effect: the last round repeats the step. */
function withdrawn(again: string, key: NamedKey, places: KeyPlaces, round: Round): States {
  const remove = `Remove ${key.name}${again}`;
  const next = pointerFrom(key, round);
  const failed = round.failure('failed');
  return {
    [`Disable ${key.name}${again}`]: disable(key, { ...round.more, ...onFailure(failed, remove), Next: remove }),
    [remove]: removePublicKey(places, key, { ...round.more, ...onFailure(failed, next), Next: next }),
  };
}

function pointerFrom(key: NamedKey, { name }: Round): string {
  return `${name} pointer from ${key.name}`;
}

/** The states after a flight. */
interface Flown {
  /** The pointer names another key, or the attempt to move it failed. */
  readonly moved: string;
  /** No other key is known to be usable. */
  readonly stays: string;
}

/** If the revoked key was the one that signs, the newest of the other usable keys signs from now on. */
function flight(round: Round, keys: readonly NamedKey[], from: NamedKey, places: KeyPlaces, { moved, stays }: Flown): States {
  const begin = pointerFrom(from, round);
  const others = [...keys].reverse().filter((key) => key !== from);
  const candidate = (at: number): string => {
    const key = others[at];
    return key === undefined ? stays : `${round.name} ${key.name} for ${from.name}`;
  };
  return {
    // A pointer that cannot be read counts as one to the revoked key.
    [begin]: readPointer(places, { Retry: HASTY, ...onFailure('notRead', candidate(0)), Next: `${begin}, named` }),
    [`${begin}, named`]: choice('$.pointer.named.kid', { StringEquals: from.kid }, candidate(0), moved),
    ...Object.assign(
      {},
      ...others.map((to, at) => {
        const move = `${round.name} move from ${from.name} to ${to.name}`;
        return {
          ...isUsable(places, to, candidate(at), move, candidate(at + 1), round),
          [move]: { ...movePointer(places, to, moved), ...round.more, ...onFailure(round.failure('failed'), moved) },
        };
      }),
    ),
  };
}
