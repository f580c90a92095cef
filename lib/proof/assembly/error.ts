/** An assembly that cannot be read: what was seen, what was expected, what to do. */
export class AssemblyError extends Error {
  public readonly code = 'assembly.invalid';

  public constructor(
    public readonly seen: string,
    public readonly expected: string,
    public readonly remedy: string,
  ) {
    super(`${seen}; expected ${expected}; ${remedy}`);
    this.name = 'AssemblyError';
  }
}
