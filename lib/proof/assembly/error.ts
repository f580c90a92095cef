import { ExplainedError } from '../../../contract/explained-error';

/** An assembly that cannot be read. */
export class AssemblyError extends ExplainedError {
  public readonly code = 'assembly.invalid';
  public override readonly name = 'AssemblyError';
}
