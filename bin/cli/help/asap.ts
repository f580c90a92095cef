// What --help says of the commands about ASAP tokens.
import { AWS_EXIT, AWS_OPTIONS } from './aws';

const TOKEN = `TOKEN is a token, also with Bearer in front, or - for standard input. A token given as an argument stays
in the shell's history, and other users of this machine see it in the list of processes: prefer -.`;

const USAGE_CODE = '2 what was given cannot be used (the message says what to do)';

export const ASAP_HELP = {
  asap: `Usage: cdk-bulkhead asap <command> [options]

Makes and reads tokens of ASAP, the Atlassian Service Authentication Protocol.

  keygen     make a key pair: a private key for a caller, a public one for the key repository
  token      make a token, for curl
  inspect    show what a token holds, verifying nothing
  verify     verify a token as a service does

  npx cdk-bulkhead asap keygen --issuer gateway --key-id k1 --out keys
  npx cdk-bulkhead asap token --issuer gateway --key-id gateway/k1 --audience issues --tenant acme \\
      --private-key keys/private/gateway/k1.pem |
    npx cdk-bulkhead asap verify - --audience issues --issuer gateway --public-key keys/public/gateway/k1

Options: npx cdk-bulkhead asap <command> --help
`,
  'asap keygen': `Usage: cdk-bulkhead asap keygen --issuer ISSUER [options]

Makes a key pair for an issuer. Writes DIR/private/<kid>.pem (PKCS #8, for this user alone) and
DIR/public/<kid> (SPKI): DIR/public is laid out as a key repository. A file that exists is never overwritten,
and the private key is never shown. In AWS prefer AsapIdentity: there the private key never leaves KMS.

  npx cdk-bulkhead asap keygen --issuer gateway --key-id k1 --out keys

  --issuer ISSUER      the caller that signs with it
  --key-id KEY         the key id is ISSUER/KEY (default: a random KEY)
  --algorithm ALG      RS256 (default), RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512
  --out DIR            where the files go (default: the current directory)
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
                       an RSA key, and the one of its curve for an EC key)

As a deployed AsapIdentity, whose key stays in KMS. Only the role that its grantSign was given may sign:
  --signing-pointer NAME
                       the parameter of Systems Manager that names the key (signingPointerName)
${AWS_OPTIONS}

With both:
  --audience NAME      the service that is called (aud; repeatable)
  --subject NAME       sub (default: the issuer, which services expect unless set up otherwise)
  --lifetime SECONDS   exp, 1 to 3600 from now (default: 60)
  --tenant ID          the tenant that the token acts for (claim tenant)
  --claim NAME=TEXT    a further claim (repeatable); NAME:=JSON for one that is no text
  --help               this text

Standard error says which rules of a service the token would break, and notes a missing tenant, which
AsapAuthorizer and RequestGuard refuse.

  npx cdk-bulkhead asap token --issuer gateway --key-id gateway/k1 --audience issues --tenant acme \\
      --private-key keys/private/gateway/k1.pem

Exit codes: 0 made, ${AWS_EXIT}.
`,
  'asap inspect': `Usage: cdk-bulkhead asap inspect TOKEN [options]

Shows header, claims and times of a token, and each rule that it breaks by its form and times alone, with the
reason code. NOTHING IS VERIFIED: no signature, no key, no audience, no issuer. That is asap verify. A tenant
claim that AsapAuthorizer and RequestGuard refuse is noted: plain ASAP has none, and breaks no rule by that.

${TOKEN}

  npx cdk-bulkhead asap inspect - < token.txt

  --json               the same as JSON
  --help               this text

Exit codes: 0 no rule is broken, or only such as depend on a service's settings, its leeway for one,
1 every service refuses it,
${USAGE_CODE}.
`,
  'asap verify': `Usage: cdk-bulkhead asap verify TOKEN --audience NAME --issuer ISSUER --public-key FILE [options]
       cdk-bulkhead asap verify TOKEN --audience NAME --issuer ISSUER --key-repository URL [options]

Verifies a token with the code that services verify it with. Writes the claims as JSON to standard output; or,
to standard error, the reason code of the refusal, what it means and what to do.

${TOKEN}

  npx cdk-bulkhead asap verify - --audience issues --issuer gateway \\
      --public-key keys/public/gateway/k1 < token.txt

  --audience NAME      the service's own name
  --issuer ISSUER      an issuer that exists (repeatable)
  --public-key FILE    PEM, taken for whatever key id the token names
  --key-repository URL https; asked for URL/<kid>. For a private CA, name the file of its certificates (PEM) in
                       the environment variable NODE_EXTRA_CA_CERTS
  --signed             sign the reads with AWS credentials. Outside its network, the bucket of an
                       AsapKeyRepository answers signed requests alone. Only S3 and the endpoint of
                       --endpoint-url are sent a signature. Each option below implies --signed:
${AWS_OPTIONS}
  --algorithm ALG      an algorithm that is taken (repeatable; default: all nine. A service takes RS256 alone
                       unless set up otherwise)
  --leeway SECONDS     forgiven difference of clocks, 0 to 30 (default: 1)
  --max-lifetime SECONDS
                       longest exp - iat, 1 to 3600 (default: 300)
  --any-subject        take a sub that is not the issuer
  --json               the verdict as JSON, on standard output, whatever it is
  --help               this text

Tenant and allow-list are the service's own questions, and not asked here; but a tenant claim that is missing
or ill-formed is noted on standard error.

Exit codes: 0 accepted, 1 refused, or not decided (key.unavailable: the key repository did not answer),
${AWS_EXIT}.
`,
} as const;
