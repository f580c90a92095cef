// The parts of a resource that policies name: an index of a table, an object, a stream of a log group. The templates do not show all parts,
// but the text of a policy shows those that it allows.

import { matches, pattern } from '../../iam';
import type { PolicyTexts } from './policy-texts';

/** ARNs of parts that an Allow statement could cover, such as `<arn>/index/by-email`. */
export function partsBelow(arn: string, policies: readonly PolicyTexts[], tenant: string): string[] {
  return instancesBelow(arn, writtenBelow(arn, policies), tenant);
}

/** Of these, the parts that tenants own. */
export function ownPartsBelow(arn: string, policies: readonly PolicyTexts[], tenant: string): string[] {
  const isOwn = (text: string) => !isShared(policies, text);
  return instancesBelow(arn, writtenBelow(arn, policies, isOwn), tenant);
}

/** The parts that no tenant owns, as the policies write them behind the ARN. */
export function sharedPartsBelow(arn: string, policies: readonly PolicyTexts[]): string[] {
  return writtenBelow(arn, policies, (text) => isShared(policies, text));
}

function isShared(policies: readonly PolicyTexts[], text: string): boolean {
  return policies.some((one) => one.isShared(text));
}

function instancesBelow(arn: string, rests: readonly string[], tenant: string): string[] {
  return [...new Set(rests.flatMap((rest) => instances(rest, tenant)))].map((one) => `${arn}${one}`);
}

function writtenBelow(arn: string, policies: readonly PolicyTexts[], isMeant = (_text: string) => true): string[] {
  const texts = policies.flatMap((one) => one.resourcesAbout(arn)).filter(isMeant);
  return [...new Set(texts.flatMap((text) => restsBehind(arn, text)))];
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
 * Texts that match a pattern for a tenant, and for the default tenant of a policy variable. Another variable, such as Cognito’s
 * `${cognito-identity.amazonaws.com:sub}`, may have the tenant as its value too: the evaluator then answers that it does not know.
 */
export function instances(written: string, tenant: string): string[] {
  const ofTenant = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*(?:,[^{}]*)?\}/gi, tenant);
  const byDefault = written.replace(/\$\{\s*aws:PrincipalTag\/[^{},]*,\s*'([^'{}]*)'\s*\}/gi, '$1');
  return [...new Set([ofTenant, byDefault])].flatMap((text) => {
    const filled = text.replace(/\$\{[*?$]\}/g, 'x').replace(/\$\{[^{}]*\}/g, tenant);
    return filled.includes('${') ? [] : [filled.replace(/\*/g, `${tenant}/object`).replace(/\?/g, 'x')];
  });
}
