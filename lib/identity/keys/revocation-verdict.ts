// How a revocation ends, once everything was tried twice: what the last round kept as refused makes it fail, and says which.

import type { State, States } from './key-state-machine';

interface Refusal {
  /** Name of the state that fails. */
  readonly state: string;
  readonly cause: string;
}
type Refusals = { readonly [kept: string]: Refusal };

/** Of another key, and no other one may sign: the pointer still names the revoked key. */
const LOOKS: Refusals = {
  notDescribed: {
    state: 'KeyNotDescribed',
    cause:
      'KMS refused kms:DescribeKey of another key to its end, and the pointer still names the revoked one: nothing can be signed.',
  },
  publicKeyNotSeen: {
    state: 'PublicKeyNotSeen',
    cause:
      'S3 refused s3:HeadObject of another key to its end, or its public key is not published, and the pointer still names the revoked one: nothing can be signed. If it is not published, add a new key to the end of the identity’s `keys` first.',
  },
};

const STEPS: Refusals = {
  failed: {
    state: 'NotAllDone',
    cause: 'KMS (kms:DisableKey), S3 (s3:DeleteObject) or Systems Manager (ssm:PutParameter) refused a step to its end.',
  },
  stagesNotFound: {
    state: 'StagesNotFound',
    cause:
      'tag:GetResources was refused to its end: not all stages were found, and API Gateway may remember decisions about tokens of the revoked key for up to authorizerCacheTtl.',
  },
  notFlushed: {
    state: 'NotFlushed',
    cause:
      'API Gateway refused FlushStageAuthorizersCache of a stage to its end, and may remember decisions about tokens of the revoked key for up to authorizerCacheTtl.',
  },
};

/** States from either of two: `stays`, where the pointer went to no other key, and `otherwise`. The first refusal is the one told. */
export function verdict(stays: string, otherwise: string): States {
  return {
    [stays]: firstOf(LOOKS, otherwise),
    [otherwise]: firstOf(STEPS, 'Revoked'),
    ...Object.fromEntries([...Object.values(LOOKS), ...Object.values(STEPS)].map((one) => [one.state, fail(one)])),
    Revoked: { Type: 'Succeed' },
  };
}

function firstOf(refusals: Refusals, none: string): State {
  const Choices = Object.entries(refusals).map(([kept, { state }]) => ({
    Variable: `$.${kept}`,
    IsPresent: true,
    Next: state,
  }));
  return { Type: 'Choice', Choices, Default: none };
}

function fail({ cause }: Refusal): State {
  return {
    Type: 'Fail',
    Error: 'NotAllDone',
    Cause: `${cause} The history says what else was refused; everything that was not is done. Fix what it says, and start again.`,
  };
}
