// ARNs of AWS's managed policies.

import type { Json } from '../../template';
import { sub } from '../values';
import { JOB_FUNCTION_POLICIES, SERVICE_ROLE_POLICIES } from './managed-policy-paths';

/** `service-role/AWSLambdaBasicExecutionRole`: a name with its path. */
export function awsManaged(pathAndName: string): Json {
  return sub(`arn:\${AWS::Partition}:iam::aws:policy/${pathAndName}`);
}

/** SAM takes names of managed policies; what is not a name is an ARN already. */
export function managedPolicyArn(nameOrArn: string): Json {
  if (!/^[\w+=,.@-]+$/.test(nameOrArn)) return nameOrArn;
  if (SERVICE_ROLE_POLICIES.has(nameOrArn)) return awsManaged(`service-role/${nameOrArn}`);
  return awsManaged(JOB_FUNCTION_POLICIES.has(nameOrArn) ? `job-function/${nameOrArn}` : nameOrArn);
}
