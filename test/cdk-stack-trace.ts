// In place of CDK's module of that name, in unit tests: for each construct CDK takes the stack, and jest maps every line of it to its source.
// That is a sixth of the time of a test with constructs, and no test reads it.

export const DEFAULT_STACK_FRAME_FINDER = undefined;

export function captureStackTrace(): string[] {
  return ['stack traces are off in unit tests'];
}

export const enhancedStackTrace = captureStackTrace;

export function captureCallStack(): [] {
  return [];
}

export const parseErrorStack = captureCallStack;

export const renderCallStackJustMyCode = captureStackTrace;

export function topUserFrame(): undefined {
  return undefined;
}
