// The words of a command line, read by the options that a command has. Errors name options and never what stands without one: that
// may be a token.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { meant } from './meant';
import { UsageError } from './usage-error';

export type Flags = NonNullable<ParseArgsConfig['options']>;

/** An option that is given once, or as often as wished: which of the two is told by the method that reads it. */
export const TEXT = { type: 'string', multiple: true } as const;
export const SWITCH = { type: 'boolean' } as const;
export const HELP_SWITCH = { type: 'boolean', short: 'h' } as const;

interface Values {
  readonly [name: string]: string | boolean | readonly (string | boolean)[] | undefined;
}

export class Words {
  /** What stands without an option. */
  public readonly others: readonly string[];
  private readonly values: Values;

  /** @param command for messages, `asap token`. @throws UsageError for an option that is not there, or lacks its value */
  public constructor(
    public readonly command: string,
    flags: Flags,
    args: readonly string[],
  ) {
    try {
      const { values, positionals } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: true });
      this.values = values as Values;
      this.others = positionals;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const unknown = /Unknown option '--([^'=]+)/.exec(message)?.[1];
      const hint = unknown === undefined ? '' : meant(unknown, Object.keys(flags));
      throw this.refused(`${message.replace(/\.\s.*$/s, '')}${hint}`, `the options of ${command}`);
    }
  }

  public isOn(name: string): boolean {
    return this.values[name] === true;
  }

  public all(name: string): string[] {
    return [this.values[name] ?? []].flat().filter((one): one is string => typeof one === 'string');
  }

  /** @throws UsageError if it is given twice: nobody could know which one counts */
  public one(name: string): string | undefined {
    const [first, ...more] = this.all(name);
    if (more.length > 0) throw this.refused(`--${name} was given ${more.length + 1} times`, `--${name} once`);
    return first;
  }

  /** @throws UsageError */
  public required(name: string): string {
    const value = this.one(name);
    if (value === undefined || value === '') throw this.missing(name);
    return value;
  }

  /** At least one. @throws UsageError */
  public requiredAll(name: string): string[] {
    const values = this.all(name);
    if (values.length === 0 || values.includes('')) throw this.missing(name);
    return values;
  }

  /** A whole number of seconds. @throws UsageError */
  public seconds(name: string, low: number, high: number, otherwise: number): number {
    const text = this.one(name);
    if (text === undefined) return otherwise;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw this.refused(
      `--${name} was "${text}"`,
      `whole seconds, ${low} to ${high}`,
      `leave --${name} out (default: ${otherwise})`,
    );
  }

  /** @param remedy what to do. @default the command's help */
  public refused(seen: string, expected: string, remedy = `npx cdk-bulkhead ${this.command} --help`): UsageError {
    return new UsageError(seen, expected, remedy);
  }

  private missing(name: string): UsageError {
    return this.refused(`${this.command} was given no --${name}`, `--${name} with a value`);
  }
}
