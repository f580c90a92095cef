// Waits for permissions to become visible. A custom resource runs seconds after its role, policies and tag were made, IAM and
// KMS are eventually consistent, and the SDK takes a denial for final.

const ATTEMPTS = 10;
const PAUSE_MILLISECONDS = 3000;

const pauseFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Repeats `act` while it is denied, for half a minute; any other failure is final. */
export async function eventually<T>(act: () => Promise<T>, pause = pauseFor): Promise<T> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left <= 1 || !isDenial(error)) throw error;
      await pause(PAUSE_MILLISECONDS);
    }
  }
}

function isDenial(error: unknown): boolean {
  return error instanceof Error && /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/.test(error.name);
}
