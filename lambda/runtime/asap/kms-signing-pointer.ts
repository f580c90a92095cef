// Which of an identity's keys in KMS signs now: a parameter of Systems Manager names it, and a rotation moves it. The client comes in
// through a port of one method, which `SSM` of @aws-sdk/client-ssm fills as it is.

import { ExplainedError, pointerIn } from '../../../contract';
import { type KmsSignPort, kmsSigningKey } from './kms-signing-key';
import { type SigningKey, SigningKeyCache, type SigningKeyCacheOptions, type SigningKeySource } from './signing-key';

/** The part of a Systems Manager client that this library uses. */
export interface ParameterPort {
  getParameter(input: { Name: string }): Promise<{ Parameter?: { Value?: string } }>;
}

export interface KmsSigningPointerOptions extends SigningKeyCacheOptions {
  readonly kms: KmsSignPort;
  readonly ssm: ParameterPort;
  /** Name of the parameter. Its value is JSON: `{ "kid": "<issuer>/…", "keyId": "<ARN of the key>" }`. */
  readonly parameterName: string;
}

/**
 * The signing key that a Systems Manager parameter names. Reads the parameter again every `maxAgeSeconds`, 60 by default. `current`
 * rejects with ExplainedError if the parameter does not name a key, and with the error of Systems Manager if there is no answer.
 *
 * @throws ExplainedError without `parameterName`
 */
export function kmsSigningPointer(options: KmsSigningPointerOptions): SigningKeySource {
  const { kms, ssm, parameterName } = options;
  if (typeof parameterName !== 'string' || parameterName === '')
    throw new ExplainedError(
      `parameterName is ${JSON.stringify(parameterName)}`,
      'the name of the Systems Manager parameter that names the signing key',
      'give process.env.BULKHEAD_ASAP_SIGNING_POINTER, or signingPointerName of the AsapIdentity',
    );
  return new SigningKeyCache(async (): Promise<SigningKey> => {
    const { Parameter } = await ssm.getParameter({ Name: parameterName });
    const pointer = pointerIn(Parameter?.Value);
    if (pointer === undefined)
      throw new ExplainedError(
        `the value of parameter ${parameterName} does not name a signing key`,
        'JSON with kid and keyId',
        'give the parameter of an AsapIdentity (signingPointerName), or deploy the identity again',
      );
    return kmsSigningKey(kms, pointer);
  }, options);
}
