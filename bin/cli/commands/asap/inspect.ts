// cdk-bulkhead asap inspect: what a token holds. Nothing is verified, and that comes first.
import type { AsapInspectOptions } from '../../options';
import { type Output, printableJson } from '../../output';
import { brokenRules, meaningOf } from './broken-rules';
import { decoded } from './decoded';
import { givenToken } from './given-token';
import { inspectionAsText, NOT_VERIFIED } from './inspection-text';
import { isoOf } from './times';

export function asapInspect({ token: given, json }: AsapInspectOptions, output: Output): number {
  const token = givenToken(given, output);
  const parts = decoded(token);
  const broken = brokenRules(token, output.clock);
  if (json) {
    output.error(`${NOT_VERIFIED}\n`);
    const { header, claims } = parts ?? {};
    output.out(
      `${printableJson({
        version: 1,
        verified: false,
        header: header?.object ?? null,
        claims: claims?.object ?? null,
        times: timesOf(claims?.object ?? {}),
        signatureBytes: parts?.signatureBytes ?? null,
        broken: broken.map((rule) => ({ ...rule, meaning: meaningOf(rule.reason) })),
      })}\n`,
    );
  } else output.out(inspectionAsText(token.length, parts, broken, output));
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
