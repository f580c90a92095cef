// What --help says.
import { ASAP_HELP } from './asap';
import { TEMPLATES_HELP } from './templates';

export const HELP = `Usage: cdk-bulkhead <command> [options]

Proves from CloudFormation templates who can reach which tenant's data, use which key, and get where in
the network. Reads files only: no AWS account, no credentials, no network.

  verify PATH…       find what breaks isolation
  matrix PATH…       show every role on every resource with tenants' data
  diff OLD NEW       show data that NEW loses, and access that it gains

Makes and reads ASAP tokens, for whoever calls services by hand. On the network only for keys that are there.

  asap keygen        make a key pair
  asap token         make a token, for curl
  asap inspect       show what a token holds, verifying nothing
  asap verify        verify a token as a service does

  help [command]     options of a command

  cdk synth --quiet && cdk-bulkhead verify cdk.out

Exit codes: 0 clean, 1 findings or a refused token, 2 what was given cannot be used (the message says what
to do).
`;

export const HELP_OF = { ...TEMPLATES_HELP, ...ASAP_HELP } as const;

/** What there is help of: every command, and `asap` for those below it. */
export type Topic = keyof typeof HELP_OF;
