// Options of every command that calls AWS: the ones that the AWS CLI has, under its names.
import { TEXT, type Words } from './words';

export interface AwsOptions {
  /** @default - AWS_PROFILE, else what the environment holds */
  readonly profile?: string;
  /** @default - AWS_REGION, AWS_DEFAULT_REGION, else the profile's */
  readonly region?: string;
  /** @default - AWS_ENDPOINT_URL, else AWS's own */
  readonly endpointUrl?: string;
  /** A PEM file. @default - AWS_CA_BUNDLE, else Node's own list */
  readonly caBundle?: string;
  /** A role to assume before anything else. @default - none */
  readonly roleArn?: string;
}

export const AWS_FLAGS = {
  profile: TEXT,
  region: TEXT,
  'endpoint-url': TEXT,
  'ca-bundle': TEXT,
  'role-arn': TEXT,
} as const;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** @throws UsageError */
export function awsOptions(words: Words): AwsOptions {
  const [profile, region, endpointUrl, caBundle, roleArn] = [
    ...[words.one('profile'), words.one('region'), words.one('endpoint-url'), words.one('ca-bundle'), words.one('role-arn')],
  ];
  if (region !== undefined && !/^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(region))
    throw words.refused(`--region was "${region}"`, 'the name of an AWS Region', '--region eu-central-1');
  if (endpointUrl !== undefined && !isSafeEndpoint(endpointUrl))
    throw words.refused(
      '--endpoint-url is not an address for signed requests',
      'an https URL without user, path, query or fragment; http only for this computer',
      '--endpoint-url https://127.0.0.1:4566',
    );
  if (roleArn !== undefined && !/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn))
    throw words.refused(`--role-arn was "${roleArn}"`, 'the ARN of a role', '--role-arn arn:aws:iam::111122223333:role/NAME');
  return {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(caBundle !== undefined && { caBundle }),
    ...(roleArn !== undefined && { roleArn }),
  };
}

function isSafeEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin, href } = new URL(text);
  return (
    (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) && (href === origin || href === `${origin}/`)
  );
}
