// The key that an identity signs with now, as its parameter in Systems Manager names it; KMS signs.
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { pointerIn } from '../../../contract';
import { kmsSigningKey, type SigningKey } from '../../../lambda/runtime/asap';
import type { AwsOptions } from '../options/aws';
import { type Access, accessTo } from './access';
import { answered } from './aws-errors';
import { OperationError } from './operation-error';

/** @param parameterName `signingPointerName` of an AsapIdentity. @throws OperationError */
export async function signingKeyOf(
  parameterName: string,
  options: AwsOptions,
  access: Access = accessTo(options),
): Promise<SigningKey> {
  const ssm = new SSM(access.client);
  const { Parameter } = await answered(`ssm:GetParameter of ${parameterName}`, () => ssm.getParameter({ Name: parameterName }), {
    AccessDenied: 'assume the role that was passed to grantSign of the AsapIdentity: --role-arn ARN',
    ParameterNotFound: 'check the name (signingPointerName of the AsapIdentity), --region and --profile',
  });
  const pointer = pointerIn(Parameter?.Value);
  if (pointer === undefined)
    throw new OperationError(
      `the parameter ${parameterName} does not name a signing key`,
      'JSON with kid and keyId, in the form that an AsapIdentity writes',
      'give signingPointerName of the AsapIdentity as --signing-pointer',
    );
  const { signer, ...key } = pointer;
  const kms = new KMS(access.client);
  const who =
    signer === undefined
      ? 'assume the role that was passed to grantSign of the AsapIdentity: --role-arn ARN'
      : `assume the one role that may sign: --role-arn ${signer}`;
  return kmsSigningKey(
    { sign: (input) => answered(`kms:Sign with ${key.keyId}`, () => kms.sign(input), { AccessDenied: who }) },
    key,
  );
}
