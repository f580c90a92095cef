// A token taken apart, for a person.
import type { JsonObject } from '../../../../lambda/runtime/asap/strict-json';
import { counted, type Output, palette, printable, wrapped } from '../../output';
import { type BrokenRule, meaningOf, refusedBy } from './broken-rules';
import type { Decoded, DecodedPart } from './decoded';
import type { TenantNote } from './tenant-note';
import { lasting, relative, utc } from './times';

export const NOT_VERIFIED =
  'NOT VERIFIED: this command does not verify the signature, and anybody can write such a token. To verify: npx cdk-bulkhead asap verify';

/** Of a part that is not valid JSON, in characters. */
const SHOWN = 2000;

export function inspectionAsText(
  length: number,
  parts: Decoded | undefined,
  broken: readonly BrokenRule[],
  note: TenantNote | undefined,
  { color, width, clock }: Output,
): string {
  const { strong, faint, red, yellow, green } = palette(color);
  const now = clock() / 1000;
  const lines = [red(NOT_VERIFIED), ''];
  if (parts === undefined) lines.push(`A token of ${length} characters: too long to show`, '');
  else {
    lines.push(strong('Header'), ...part(parts.header, () => ''));
    lines.push(strong('Claims'), ...part(parts.claims, (name, value) => faint(when(name, value, now))));
    lines.push(...lifetime(parts.claims.object ?? {}).map((text) => `  ${faint(text)}`));
    lines.push(strong('Signature'), `  ${counted(parts.signatureBytes, 'byte')}, not verified`, '');
  }
  const rule = (mark: string, { reason, at }: BrokenRule) =>
    `  ${mark} ${strong(reason)}  ${wrapped(`${printable(at)}: ${meaningOf(reason)}`, 6, width - reason.length - 6)}`;
  const sentences = new Set(broken.map(refusedBy));
  for (const sentence of sentences) {
    const rules = broken.filter((one) => refusedBy(one) === sentence);
    lines.push(strong(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`));
    lines.push(...rules.map((one) => rule(one.always ? red('✗') : yellow('!'), one)));
  }
  if (broken.length === 0)
    lines.push(green('The form and the times of this token break no rule. This command checks nothing else'));
  if (note !== undefined) lines.push(`${yellow('note')}  ${wrapped(note.text, 6, width)}`);
  return `${lines.join('\n')}\n`;
}

function part({ object, text, isCanonical }: DecodedPart, remark: (name: string, value: unknown) => string): string[] {
  if (object === undefined) {
    const rest = text.length > SHOWN ? ` and ${text.length - SHOWN} characters more` : '';
    return [
      `  this is not one unambiguous JSON object${isCanonical ? '' : ' in canonical base64url'}:`,
      `  ${printable(text.slice(0, SHOWN))}${rest}`,
    ];
  }
  const names = Object.keys(object).map(printable);
  const column = Math.min(24, Math.max(0, ...names.map((name) => name.length)));
  return Object.entries(object).map(([name, value]) =>
    `  ${printable(name).padEnd(column)}  ${printable(typeof value === 'string' ? value : JSON.stringify(value))}  ${remark(name, value)}`.trimEnd(),
  );
}

function when(name: string, value: unknown, now: number): string {
  const text = ['iat', 'nbf', 'exp'].includes(name) ? utc(value) : undefined;
  if (text === undefined) return '';
  const seconds = Number(value);
  const verb = name !== 'exp' ? '' : seconds < now ? 'expired ' : 'expires ';
  return `${text}, ${verb}${relative(seconds, now)}`;
}

function lifetime({ iat, exp }: JsonObject): string[] {
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return [];
  const seconds = Number(exp) - Number(iat);
  return [
    seconds > 0 ? `valid for ${lasting(seconds)}${seconds < 120 ? '' : ` (${seconds} s)`}` : 'never valid: exp is not after iat',
  ];
}
