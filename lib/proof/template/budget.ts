// Limits on the work of the resolver. A hostile template can have thousands of circular references, or text that doubles at every step:
// it must end with an error before memory or call stack run out.

import { TemplateError } from './template';

/** More than real templates need. A hostile template could otherwise exhaust the call stack. */
const MAX_DEPTH = 200;

/** More than any value that CloudFormation accepts: a template has at most 1 MB. */
const MAX_LENGTH = 2_000_000;

const MAX_TEXT = 6_000_000;
const MAX_TEXT_PER_STACK = 2_000_000;

export class Budget {
  private depth = 0;
  private text: number;

  public constructor(stacks: number) {
    this.text = MAX_TEXT + stacks * MAX_TEXT_PER_STACK;
  }

  /** Goes one level deeper. Call `leave` in a `finally` block. */
  public enter(stackName: string): void {
    this.depth += 1;
    if (this.depth <= MAX_DEPTH) return;
    this.depth -= 1;
    throw new TemplateError(
      stackName,
      `values and references are nested more than ${MAX_DEPTH} levels deep`,
      'a template that CloudFormation accepts',
      'look for an endless chain of references',
    );
  }

  public leave(): void {
    this.depth -= 1;
  }

  public limit(stackName: string, length: number): void {
    if (length <= MAX_LENGTH) return;
    throw new TemplateError(
      stackName,
      `a value is longer than ${MAX_LENGTH} characters`,
      'less than 1 MB, the limit of a template',
      'look for a value that repeats itself',
    );
  }

  /** Counts text that is written or compared. */
  public charge(stackName: string, length: number): void {
    this.limit(stackName, length);
    this.text -= length;
    if (this.text >= 0) return;
    throw new TemplateError(
      stackName,
      'the resolved values are far longer than the templates',
      'a template that CloudFormation accepts',
      'look for long values that are used in many places',
    );
  }
}
