// What --help says of the options that every command which calls AWS has.

export const AWS_OPTIONS = `  --profile NAME       profile of the AWS CLI (default: AWS_PROFILE, else credentials in the environment)
  --region REGION      (default: AWS_REGION, AWS_DEFAULT_REGION, else the profile's)
  --role-arn ARN       assume this role first
  --endpoint-url URL   another endpoint, of a local AWS (default: AWS_ENDPOINT_URL, else AWS's own)
  --ca-bundle FILE     PEM file with the CA certificates of the endpoint (default: AWS_CA_BUNDLE)`;

export const AWS_EXIT = `2 what was given cannot be used, no AWS Region is named, or the CA bundle cannot be read,
3 AWS refused or did not answer`;
