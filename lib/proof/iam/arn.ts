// Amazon Resource Names that a policy writes in part.

import { arnComponents } from '../template/symbol';

/** An ARN of fewer than six parts stands for all that begin so (IAM: Resource element, incomplete ARNs). */
export function completed(text: string): string {
  if (!text.startsWith('arn:') || arnComponents(text) !== undefined) return text;
  // Colons in symbols and variables separate nothing.
  const parts = text.replace(/\uE000[^\uE000\uE001]*\uE001|\$\{[^{}]*\}/g, 'x').split(':').length;
  return text + ':*'.repeat(Math.max(0, 6 - parts));
}
