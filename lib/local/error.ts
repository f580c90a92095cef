/** The message of an error or a warning, on three lines. */
export function threeParts(seen: string, expected: string, remedy: string): string {
  return `${seen}\n  expected  ${expected}\n  do        ${remedy}`;
}

/** The local form cannot be made. Its message has three lines: what was seen, what was expected, what to do. */
export class LocalCloudError extends Error {
  public constructor(seen: string, expected: string, remedy: string) {
    super(threeParts(seen, expected, remedy));
    this.name = 'LocalCloudError';
  }
}
