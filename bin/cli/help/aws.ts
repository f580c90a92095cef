// What --help says of the options that every command which calls AWS has.

export const AWS_OPTIONS = `  --profile NAME       profile of the AWS CLI (default: AWS_PROFILE, else credentials in the environment)
  --region REGION      AWS Region (default: AWS_REGION, AWS_DEFAULT_REGION, else the Region of the profile)
  --role-arn ARN       assume this role first
  --endpoint-url URL   endpoint of a local AWS (default: AWS_ENDPOINT_URL, else AWS's own)
  --ca-bundle FILE     PEM file with the CA certificates of the endpoint (default: AWS_CA_BUNDLE)`;

export const AWS_EXIT = `2 unusable input, no AWS Region, or an unreadable CA bundle (the message says what to do),
3 AWS refused or did not answer`;
