// How a revocation ends after both rounds: a refusal that the last round kept makes the execution fail, and the cause names it.

import { threeParts } from '../../../contract';
import type { State, States } from './key-state-machine';

interface Refusal {
  /** Name of the state that fails. */
  readonly state: string;
  readonly cause: string;
}
type Refusals = { readonly [kept: string]: Refusal };

/** About another key. No other key may sign: the pointer still names the revoked key. */
const LOOKS: Refusals = {
  notDescribed: {
    state: 'KeyNotDescribed',
    cause:
      'KMS refused kms:DescribeKey for another key of this identity in every attempt. The parameter (signingPointerName) still names the revoked key, so the service cannot sign.',
  },
  publicKeyNotSeen: {
    state: 'PublicKeyNotSeen',
    cause:
      'S3 refused s3:HeadObject for another key of this identity in every attempt, or the public key of that key is not published. The parameter (signingPointerName) still names the revoked key, so the service cannot sign. If the public key is not published, first add a new name to the end of the identity’s `keys` and deploy.',
  },
};

const STEPS: Refusals = {
  failed: {
    state: 'NotAllDone',
    cause: 'KMS (kms:DisableKey), S3 (s3:DeleteObject) or Systems Manager (ssm:PutParameter) refused a step in every attempt.',
  },
  stagesNotFound: {
    state: 'StagesNotFound',
    cause:
      'AWS refused tag:GetResources in every attempt, so this execution did not find all stages. API Gateway may reuse cached decisions about tokens of the revoked key for up to authorizerCacheTtl.',
  },
  notFlushed: {
    state: 'NotFlushed',
    cause:
      'API Gateway refused FlushStageAuthorizersCache for a stage in every attempt. API Gateway may reuse cached decisions about tokens of the revoked key for up to authorizerCacheTtl.',
  },
};

/** States from either of two: `stays`, if the pointer moved to no other key, and `otherwise`. The cause names the first refusal. */
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
    Cause: threeParts(
      cause,
      'every step succeeds; the steps that the history shows without an error are done',
      'read the errors in the history of this execution, fix them, and start the revocation again with the same input',
    ),
  };
}
