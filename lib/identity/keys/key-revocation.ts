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
  HASTY,
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
          ...withdrawn('', key, places, HASTY, `First pointer from ${key.name}`),
          ...flight('First', keys, key, places, 'FirstStages'),
        })),
        ...flush('First', 'WaitUntilAuthorizersForget'),
        WaitUntilAuthorizersForget: { Type: 'Wait', Seconds: AUTHORIZERS_FORGET_KEYS.toSeconds(), Next: 'SecondStages' },
        ...flush('Second', 'WhichKeyAgain'),
        WhichKeyAgain: whichKey(keys, (name) => `Disable ${name} again`, 'UnknownKey'),
        // A rotation that ran meanwhile may have moved the pointer here.
        ...eachKey(keys, (key) => ({
          ...withdrawn(' again', key, places, undefined, `Last pointer from ${key.name}`),
          ...flight('Last', keys, key, places, 'WasAllDone'),
        })),
        WasAllDone: choice('$.failed', { IsPresent: true }, 'NotAllDone', 'Revoked'),
        NotAllDone: {
          Type: 'Fail',
          Error: 'NotAllDone',
          Cause:
            'KMS, S3 or Systems Manager refused a step to its end: see the history, mend what it says, and start again. Everything else is done.',
        },
        Revoked: { Type: 'Succeed' },
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
function withdrawn(round: string, key: NamedKey, places: KeyPlaces, hasty: object[] | undefined, next: string): States {
  const remove = `Remove ${key.name}${round}`;
  const more = { ...(hasty && { Retry: hasty }) };
  const failed = hasty === undefined ? 'failed' : 'failedAtFirst';
  return {
    [`Disable ${key.name}${round}`]: disable(key, { ...more, ...onFailure(failed, remove), Next: remove }),
    [remove]: removePublicKey(places, key, { ...more, ...onFailure(failed, next), Next: next }),
  };
}

/** The signer goes on with the newest of the other keys that may sign, if the revoked one was its own. */
function flight(round: string, keys: readonly NamedKey[], from: NamedKey, places: KeyPlaces, next: string): States {
  const begin = `${round} pointer from ${from.name}`;
  const others = [...keys].reverse().filter((key) => key !== from);
  const candidate = (at: number): string => {
    const key = others[at];
    return key === undefined ? next : `${round} ${key.name} for ${from.name}`;
  };
  const failed = round === 'Last' ? 'failed' : 'failedAtFirst';
  return {
    // One that cannot be read, or says nothing, is taken to name the revoked key.
    [begin]: readPointer(places, { Retry: HASTY, ...onFailure('notRead', candidate(0)), Next: `${begin}, named` }),
    [`${begin}, named`]: choice('$.pointer.named.kid', { StringEquals: from.kid }, candidate(0), next),
    ...Object.assign(
      {},
      ...others.map((to, at) => {
        const move = `${round} move from ${from.name} to ${to.name}`;
        return {
          ...isUsable(places, to, candidate(at), move, candidate(at + 1)),
          [move]: { ...movePointer(places, to, next), ...onFailure(failed, next) },
        };
      }),
    ),
  };
}
