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
      'KMS refused kms:DescribeKey of another key in every attempt. The pointer still names the revoked key, so the service cannot sign.',
  },
  publicKeyNotSeen: {
    state: 'PublicKeyNotSeen',
    cause:
      'S3 refused s3:HeadObject of another key in every attempt, or its public key is not published. The pointer still names the revoked key, so the service cannot sign. If the public key is not published, add a new name to the end of the identity’s `keys` and deploy first.',
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
      'tag:GetResources was refused in every attempt, so not all stages were found. API Gateway may cache decisions about tokens of the revoked key for up to authorizerCacheTtl.',
  },
  notFlushed: {
    state: 'NotFlushed',
    cause:
      'API Gateway refused FlushStageAuthorizersCache of a stage in every attempt. It may cache decisions about tokens of the revoked key for up to authorizerCacheTtl.',
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
      'every step done; all steps that the history does not show as refused are done',
      'read the errors in the history of this execution, fix them, and start the revocation again with the same input',
    ),
  };
}
