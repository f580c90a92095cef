// What the CDK CLI prints while it deploys or destroys (`--progress events`), read as progress: how far each stack is, and what it
// works on. Lines of any other form are passed over: this is for people to look at, and decides nothing.

const EVENT = /^(\S+) \| +(\d+)(?:\/(\d+))? \| [^|]*\| ([A-Z_]+) *\| (\S+) *\| (.*?)(?: \(\S+\))? *$/;

interface StackProgress {
  done: number;
  readonly total: number | undefined;
  isEnded: boolean;
}

export class StackEvents {
  private readonly stacks = new Map<string, StackProgress>();
  private rest = '';
  private resource = '';

  /** @param report gets the state after each event @param note gets a line for each stack that has come to its end */
  public constructor(
    private readonly report: (detail: string) => void,
    private readonly note: (line: string) => void,
  ) {}

  /** Output as it comes, cut anywhere. */
  public read(chunk: string): void {
    const lines = `${this.rest}${chunk}`.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    const [, stack, done, total, status, type, path] = EVENT.exec(line) ?? [];
    if (stack === undefined || status === undefined || type === undefined || path === undefined) return;
    const progress = this.stacks.get(stack) ?? {
      done: 0,
      total: total === undefined ? undefined : Number(total),
      isEnded: false,
    };
    progress.done = Number(done);
    this.stacks.set(stack, progress);
    const isStack = type === 'AWS::CloudFormation::Stack' && path === stack;
    if (isStack && status.endsWith('_COMPLETE') && !progress.isEnded) {
      progress.isEnded = true;
      this.note(`  ${stack}: ${status}`);
    } else if (!isStack) this.resource = `${type} ${path}`;
    this.report(this.summary());
  }

  /** `Issues 12/54 · Media 3/50  AWS::KMS::Key Service/Key` */
  private summary(): string {
    const underWay = [...this.stacks].filter(([, { isEnded }]) => !isEnded);
    const counts = underWay.map(([stack, { done, total }]) => `${stack} ${done}${total === undefined ? '' : `/${total}`}`);
    return [counts.join(' · '), this.resource].filter((part) => part !== '').join('  ');
  }
}
