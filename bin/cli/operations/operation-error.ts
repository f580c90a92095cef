import { ExplainedError } from '../../../contract';

/** AWS refused, or did not answer. The command ends with 3. */
export class OperationError extends ExplainedError {
  public override readonly name = 'OperationError';
}
