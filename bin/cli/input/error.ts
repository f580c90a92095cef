/** What cannot be used: what was seen, what was expected, what to do. The command ends with 2. */
export class InputError extends Error {
  public readonly code = 'input.invalid';

  public constructor(
    public readonly seen: string,
    public readonly expected: string,
    public readonly remedy: string,
  ) {
    super(`${seen}; expected ${expected}; ${remedy}`);
    this.name = 'InputError';
  }
}
