// The command line: what may be asked. No I/O here.
import { HELP_OF, type Topic } from '../help';
import { asapOptions } from './asap';
import type { AsapOptions } from './asap-options';
import { type DiffOptions, type MatrixOptions, templateOptions, type VerifyOptions } from './templates';
import { UsageError } from './usage-error';

export type { AsapInspectOptions, AsapKeygenOptions, AsapTokenOptions, AsapVerifyOptions } from './asap-options';
export type { Common, DiffOptions, MatrixOptions, VerifyOptions } from './templates';
export { UsageError } from './usage-error';

export interface HelpOptions {
  readonly command: 'help';
  readonly topic?: Topic;
}

export type Options = VerifyOptions | MatrixOptions | DiffOptions | AsapOptions | HelpOptions;

/** @throws UsageError */
export function parseOptions(argv: readonly string[]): Options {
  const [command, ...rest] = argv;
  if (command === undefined || asksForHelp(command)) return { command: 'help' };
  if (command === 'help') return helpOptions(rest);
  if (command === 'asap' && rest[0] === 'help') return helpOptions([command, ...rest.slice(1)]);
  const topic = topicOf(command, rest[0]);
  const options = topic === 'asap' ? 'help' : optionsOf(topic, topic.startsWith('asap ') ? rest.slice(1) : rest);
  return options === 'help' ? { command: 'help', topic } : options;
}

function optionsOf(command: Exclude<Topic, 'asap'>, args: readonly string[]): Options | 'help' {
  switch (command) {
    case 'verify':
    case 'matrix':
    case 'diff':
      return templateOptions(command, args);
    default:
      return asapOptions(command, args);
  }
}

function helpOptions([name, subcommand]: readonly string[]): HelpOptions {
  return name === undefined || asksForHelp(name) ? { command: 'help' } : { command: 'help', topic: topicOf(name, subcommand) };
}

/** @param subcommand what stands behind the command: a part of its name for `asap`, and nothing to look at for the others */
function topicOf(command: string, subcommand: string | undefined): Topic {
  if (command !== 'asap') {
    if (command === 'verify' || command === 'matrix' || command === 'diff') return command;
    throw new UsageError(
      `there is no command "${command}"`,
      'verify, matrix, diff, asap or help',
      `${isTopic(`asap ${command}`) ? `cdk-bulkhead asap ${command}` : 'cdk-bulkhead verify cdk.out'}, or cdk-bulkhead help`,
    );
  }
  if (subcommand === undefined || asksForHelp(subcommand)) return 'asap';
  const topic = `asap ${subcommand}`;
  if (isTopic(topic)) return topic;
  // Only a word that can be none: where a command was forgotten, a token stands here.
  const seen = /^[a-z-]{1,20}$/.test(subcommand) ? `there is no command "${topic}"` : 'what stands behind asap is no command';
  throw new UsageError(seen, 'asap keygen, asap token, asap inspect or asap verify', 'cdk-bulkhead asap --help');
}

function isTopic(name: string): name is Topic {
  return Object.hasOwn(HELP_OF, name);
}

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
