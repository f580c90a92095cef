// Names that several commands about ASAP tokens are given, checked.
import { isIssuer } from '../../../contract';
import type { AsapAlgorithm } from '../../../lambda/runtime';
import { ASAP_ALGORITHMS } from '../commands/asap/algorithms';
import type { Words } from './words';

/** What issuers and key ids are made of, for people. */
export const SEGMENTS = 'segments of letters, digits and _ . + - joined by /';

/** @throws UsageError */
export function issuerOf(words: Words): string {
  return checkedIssuer(words, words.required('issuer'));
}

/** @throws UsageError */
export function checkedIssuer(words: Words, issuer: string): string {
  if (!isIssuer(issuer)) throw words.refused(`--issuer was "${issuer}"`, SEGMENTS);
  return issuer;
}

/** @throws UsageError */
export function algorithmOf(words: Words): AsapAlgorithm | undefined {
  const name = words.one('algorithm');
  return name === undefined ? undefined : checkedAlgorithm(words, name);
}

/** @throws UsageError */
export function checkedAlgorithm(words: Words, name: string): AsapAlgorithm {
  const known = ASAP_ALGORITHMS.find((one) => one === name);
  if (known === undefined) throw words.refused(`--algorithm was "${name}"`, `one of ${ASAP_ALGORITHMS.join(', ')}`);
  return known;
}
