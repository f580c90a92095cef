// What lies below a resource, as policies name it: an index of a table, an object, a stream of a log group. Nobody can know all of
// them; those that a policy lets through are found in its own text.

import { matches, type Policy, pattern, statementsOf } from '../../iam';
import { arnComponents } from '../../template';

/** ARNs below this one that an allowing statement could be about, such as `<arn>/index/by-email`. */
export function partsBelow(arn: string, policies: readonly Policy[], tenant: string): string[] {
  const service = arnComponents(arn)?.[2];
  const found = new Set<string>();
  for (const policy of policies) {
    for (const { isDeny, resources = [] } of statementsOf(policy)) {
      if (isDeny) continue;
      for (const { text } of resources) {
        if (text === '*' || !isOf(text, service)) continue;
        for (const rest of restsBehind(arn, text)) for (const one of instances(rest, tenant)) found.add(`${arn}${one}`);
      }
    }
  }
  return [...found];
}

/** Whether a text names something of a service: texts of others are the most. */
function isOf(text: string, service: string | undefined): boolean {
  const named = arnComponents(text)?.[2];
  return named === undefined || service === undefined || named === service || /[*?$\uE000]/.test(named);
}

/** What a text says behind a beginning that may be the resource itself. */
function restsBehind(arn: string, text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\uE000' || (character === '{' && text[at - 1] === '$')) depth += 1;
    else if ((character === '\uE001' || character === '}') && depth > 0) depth -= 1;
    else if (depth === 0 && (character === '/' || character === ':') && isBeginning(text.slice(0, at), arn))
      found.push(text.slice(at));
  }
  return found;
}

/** Variables may be anything, and a partition that is written may be the one that is not known. */
function isBeginning(text: string, arn: string): boolean {
  if (text === arn) return true;
  return matches(pattern([text.replace(/\$\{[^{}]*\}/g, '*')]), arn) !== false;
}

/**
 * Texts that a pattern lets pass for the tenant whose data it is, and for the tenant that a variable stands for where a session has
 * none; none if it depends on something else.
 */
export function instances(written: string, tenant: string): string[] {
  const ofTenant = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*(?:,[^{}]*)?\}/gi, tenant);
  const byDefault = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*,\s*'([^'{}]*)'\s*\}/gi, '$1');
  return [...new Set([ofTenant, byDefault])].flatMap((text) => {
    const filled = text.replace(/\$\{[*?$]\}/g, 'x');
    return filled.includes('${') ? [] : [filled.replace(/\*/g, `${tenant}/object`).replace(/\?/g, 'x')];
  });
}
