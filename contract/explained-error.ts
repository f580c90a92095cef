// The one form of an error that a person reads: what was seen, what was expected, what to do. Every layer throws this class.

/** The text of an error or a warning, on three lines. */
export function threeParts(seen: string, expected: string, remedy: string): string {
  return `${seen}\n  expected  ${expected}\n  do        ${remedy}`;
}

/**
 * An error that says what was seen, what was expected and what to do, on three lines. Each part continues its label: it begins in lower case and has no
 * full stop at its end. No part holds a secret or a token.
 */
export class ExplainedError extends Error {
  public override readonly name: string = 'ExplainedError';
  // Private, with getters: the console shows every other property a second time below the stack.
  readonly #parts: readonly [seen: string, expected: string, remedy: string];

  public constructor(...parts: readonly [seen: string, expected: string, remedy: string]) {
    super(threeParts(...parts));
    this.#parts = parts;
  }

  /** What was seen. */
  public get seen(): string {
    return this.#parts[0];
  }

  /** What would have been accepted. */
  public get expected(): string {
    return this.#parts[1];
  }

  /** What to do now: a command or a property by its name. */
  public get remedy(): string {
    return this.#parts[2];
  }
}
