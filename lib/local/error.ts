/** What the local form cannot be made of, in three lines: what was seen, what was expected, what to do. */
export class LocalCloudError extends Error {
  public constructor(seen: string, expected: string, remedy: string) {
    super(`${seen}\n  expected  ${expected}\n  do        ${remedy}`);
    this.name = 'LocalCloudError';
  }
}
