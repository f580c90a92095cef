// What --help says of the options that every command which calls AWS has.

export const AWS_OPTIONS = `  --profile NAME       profile of the AWS CLI (default: AWS_PROFILE, else what the environment holds)
  --region REGION      (default: AWS_REGION, AWS_DEFAULT_REGION, else the profile's)
  --role-arn ARN       assume this role first
  --endpoint-url URL   another endpoint, of a local AWS (default: AWS_ENDPOINT_URL, else AWS's own)
  --ca-bundle FILE     PEM with the certificates to check it against (default: AWS_CA_BUNDLE)`;

export const AWS_EXIT = '3 AWS refused or did not answer';
