// What `Policies` of a function or state machine says: names and ARNs of managed policies, policies written out, and SAM's policy
// templates, any of them within Fn::If.

import { isObject, type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { ifParts, isIntrinsic, isNothing, NO_VALUE } from '../values';
import { managedPolicyArn } from './managed';
import { policyTemplate } from './templates';

export interface RolePolicies {
  readonly managed: Json[];
  /** `PolicyName` and `PolicyDocument`. */
  readonly inline: Json[];
}

/** Deeper than conditions are nested: what is deeper is not expanded. */
const MAX_DEPTH = 8;

/** Either is undefined where the entry has none: an entry within Fn::If may have both. */
interface Entry {
  readonly managed?: Json;
  readonly inline?: Json;
}

export function readPolicies(expansion: Expansion, source: Source): RolePolicies {
  const written = own(source.properties, 'Policies');
  const entries = isNothing(written) ? [] : Array.isArray(written) ? (written as readonly Json[]) : [written];
  const read = entries.map((entry, index) => {
    const found = readEntry(expansion.value(entry) ?? null, `${source.id}RolePolicy${index}`, 0);
    if (found === undefined) expansion.miss(`Policies ${index} of ${source.id}`);
    return found;
  });
  return {
    managed: read.flatMap((one) => one?.managed ?? []),
    inline: read.flatMap((one) => one?.inline ?? []),
  };
}

function readEntry(entry: Json, name: string, depth: number): Entry | undefined {
  if (isNothing(entry)) return {};
  if (typeof entry === 'string') return { managed: managedPolicyArn(entry) };
  const parts = ifParts(entry);
  if (parts !== undefined) return depth > MAX_DEPTH ? undefined : readIf(parts, name, depth);
  // What else a function gives is an ARN: of a policy in the template, or from a parameter.
  if (isIntrinsic(entry)) {
    return own(entry, 'Fn::If') === undefined && own(entry, 'Fn::Transform') === undefined ? { managed: entry } : undefined;
  }
  if (!isObject(entry)) return undefined;
  if (Object.hasOwn(entry, 'Statement')) return { inline: { PolicyName: name, PolicyDocument: entry } };
  const [[template, parameters] = ['', null], ...others] = Object.entries(entry);
  const document = others.length === 0 ? policyTemplate(template, parameters) : undefined;
  return document === undefined ? undefined : { inline: { PolicyName: name, PolicyDocument: document } };
}

function readIf([condition, then, otherwise]: readonly [string, Json, Json], name: string, depth: number): Entry | undefined {
  const [first, second] = [readEntry(then, name, depth + 1), readEntry(otherwise, name, depth + 1)];
  if (first === undefined || second === undefined) return undefined;
  const either = (one: Json | undefined, other: Json | undefined): Json | undefined =>
    one === undefined && other === undefined ? undefined : { 'Fn::If': [condition, one ?? NO_VALUE, other ?? NO_VALUE] };
  const managed = either(first.managed, second.managed);
  const inline = either(first.inline, second.inline);
  return { ...(managed !== undefined && { managed }), ...(inline !== undefined && { inline }) };
}
