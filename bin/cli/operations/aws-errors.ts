// What AWS's clients throw, as three parts: seen, expected, do. Nothing of a credential is in the messages that are quoted.
import { ExplainedError } from '../../../contract';
import { UsageError } from '../options/usage-error';
import { OperationError } from './operation-error';

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Does one call. @param what for messages, `kms:Sign with <key>`. @param remedies what to do about errors of the call's own. @throws UsageError without a Region, OperationError otherwise */
export async function answered<T>(
  what: string,
  act: () => Promise<T>,
  remedies: { readonly [name: string]: string } = {},
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ExplainedError ? error : explained(what, error as AwsError, remedies);
  }
}

/** True if AWS knows who asks, and says no. */
export function isAccessDenied({ name = '' }: AwsError): boolean {
  return /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|NotAuthorized)$/.test(name);
}

function explained(what: string, error: AwsError, remedies: { readonly [name: string]: string }): ExplainedError {
  const { name = 'Error', code, $metadata } = error;
  const message = firstLine(error.message);
  const own = remedies[name] ?? (isAccessDenied(error) ? remedies.AccessDenied : undefined);
  if (/Credentials|TokenProvider|SSO/.test(name))
    return new OperationError(
      `there are no usable AWS credentials: ${message}`,
      'credentials from a source of the AWS CLI: environment, profile, SSO or an assumed role',
      'give a profile with --profile, or start its session: aws sso login --profile NAME',
    );
  if (/Region is missing/.test(message)) return noRegion('the Region that the stack is deployed to');
  if (/^(?:ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException)$/.test(name))
    return new OperationError(
      `AWS does not accept the credentials: ${message}`,
      'credentials that are valid now',
      "start a new session, and check that this computer's clock is right",
    );
  if (isAccessDenied(error))
    return new OperationError(
      `AWS refused ${what}: ${message}`,
      'credentials that allow this call',
      own ?? 'use a profile or a role that allows it: --profile NAME or --role-arn ARN',
    );
  if ($metadata?.httpStatusCode === undefined)
    return new OperationError(
      `AWS did not answer ${what}: ${code === undefined || message.includes(code) ? message || name : `${code}, ${message}`}`,
      'an answer from AWS',
      own ?? 'check the network, --region, --endpoint-url and AWS_CA_BUNDLE, then try again',
    );
  return new OperationError(
    `${what} failed: ${name}${message === '' ? '' : `, ${message}`}`,
    'a successful answer',
    own ?? 'do what the message says, and try again',
  );
}

/** Nothing was sent: the command line, the environment and the profile name no Region. */
export function noRegion(expected: string): UsageError {
  return new UsageError('no AWS Region is set', expected, 'give --region, or set AWS_REGION');
}

function firstLine(message = ''): string {
  return (message.split('\n')[0] ?? '').replace(/^AWS SDK error wrapper for \w+: /, '').slice(0, 400);
}
