// What a conformance row is: a case that another ASAP implementation tests under this name, remade with tokens of our own, and what
// we make of it. Where we decide otherwise, nearly always more strictly, the row says why.

import { statusOf } from '../../../../../contract';
import type { AsapVerifierOptions } from '../../../../../lambda/runtime';
import * as runtime from '../../../../../lambda/runtime';
import { judge, row, type TokenRow, type Verdict } from '../rows';

export interface ConformanceRow extends TokenRow {
  readonly because?: string;
}

type Verifier = Partial<AsapVerifierOptions>;

/** Accepted there and here. */
export function accepts(name: string, token: () => string, verifier?: Verifier): ConformanceRow {
  return row(name, token, 'accepted', verifier);
}

/** Refused there and here; the reason is ours. */
export function refuses(name: string, token: () => string, reason: Verdict, verifier?: Verifier): ConformanceRow {
  return row(name, token, reason, verifier);
}

/** Accepted there, or not looked at; refused here. */
export function stricter(
  name: string,
  token: () => string,
  reason: Verdict,
  because: string,
  verifier?: Verifier,
): ConformanceRow {
  return { ...row(name, token, reason, verifier), because };
}

/** Refused there; accepted here, as ASAP has it. */
export function asSpecified(name: string, token: () => string, because: string, verifier?: Verifier): ConformanceRow {
  return { ...row(name, token, 'accepted', verifier), because };
}

/** What only the key can decide. All else asks for none. */
const WITH_KEY: readonly Verdict[] = ['accepted', 'token.signature', 'token.algorithm', 'key.unknown'];

/** Puts the rows to a verifier: the verdict, 401 and never 500 for what is refused, and no key asked for without need. */
export function conforms(rows: readonly ConformanceRow[]): void {
  it.each(rows.map((one) => [one.name, one.expected, one.because ? `, unlike there: ${one.because}` : '', one] as const))(
    '%s: %s%s',
    async (_name, expected, _because, one) => {
      const { verdict, asked } = await judge(runtime, one);

      expect(verdict).toBe(expected);
      expect(asked.length).toBeLessThanOrEqual(WITH_KEY.includes(expected) ? 1 : 0);
      if (expected !== 'accepted') expect(statusOf(expected)).toBe(401);
    },
  );
}
