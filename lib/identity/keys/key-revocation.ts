// For a key that must not be believed any longer: no new signature, no public key, no decision that API Gateway remembers. Nothing
// that fails on the way holds up what comes after it; all of it is tried once more at the end, and said if it still fails.

import type * as iam from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DEFAULT_KEY_MAX_AGE_SECONDS } from '../../../contract';
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
          Cause:
            'the input is expected to be {"kid": "<one of this identity’s key ids>"}, as tokens name it. Nothing was changed.',
        },
        ...eachKey(keys, (key) => ({
          // The input ends here: whatever else it held is of no use to anybody.
          [`Revoke ${key.name}`]: { Type: 'Pass', Result: { kid: key.kid }, Next: `Disable ${key.name}` },
          // Every signature from now on is one too many. KMS tells all its hosts within seconds.
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
        'a revoked key must be forgotten by every API that an AsapAuthorizer stands before; GetResources knows no resources',
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

/** What fails in haste is no matter: it is done again at the end. */
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

/** Where a flight ends. */
interface Flown {
  /** The pointer names another key, or would not be moved to one. */
  readonly moved: string;
  /** No other key was seen to be usable. */
  readonly stays: string;
}

/** The signer goes on with the newest of the other keys that may sign, if the revoked one was its own. */
function flight(round: Round, keys: readonly NamedKey[], from: NamedKey, places: KeyPlaces, { moved, stays }: Flown): States {
  const begin = pointerFrom(from, round);
  const others = [...keys].reverse().filter((key) => key !== from);
  const candidate = (at: number): string => {
    const key = others[at];
    return key === undefined ? stays : `${round.name} ${key.name} for ${from.name}`;
  };
  return {
    // One that cannot be read, or says nothing, is taken to name the revoked key.
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
