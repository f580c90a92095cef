/** AWS refused, or did not answer: what was seen, what was expected, what to do. The command ends with 3. */
export class OperationError extends Error {
  public constructor(
    public readonly seen: string,
    public readonly expected: string,
    public readonly remedy: string,
  ) {
    super(seen);
    this.name = 'OperationError';
  }
}
