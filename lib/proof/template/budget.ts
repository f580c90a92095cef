// What resolving may cost. Templates come from anywhere: one that refers in circles of thousands, or whose text doubles at every step,
// must end with an error, and not with the memory or the call stack of whoever reads it.

import { TemplateError } from './template';

/** Deeper than values and references of real templates go together; a hostile one would use up the call stack. */
const MAX_DEPTH = 200;

/** Longer than any value that CloudFormation takes: a template is 1 MB. */
const MAX_LENGTH = 2_000_000;

const MAX_TEXT = 6_000_000;
const MAX_TEXT_PER_STACK = 2_000_000;

export class Budget {
  private depth = 0;
  private text: number;

  public constructor(stacks: number) {
    this.text = MAX_TEXT + stacks * MAX_TEXT_PER_STACK;
  }

  /** One step deeper; `leave` in a `finally` is the way back. */
  public enter(stackName: string): void {
    this.depth += 1;
    if (this.depth <= MAX_DEPTH) return;
    this.depth -= 1;
    throw new TemplateError(
      stackName,
      `values and references are nested more than ${MAX_DEPTH} deep, expected a template that CloudFormation would take: look for a chain of references without end`,
    );
  }

  public leave(): void {
    this.depth -= 1;
  }

  public limit(stackName: string, length: number): void {
    if (length <= MAX_LENGTH) return;
    throw new TemplateError(
      stackName,
      `a value is longer than ${MAX_LENGTH} characters, expected less than the 1 MB that a template may have: look for a value that repeats itself`,
    );
  }

  /** Text that is written or compared anew. */
  public charge(stackName: string, length: number): void {
    this.limit(stackName, length);
    this.text -= length;
    if (this.text >= 0) return;
    throw new TemplateError(
      stackName,
      'resolving writes far more text than the templates have, expected a template that CloudFormation would take: look for long values that are used in many places',
    );
  }
}
