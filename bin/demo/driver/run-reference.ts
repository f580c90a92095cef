// Placeholder for the driver that deploys the reference app and sends the table's requests.
import type { ReferenceInput, ReferenceResult } from '../run-demo';

export async function runReference({ progress }: ReferenceInput): Promise<ReferenceResult> {
  progress.note('There is no reference app yet.');
  return { ok: true };
}
