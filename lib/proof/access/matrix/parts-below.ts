// The parts of a resource that policies name: an index of a table, an object, a stream of a log group. The templates do not show all parts,
// but the text of a policy shows those that it allows.

import { matches, type Policy, pattern, statementsOf } from '../../iam';
import { arnComponents } from '../../template';

/** ARNs of parts that an Allow statement could cover, such as `<arn>/index/by-email`. */
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

/** Whether a text may name a resource of a service. Most texts name other services. */
function isOf(text: string, service: string | undefined): boolean {
  const named = arnComponents(text)?.[2];
  return named === undefined || service === undefined || named === service || /[*?$\uE000]/.test(named);
}

/** The rest of a text after a beginning that may be the resource itself. */
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

/** A policy variable may have any value, and a literal partition may be equal to an unknown one. */
function isBeginning(text: string, arn: string): boolean {
  if (text === arn) return true;
  return matches(pattern([text.replace(/\$\{[^{}]*\}/g, '*')]), arn) !== false;
}

/**
 * Texts that match a pattern for a tenant, and for the default tenant of a policy variable. None if the pattern depends on another
 * variable.
 */
export function instances(written: string, tenant: string): string[] {
  const ofTenant = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*(?:,[^{}]*)?\}/gi, tenant);
  const byDefault = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*,\s*'([^'{}]*)'\s*\}/gi, '$1');
  return [...new Set([ofTenant, byDefault])].flatMap((text) => {
    const filled = text.replace(/\$\{[*?$]\}/g, 'x');
    return filled.includes('${') ? [] : [filled.replace(/\*/g, `${tenant}/object`).replace(/\?/g, 'x')];
  });
}
