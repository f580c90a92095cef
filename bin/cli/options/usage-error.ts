import { ExplainedError } from '../../../contract';

/** A command line, or a setting of the environment, that makes no sense. The command ends with 2. */
export class UsageError extends ExplainedError {
  public override readonly name = 'UsageError';
}
