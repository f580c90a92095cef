// The message of an error, on three lines: what was seen, what was expected, what to do.

export function threeParts(seen: string, expected: string, remedy: string): string {
  return `${seen}\n  expected  ${expected}\n  do        ${remedy}`;
}
