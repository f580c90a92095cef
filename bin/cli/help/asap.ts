// What --help says of the commands about ASAP tokens.
import { AWS_EXIT, AWS_OPTIONS } from './aws';

const TOKEN = `TOKEN is a token, with or without Bearer in front, or - for standard input. Prefer -: the shell's history
keeps a token that is an argument, and other users of this machine see it in the list of processes.`;

const USAGE_CODE = '2 unusable input (the message says what to do)';

export const ASAP_HELP = {
  asap: `Usage: cdk-bulkhead asap <command> [options]

Makes and reads tokens of ASAP, the Atlassian Service Authentication Protocol.

  keygen     make a key pair: a private key for a caller, a public key for the key repository
  token      make a token, for curl
  inspect    show what a token holds, without verifying it
  verify     verify a token as a service does

  npx cdk-bulkhead asap keygen --issuer gateway --key-id k1 --out keys
  npx cdk-bulkhead asap token --issuer gateway --key-id gateway/k1 --audience issues --tenant acme \\
      --private-key keys/private/gateway/k1.pem |
    npx cdk-bulkhead asap verify - --audience issues --issuer gateway --public-key keys/public/gateway/k1

Options: npx cdk-bulkhead asap <command> --help
`,
  'asap keygen': `Usage: cdk-bulkhead asap keygen --issuer ISSUER [options]

Makes a key pair for an issuer. Writes DIR/private/<kid>.pem (PKCS #8, readable only by this user) and
DIR/public/<kid> (SPKI). DIR/public has the layout of a key repository. The command never overwrites a file,
and never shows the private key. In AWS prefer AsapIdentity: its private key never leaves KMS.

  npx cdk-bulkhead asap keygen --issuer gateway --key-id k1 --out keys

  --issuer ISSUER      the caller that signs with the key
  --key-id KEY         the key id is ISSUER/KEY (default: a random KEY)
  --algorithm ALG      RS256 (default), RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512
  --out DIR            directory for the files (default: the current directory)
  --help               this text

Exit codes: 0 written, ${USAGE_CODE}.
`,
  'asap token': `Usage: cdk-bulkhead asap token --issuer ISSUER --key-id KID --audience NAME --private-key FILE [options]
       cdk-bulkhead asap token --signing-pointer NAME --audience NAME [options]

Makes a token and writes it, and nothing else, to standard output:

  curl -H "Authorization: Bearer $(npx cdk-bulkhead asap token …)" -H 'X-Tenant-Id: acme' https://…

With a private key of your own:
  --issuer ISSUER      the caller (iss)
  --key-id KID         the whole key id, ISSUER/KEY (kid)
  --private-key FILE   unencrypted PEM, or - for standard input
  --algorithm ALG      RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512 (default: RS256 for
                       an RSA key, the algorithm of its curve for an EC key)

As a deployed AsapIdentity. Its key stays in KMS, and only the role that was passed to grantSign may sign:
  --signing-pointer NAME
                       the Systems Manager parameter that names the key (signingPointerName)
${AWS_OPTIONS}

With both:
  --audience NAME      the called service (aud; repeatable)
  --subject NAME       sub (default: the issuer, as services expect by default)
  --lifetime SECONDS   time until exp, 1 to 3600 (default: 60)
  --tenant ID          the tenant that the token acts for (claim tenant)
  --claim NAME=TEXT    a further claim (repeatable); NAME:=JSON for a claim that is not text
  --help               this text

On standard error, the command lists the rules of services that the token breaks. It also notes a missing
tenant: AsapAuthorizer and RequestGuard refuse a token without a tenant.

  npx cdk-bulkhead asap token --issuer gateway --key-id gateway/k1 --audience issues --tenant acme \\
      --private-key keys/private/gateway/k1.pem

Exit codes: 0 made, ${AWS_EXIT}.
`,
  'asap inspect': `Usage: cdk-bulkhead asap inspect TOKEN [options]

Shows the header, the claims and the times of a token. Shows each rule that its form or its times break, with
the reason code. NOTHING IS VERIFIED: no signature, key, audience or issuer. To verify, use asap verify.

A note says if AsapAuthorizer and RequestGuard refuse the tenant claim. Plain ASAP has no tenant claim, so a
missing tenant breaks no rule.

${TOKEN}

  npx cdk-bulkhead asap inspect - < token.txt

  --json               the same as JSON
  --help               this text

Exit codes: 0 no broken rule, or only rules that depend on a service's settings (such as its leeway),
1 every service refuses the token,
${USAGE_CODE}.
`,
  'asap verify': `Usage: cdk-bulkhead asap verify TOKEN --audience NAME --issuer ISSUER --public-key FILE [options]
       cdk-bulkhead asap verify TOKEN --audience NAME --issuer ISSUER --key-repository URL [options]

Verifies a token with the same code as services. If the token is accepted, the command writes its claims as
JSON to standard output. If not, it writes the reason code, its meaning and what to do to standard error.

${TOKEN}

  npx cdk-bulkhead asap verify - --audience issues --issuer gateway \\
      --public-key keys/public/gateway/k1 < token.txt

  --audience NAME      the service's own name
  --issuer ISSUER      an issuer that exists (repeatable)
  --public-key FILE    public key in PEM, used for every key id
  --key-repository URL https URL of a key repository: the command reads URL/<kid>. For a private CA, set the
                       environment variable NODE_EXTRA_CA_CERTS to the PEM file of its certificates
  --signed             sign the reads with AWS credentials. Outside of its network, the bucket of an
                       AsapKeyRepository answers only signed requests. The command sends a signature only to
                       S3 and to the endpoint of --endpoint-url. Each of these options implies --signed:
${AWS_OPTIONS}
  --algorithm ALG      an accepted algorithm (repeatable; default: all nine. A service accepts only RS256 by
                       default)
  --leeway SECONDS     accepted difference of clocks, 0 to 30 (default: 1)
  --max-lifetime SECONDS
                       longest exp - iat, 1 to 3600 (default: 300)
  --any-subject        accept a sub that is not the issuer
  --json               the result as JSON on standard output, also for a refused token
  --help               this text

The command does not check the tenant or the allow-list: only the service knows them. It notes a missing or
ill-formed tenant claim on standard error.

Exit codes: 0 accepted, 1 refused, or not decided (key.unavailable: the key repository did not answer),
${AWS_EXIT}.
`,
} as const;
