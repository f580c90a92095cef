// Forward access: a service calls another service with the session of its caller (IAM User Guide: Forward access sessions).

import { OPEN, type RequestContext } from '../iam';

/**
 * Condition keys of a call to KMS that a service makes with the session of its caller. Those of the caller's network are absent (AWS KMS
 * Developer Guide: Controlling access to AWS KMS through a VPC endpoint). AWS does not document whether the call has
 * `lambda:SourceFunctionArn`.
 *
 * @param service its name in `kms:ViaService`, such as `dynamodb`
 */
export function forwardAccess(service: string, region: string, callerAccount: string): RequestContext {
  const name = `${service}.amazonaws.com`;
  return {
    'aws:ViaAWSService': 'true',
    'aws:CalledVia': [name],
    'aws:CalledViaFirst': name,
    'aws:CalledViaLast': name,
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
    'kms:CallerAccount': callerAccount,
    'aws:SourceIp': [],
    'aws:SourceVpc': [],
    'aws:SourceVpcArn': [],
    'aws:SourceVpce': [],
    'aws:VpcSourceIp': [],
    'lambda:SourceFunctionArn': OPEN,
  };
}
