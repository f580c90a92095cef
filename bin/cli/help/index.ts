// What --help says.
import { ASAP_HELP } from './asap';
import { TEMPLATES_HELP } from './templates';
import { TENANTS_HELP } from './tenants';

export const HELP = `Usage: cdk-bulkhead <command> [options]

Proof. Reads CloudFormation templates. Shows who can reach each tenant's data, who can use each key, and
which connections are possible. No AWS account, no credentials, no network.

  verify PATH…       find what breaks isolation
  stores PATH…       list the stores that could hold tenants' data, and how to name them
  matrix PATH…       show what each role can do with tenant data
  diff OLD NEW       show which tenant data NEW loses, and what it allows that OLD does not

ASAP. Makes and reads tokens of the Atlassian Service Authentication Protocol, for people who call
services by hand. Calls AWS only to sign with an identity's key, and to read a private key repository.

  asap keygen        create a key pair
  asap token         create a token, for curl
  asap inspect       show what a token holds, without verifying it
  asap verify        verify a token as a service does

Tenants. Sends commands to a deployed Tenant Context Service, with the credentials of the AWS CLI.

  tenants provision  create a tenant
  tenants entitle    let a tenant use a service; tenants revoke stops it
  tenants suspend    refuse a tenant's requests; tenants activate allows them again

  help [command]     options of a command
  --version          version of the command, and dates of its lists of AWS actions and managed policies

  npx cdk synth --quiet && npx cdk-bulkhead verify cdk.out

Exit codes: 0 clean or done, 1 findings or a refusal, 2 unusable input (the message says what to do),
3 AWS refused or did not answer.
`;

export const HELP_OF = { ...TEMPLATES_HELP, ...ASAP_HELP, ...TENANTS_HELP } as const;

/** What there is help of: every command, and `asap` and `tenants` for those below them. */
export type Topic = keyof typeof HELP_OF;
