import { ExplainedError } from '../../../contract';

/** Input that cannot be used. The command ends with 2. */
export class InputError extends ExplainedError {
  public readonly code = 'input.invalid';
  public override readonly name = 'InputError';
}
