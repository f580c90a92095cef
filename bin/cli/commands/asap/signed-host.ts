// Which hosts a read is signed for: a signed request carries the session token of the person who types the command.
import { InputError } from '../../input';
import type { AwsOptions } from '../../options';

/** A bucket's own address, in any partition. */
const BUCKET =
  /^[a-z0-9][a-z0-9.-]+\.s3(?:-fips)?(?:\.dualstack)?(?:[.-][a-z]{2,4}(?:-[a-z]+)+-\d+)?\.amazonaws\.(?:com|com\.cn|eu)$/;

/** S3, or the endpoint that stands for all of AWS. @throws InputError */
export function needsSignedHost(repository: string, { endpointUrl }: AwsOptions, environment: NodeJS.ProcessEnv): void {
  const { hostname, origin } = new URL(repository);
  const endpoints = [endpointUrl, environment.AWS_ENDPOINT_URL_S3, environment.AWS_ENDPOINT_URL];
  const isEndpoint = endpoints.some((one) => one !== undefined && URL.canParse(one) && new URL(one).origin === origin);
  if (isEndpoint || BUCKET.test(hostname)) return;
  throw new InputError(
    `--key-repository is at ${hostname}, and an option asks for reads that are signed with AWS credentials`,
    'the address of a bucket, BUCKET.s3.REGION.amazonaws.com, or the endpoint of --endpoint-url or AWS_ENDPOINT_URL',
    'leave out --signed and the AWS options: the command reads every other repository without credentials',
  );
}
