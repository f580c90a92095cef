// The command line: what may be asked. No I/O here.
import { HELP_OF, type Topic } from '../help';
import { asapOptions } from './asap';
import type { AsapOptions } from './asap-options';
import { type DiffOptions, type MatrixOptions, type StoresOptions, templateOptions, type VerifyOptions } from './templates';
import { type TenantsOptions, tenantsOptions } from './tenants';
import { UsageError } from './usage-error';

export type {
  AsapInspectOptions,
  AsapKeygenOptions,
  AsapTokenOptions,
  AsapVerifyOptions,
  PemKeyOptions,
} from './asap-options';
export type { AwsOptions } from './aws';
export type { Common, DiffOptions, MatrixOptions, StoresOptions, VerifyOptions } from './templates';
export type { TenantsOptions } from './tenants';
export { UsageError } from './usage-error';

export interface HelpOptions {
  readonly command: 'help';
  readonly topic?: Topic;
}

export type Options = VerifyOptions | StoresOptions | MatrixOptions | DiffOptions | AsapOptions | TenantsOptions | HelpOptions;

/** Commands that stand below a word of their own: `asap token`. */
const GROUPS = ['asap', 'tenants'] as const;
type Group = (typeof GROUPS)[number];

/** @throws UsageError */
export function parseOptions(argv: readonly string[]): Options {
  const [command, ...rest] = argv;
  if (command === undefined || asksForHelp(command)) return { command: 'help' };
  if (command === 'help') return helpOptions(rest);
  if (isGroup(command) && rest[0] === 'help') return helpOptions([command, ...rest.slice(1)]);
  const topic = topicOf(command, rest[0]);
  const options = isGroup(topic) ? 'help' : optionsOf(topic, topic.includes(' ') ? rest.slice(1) : rest);
  return options === 'help' ? { command: 'help', topic } : options;
}

function optionsOf(command: Exclude<Topic, Group>, args: readonly string[]): Options | 'help' {
  switch (command) {
    case 'verify':
    case 'stores':
    case 'matrix':
    case 'diff':
      return templateOptions(command, args);
    case 'tenants provision':
    case 'tenants entitle':
    case 'tenants revoke':
    case 'tenants suspend':
    case 'tenants activate':
      return tenantsOptions(command, args);
    default:
      return asapOptions(command, args);
  }
}

function helpOptions([name, subcommand]: readonly string[]): HelpOptions {
  return name === undefined || asksForHelp(name) ? { command: 'help' } : { command: 'help', topic: topicOf(name, subcommand) };
}

/** @param subcommand what stands behind the command: a part of its name below a group, and nothing to look at elsewhere */
function topicOf(command: string, subcommand: string | undefined): Topic {
  if (!isGroup(command)) {
    if (isTopic(command) && !command.includes(' ')) return command;
    const group = GROUPS.find((one) => isTopic(`${one} ${command}`));
    throw new UsageError(
      `there is no command "${command}"`,
      'verify, stores, matrix, diff, asap, tenants or help',
      `${group === undefined ? 'npx cdk-bulkhead verify cdk.out' : `npx cdk-bulkhead ${group} ${command}`}, or npx cdk-bulkhead help`,
    );
  }
  if (subcommand === undefined || asksForHelp(subcommand)) return command;
  const topic = `${command} ${subcommand}`;
  if (isTopic(topic)) return topic;
  // Only a word that can be none: where a command was forgotten, a token stands here.
  const seen = /^[a-z-]{1,20}$/.test(subcommand)
    ? `there is no command "${topic}"`
    : `${command} is not followed by one of its commands`;
  const below = Object.keys(HELP_OF).filter((name) => name.startsWith(`${command} `));
  throw new UsageError(seen, below.join(', ').replace(/, (?!.*, )/, ' or '), `npx cdk-bulkhead ${command} --help`);
}

function isGroup(word: string): word is Group {
  return GROUPS.some((group) => group === word);
}

function isTopic(name: string): name is Topic {
  return Object.hasOwn(HELP_OF, name);
}

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
