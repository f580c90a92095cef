// cdk-bulkhead asap inspect: what a token holds. Nothing is verified, and that comes first.
import type { AsapInspectOptions } from '../../options';
import { type Output, printableJson } from '../../output';
import { brokenRules, meaningOf } from './broken-rules';
import { decoded } from './decoded';
import { givenToken, needsDots } from './given-token';
import { inspectionAsText, NOT_VERIFIED } from './inspection-text';
import { tenantNote } from './tenant-note';
import { isoOf } from './times';

export function asapInspect({ token: given, json }: AsapInspectOptions, output: Output): number {
  const token = givenToken(given, output);
  needsDots(token, given);
  const parts = decoded(token);
  const broken = brokenRules(token, output.clock);
  const claimed = parts?.claims.object;
  const note = claimed === undefined ? undefined : tenantNote(claimed);
  if (json) {
    output.error(`${NOT_VERIFIED}\n`);
    output.out(
      `${printableJson({
        version: 1,
        verified: false,
        header: parts?.header.object ?? null,
        claims: claimed ?? null,
        times: timesOf(claimed ?? {}),
        signatureBytes: parts?.signatureBytes ?? null,
        broken: broken.map((rule) => ({ ...rule, meaning: meaningOf(rule.reason) })),
        notes: note === undefined ? [] : [note],
      })}\n`,
    );
  } else output.out(inspectionAsText(token.length, parts, broken, note, output));
  return broken.some(({ always }) => always) ? 1 : 0;
}

function timesOf({ iat, nbf, exp }: { readonly [name: string]: unknown }): object {
  const whole = Number.isSafeInteger(iat) && Number.isSafeInteger(exp);
  return {
    issuedAt: isoOf(iat) ?? null,
    notBefore: isoOf(nbf) ?? null,
    expiresAt: isoOf(exp) ?? null,
    lifetimeSeconds: whole ? Number(exp) - Number(iat) : null,
  };
}
