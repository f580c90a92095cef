// Which of an identity's keys in KMS signs now: a parameter of Systems Manager names it, and a rotation moves it. The client comes in
// through a port of one method, which `SSM` of @aws-sdk/client-ssm fills as it is.

import { ExplainedError, pointerIn } from '../../../contract';
import { DeployedSigningKey } from './deployed-signing-key';
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
  /**
   * Value of the parameter at deployment: BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY in the environment of a TenantService's function. This key
   * signs only while Systems Manager throttles the first read of the parameter, for at most 60 seconds. It never signs again after a read
   * succeeded, or after KMS said that it is disabled or invalid.
   *
   * @default - without an answer of Systems Manager, a new execution environment cannot sign
   */
  readonly deployed?: string;
}

/**
 * The signing key that a Systems Manager parameter names. Reads the parameter again after `maxAgeSeconds` at the latest, 60 by default.
 * `current` rejects with ExplainedError if the parameter does not name a key. If Systems Manager does not answer, it rejects with the error
 * of Systems Manager.
 *
 * Give `ssm` a client with `maxAttempts: 1`. The SDK otherwise repeats a throttled read, and the request waits for it. Here, a throttled
 * read costs nothing while a key is known, and this function itself reads again after a pause.
 *
 * @throws ExplainedError without `parameterName`, and for a text in `deployed` that does not name a key
 *
 * @example
 * const { BULKHEAD_ASAP_SIGNING_POINTER: parameterName = '', BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY: deployed } = process.env;
 * const key = kmsSigningPointer({ kms: new KMS({}), ssm: new SSM({ maxAttempts: 1 }), parameterName, deployed });
 */
export function kmsSigningPointer(options: KmsSigningPointerOptions): SigningKeySource {
  const { kms, ssm, parameterName } = options;
  if (typeof parameterName !== 'string' || parameterName === '')
    throw new ExplainedError(
      `parameterName is ${JSON.stringify(parameterName)}`,
      'the name of the Systems Manager parameter that names the signing key',
      'give process.env.BULKHEAD_ASAP_SIGNING_POINTER, or signingPointerName of the AsapIdentity',
    );
  const deployed = deployedKey(options);
  const named = new SigningKeyCache(async (): Promise<SigningKey> => {
    const { Parameter } = await ssm.getParameter({ Name: parameterName });
    const pointer = pointerIn(Parameter?.Value);
    if (pointer === undefined)
      throw new ExplainedError(
        `the value of parameter ${parameterName} does not name a signing key`,
        'JSON with kid and keyId',
        'give the parameter of an AsapIdentity (signingPointerName), or deploy the identity again',
      );
    deployed?.retire();
    return kmsSigningKey(kms, pointer);
  }, options);
  if (deployed === undefined) return named;
  return {
    current() {
      const key = named.current();
      return key instanceof Promise ? key.catch((error: unknown) => deployed.insteadOf(error)) : key;
    },
  };
}

function deployedKey({ kms, deployed, clock = Date.now }: KmsSigningPointerOptions): DeployedSigningKey | undefined {
  if (deployed === undefined) return undefined;
  const pointer = pointerIn(deployed);
  if (pointer === undefined)
    throw new ExplainedError(
      'deployed does not name a signing key',
      'JSON with kid and keyId',
      'give process.env.BULKHEAD_ASAP_DEPLOYED_SIGNING_KEY, which a TenantService sets, or leave deployed out',
    );
  return new DeployedSigningKey(kms, pointer, clock);
}
