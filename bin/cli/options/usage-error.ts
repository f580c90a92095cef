/** A command line that makes no sense: what was seen, what was expected, what to do. The command ends with 2. */
export class UsageError extends Error {
  public constructor(
    public readonly seen: string,
    public readonly expected: string,
    public readonly remedy: string,
  ) {
    super(seen);
    this.name = 'UsageError';
  }
}
